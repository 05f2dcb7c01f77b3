"""What the reader finds and does, collected for the record."""

from __future__ import annotations

from dataclasses import dataclass, field

from coxa.records.motion import MotionNotice, MotionNoticeCode, Sensor

Scalar = float | int | str | bool


@dataclass(slots=True)
class Findings:
    """Notices and decisions that grow while a file is read."""

    notices: list[MotionNotice] = field(default_factory=list)
    params: dict[str, Scalar] = field(default_factory=dict)

    def add(self, code: MotionNoticeCode, **values: float | int | str) -> None:
        """State one thing that was found and handled; once, if it is found twice."""
        notice = MotionNotice(code=code, values=values)
        if notice not in self.notices:
            self.notices.append(notice)


SENSOR_NAMES: dict[Sensor, str] = {"accelerometer": "acc", "gyroscope": "gyr"}
"""Short names of the sensors, as columns and parameters begin with them."""
