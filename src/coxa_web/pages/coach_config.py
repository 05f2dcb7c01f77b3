"""What the coach page's modules need to know: where the files of this version are."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import reverse

from coxa_web.core_files import core_zip
from coxa_web.vendor import MODELS_VERSION, models_prefix, vendor_folders


def coach_config() -> dict[str, str]:
    """Addresses by name, as ``protocol.js`` parses them."""
    folders = vendor_folders()
    return {
        "core": reverse("core_files", args=[core_zip().sha256]),
        "pyodide": static(f"coxa/vendor/{folders['pyodide']}/"),
        "litert": static(f"coxa/vendor/{folders['@litertjs/core']}/"),
        "models": static(f"{models_prefix()}/"),
        "pose_worker": static("coxa/pose-worker.js"),
        "core_worker": static("coxa/core-worker.js"),
        "pose_version": MODELS_VERSION,
    }
