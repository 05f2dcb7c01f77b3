"""What can watch an exercise on this device."""

from __future__ import annotations

from coxa.browser.visit.state import Device
from coxa.coaching.config import Source
from coxa.tables.coaching import coaching_tables


def watchers_of(exercise: str | None, device: Device) -> tuple[Source, ...]:
    """Sources that can judge an exercise, the best first; a clock judges nothing and guides all.

    Parameters
    ----------
    exercise :
        Its id; None for the guided test, which needs something that sees or feels.
    device :
        What there is.
    """
    if exercise is None:
        return tuple(source for source in device.sources if source != "none")
    row = coaching_tables().exercise(exercise)
    judges: dict[Source, bool] = {
        "camera": row.camera is not None,
        "sensor": row.sensor is not None,
        "none": True,
    }
    return tuple(source for source in device.sources if judges[source])
