"""Whether a file, folder or archive is a sensor recording, by its content."""

from __future__ import annotations

from pathlib import Path

from coxa.errors import RefusedError
from coxa_lab.errors import InputError
from coxa_lab.recordings.sensor.bundle import open_bundle
from coxa_lab.recordings.sensor.layouts import find_layout, has_sensor_columns
from coxa_lab.recordings.sensor.table import head_of


def is_sensor_table(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a table a sensor's app may have written."""
    found = head_of(head)
    return found is not None and has_sensor_columns(found)


def is_sensor_bundle(path: Path) -> bool:
    """Whether a folder or archive holds a sensor recording, be it one that is refused."""
    try:
        with open_bundle(path) as bundle:
            find_layout(bundle)
    except InputError:
        return False
    except RefusedError as refused:
        return refused.code not in {"sensor_folder_unknown", "sensor_damaged", "empty_file"}
    return True
