"""Sensor recordings: a phone's or a strap-on sensor's acceleration and rate of turn, from files."""

from coxa_lab.recordings.sensor.motion_file import write_motion
from coxa_lab.recordings.sensor.read import GyroscopeRecording, read_gyroscope, read_motion

__all__ = ["GyroscopeRecording", "read_gyroscope", "read_motion", "write_motion"]
