"""Which files the coach is made of, how large they are, and the version they make together.

The service worker keeps exactly these, under that version: the page of one visit never mixes two.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.templatetags.static import static
from django.urls import reverse

from coxa.version import __version__
from coxa_web.core_files import core_zip
from coxa_web.vendor import (
    FOLDER,
    MODELS_FOLDER,
    MODELS_VERSION,
    models_prefix,
    vendor_folders,
)

STATIC: Final = Path(__file__).parents[1] / "static" / "coxa"
TEMPLATES: Final = Path(__file__).parents[1] / "templates"
BUILDS: Final = {"threaded": "threaded_", "plain": "", "compat": "compat_"}
"""Builds of the networks' runner, and how their files are named."""
_MODELS: Final = ("pose_detection.tflite", "pose_landmark_full.tflite")
"""Kept from the first load on; the smaller network is kept once a slow device has asked for it."""
_OTHERS: Final = ("home",)
"""Modules of other pages begin with these."""
_TYPES: Final = (".js", ".css", ".svg", ".png")
_PAGES: Final = ("coach", "coach_offline")
"""Templates of the pages that work without the server."""
_BUILT_OF: Final = re.compile(r'{%\s*(?:extends|include)\s+"([^"]+)"')
_SHELLS: Final = ("coach", "coach_test", "coach_offline")
_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class File:
    """One file: where it is served, and its size. `build` is set where only one build needs it."""

    url: str
    bytes: int
    build: str = ""

    def to_json(self) -> dict[str, str | int]:
        """As the page and the service worker read it."""
        return {"url": self.url, "bytes": self.bytes, "build": self.build}


@lru_cache(maxsize=1)
def coach_files() -> tuple[File, ...]:
    """Every file the coach needs without a server, but for its own pages."""
    folders = vendor_folders()
    found = [
        *_own(),
        File(reverse("coach_manifest"), len(manifest_text())),
        File(reverse("core_files", args=[core_zip().sha256]), len(core_zip().bytes)),
        *_vendor(folders["pyodide"]),
        *_vendor(folders["@litertjs/wasm-utils"]),
        *_runner(folders["@litertjs/core"]),
        *(
            File(static(f"{models_prefix()}/{name}"), (MODELS_FOLDER / name).stat().st_size)
            for name in _MODELS
        ),
    ]
    return tuple(found)


@lru_cache(maxsize=1)
def version() -> str:
    """Name of this version of everything: changes with any file of it, and with the pages.

    What the pages say stands in the messages, which are part of the core.
    """
    digest = hashlib.sha256(__version__.encode())
    for file in coach_files():
        digest.update(f"{file.url} {file.bytes}\n".encode())
    for path in _own_paths():
        digest.update(path.read_bytes())
    for path in template_paths():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:_DIGITS]


def pages() -> tuple[str, ...]:
    """Addresses of the pages that work without the server."""
    return tuple(reverse(name) for name in _SHELLS)


def coach_config() -> dict[str, str]:
    """Addresses by name, as ``protocol.js`` parses them."""
    folders = vendor_folders()
    return {
        "version": version(),
        "core": reverse("core_files", args=[core_zip().sha256]),
        "pyodide": static(f"coxa/vendor/{folders['pyodide']}/"),
        "litert": static(f"coxa/vendor/{folders['@litertjs/core']}/"),
        "models": static(f"{models_prefix()}/"),
        "pose_worker": static("coxa/pose-worker.js"),
        "core_worker": static("coxa/core-worker.js"),
        "pose_version": MODELS_VERSION,
        "service_worker": reverse("coach_service_worker"),
    }


@lru_cache(maxsize=1)
def manifest_text() -> str:
    """The web application's manifest: what it is called and looks like once it is installed."""
    sizes = ((192, "any"), (512, "any"), (512, "maskable"))
    icons = [
        {
            "src": static(f"coxa/icon-{size}{'-maskable' if purpose == 'maskable' else ''}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in sizes
    ]
    return json.dumps(
        {
            "id": "/coach/",
            "name": "Coxa",
            "short_name": "Coxa",
            "lang": "en",
            "start_url": reverse("coach"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#f8f5ef",
            "theme_color": "#0b6e75",
            "icons": [{"src": static("coxa/icon.svg"), "sizes": "any"}, *icons],
        }
    )


# ------------------------------------------------------------------------------------------- parts


def _own_paths() -> list[Path]:
    """Files of the coach's own folder."""
    return sorted(
        path
        for path in STATIC.iterdir()
        if path.suffix in _TYPES and not path.name.startswith(_OTHERS)
    )


def _own() -> list[File]:
    return [
        File(static(f"coxa/{path.name}"), path.stat().st_size)
        for path in _own_paths()
        if path.name != "sw.js"
    ]


def _vendor(folder: str) -> list[File]:
    return [
        File(static(f"coxa/vendor/{folder}/{path.name}"), path.stat().st_size)
        for path in sorted((FOLDER / folder).iterdir())
    ]


def _runner(folder: str) -> list[File]:
    """The networks' runner: what all builds share, and the files of each."""
    build_of = {
        f"litert_wasm_{part}internal.{ending}": build
        for build, part in BUILDS.items()
        for ending in ("js", "wasm")
    }
    return [
        File(
            static(f"coxa/vendor/{folder}/{path.name}"),
            path.stat().st_size,
            build_of.get(path.name, ""),
        )
        for path in sorted((FOLDER / folder).iterdir())
    ]


def template_paths() -> list[Path]:
    """Templates of the pages, and all that they extend or include."""
    found: dict[str, Path] = {}
    names = [f"coxa/{name}.html" for name in _PAGES]
    while names:
        name = names.pop()
        if name not in found:
            found[name] = TEMPLATES / name
            names += _BUILT_OF.findall(found[name].read_text(encoding="utf-8"))
    return [found[name] for name in sorted(found)]
