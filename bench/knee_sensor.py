"""A sensor on a real shank, made from optical markers: a knee that bends and straightens.

The recording is no test of the hip. It tests everything between a sensor's samples and an angle on
the movement of a real leg: orientation, the plane of movement, repetitions. The sensor is simulated
at a random angle with a phone's noise and bias, and held against the line from knee to ankle. It
rides on the bone (frame of knee and ankle markers), or on the calf (cluster of markers on it): the
second shows what skin and muscle add. The person never rests in this recording, so the bias of the
gyroscope comes from a calibration (the phone lying still for some seconds), or is left to be found.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from coxa.assessment.trial import find_excursions
from coxa.inertial.rotation import hinge_swing_rad, thinned
from coxa.inertial.up import UpSeries
from coxa.phantom.sensor import RECORDED_AT
from coxa.records.motion import MotionRecording, MotionSource
from coxa.version import __version__
from coxa_lab.orientation import up_from_motion
from coxa_lab.recordings.markers import Markers, read_c3d

FloatArray = NDArray[np.float64]
RATE_HZ = 100.0
CUTOFF_HZ = 8.0
"""Markers jitter by half a millimetre; differentiated twice at 100 Hz that is more than gravity."""
CLUSTER = ("RLEG1", "RLEG2", "RLEG3")
KNEE = ("RLFE", "RMFE")
ANKLE = ("RLM", "RSPH")
UP = np.array([0.0, 1.0, 0.0])
STILL_S = 5.0
Carrier = Literal["bone", "calf"]
ACC_NOISE_M_S2, ACC_BIAS_M_S2 = 0.03, 0.04
GYR_NOISE_RAD_S, GYR_BIAS_RAD_S = 0.004, 0.03


@dataclass(frozen=True, slots=True)
class KneeResult:
    """Peaks of every repetition by the sensor and by the markers, degrees."""

    sensor_deg: list[float]
    markers_deg: list[float]

    @property
    def errors_deg(self) -> list[float]:
        """Sensor less markers."""
        return [a - b for a, b in zip(self.sensor_deg, self.markers_deg, strict=True)]


def knee_from_markers(
    path: Path, seed: int = 1, carrier: Carrier = "bone", *, is_calibrated: bool = True
) -> KneeResult:
    """Measure the repetitions of a marker recording by a simulated sensor and by the markers."""
    markers = read_c3d(path)
    rod = _middle(markers, ANKLE) - _middle(markers, KNEE)
    recording, still = sensor_recordings(markers, seed, carrier)
    up = thinned(up_from_motion(recording, still if is_calibrated else None))
    return KneeResult(_peaks_deg(up), _peaks_deg(_up_of_rod(markers.t_s, rod)))


def _middle(markers: Markers, names: tuple[str, ...]) -> FloatArray:
    return _smooth(np.mean([markers.y_up(name) for name in names], axis=0))


def _smooth(values: FloatArray) -> FloatArray:
    """Low pass without delay; the ends are mirrored."""
    n = len(values)
    mirrored = np.concatenate(
        [2 * values[0] - values[n - 1 : 0 : -1], values, 2 * values[-1] - values[-2::-1]]
    )
    frequencies_hz = np.fft.rfftfreq(len(mirrored), 1.0 / RATE_HZ)
    gain = 1.0 / (1.0 + (frequencies_hz / CUTOFF_HZ) ** 8)
    smooth = np.fft.irfft(np.fft.rfft(mirrored, axis=0) * gain[:, None], len(mirrored), axis=0)
    return np.asarray(smooth[n - 1 : 2 * n - 1])


def sensor_recordings(
    markers: Markers, seed: int, carrier: Carrier
) -> tuple[MotionRecording, MotionRecording]:
    """What a phone on the shank would have recorded, and the same phone lying on a table."""
    chance = np.random.default_rng(seed)
    r_world_from_carrier, place = _bone(markers) if carrier == "bone" else _calf(markers)
    r_world_from_phone = r_world_from_carrier @ _random_rotation(chance)
    step_s = 1.0 / RATE_HZ
    acceleration = np.gradient(np.gradient(place, step_s, axis=0), step_s, axis=0)
    force = np.einsum("nji,nj->ni", r_world_from_phone, acceleration + UP * 9.81)
    rate = np.gradient(r_world_from_phone, step_s, axis=0)
    skew = np.einsum("nji,njk->nik", r_world_from_phone, rate)
    turning = np.stack([skew[:, 2, 1], skew[:, 0, 2], skew[:, 1, 0]], axis=1)
    biases = chance.normal(0.0, ACC_BIAS_M_S2, 3), chance.normal(0.0, GYR_BIAS_RAD_S, 3)
    lying = np.tile([0.0, 0.0, 9.81], (int(STILL_S * RATE_HZ), 1))
    return (
        _recording(chance, seed, biases, force, turning),
        _recording(chance, seed, biases, lying, np.zeros_like(lying)),
    )


def _bone(markers: Markers) -> tuple[FloatArray, FloatArray]:
    """Frame of the shank from the markers over its bones; a place three quarters down."""
    knee, ankle = _middle(markers, KNEE), _middle(markers, ANKLE)
    y = _unit(knee - ankle)
    across = _smooth(markers.y_up(ANKLE[0])) - _smooth(markers.y_up(ANKLE[1]))
    x = _unit(np.cross(y, across))
    return np.stack([x, y, np.cross(x, y)], axis=2), 0.25 * knee + 0.75 * ankle


def _calf(markers: Markers) -> tuple[FloatArray, FloatArray]:
    """Frame of the cluster on the calf."""
    a, b, c = (_smooth(markers.y_up(name)) for name in CLUSTER)
    x = _unit(a - b)
    z = _unit(np.cross(x, c - b))
    return np.stack([x, np.cross(z, x), z], axis=2), (a + b + c) / 3.0


def _recording(
    chance: np.random.Generator,
    seed: int,
    biases: tuple[FloatArray, FloatArray],
    force: FloatArray,
    turning: FloatArray,
) -> MotionRecording:
    acc = force + biases[0] + chance.normal(0.0, ACC_NOISE_M_S2, force.shape)
    gyr = turning + biases[1] + chance.normal(0.0, GYR_NOISE_RAD_S, turning.shape)
    return MotionRecording(
        id=f"00000000-0000-8000-a000-{seed:012d}",
        subject="markers",
        recorded_at=RECORDED_AT,
        coxa_version=__version__,
        tables_version="none",
        recording_sha256="0" * 64,
        source=MotionSource(format="markers"),
        t_s=array("d", (i / RATE_HZ for i in range(len(force)))),
        acc_m_s2=_flat(acc),
        gyr_rad_s=_flat(gyr),
    )


def _unit(vectors: FloatArray) -> FloatArray:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def _random_rotation(chance: np.random.Generator) -> FloatArray:
    """Any orientation, all alike likely."""
    q, r = np.linalg.qr(chance.normal(size=(3, 3)))
    q = q * np.sign(np.diag(r))
    return np.asarray(q * np.linalg.det(q))


def _flat(values: FloatArray) -> array[float]:
    return array("d", np.ascontiguousarray(values).tobytes())


def _up_of_rod(t_s: FloatArray, rod: FloatArray) -> UpSeries:
    """Up seen from a frame that turns with a rod in the plane in which the rod moves.

    The hinge is the direction in which the rod varies least.
    """
    along = _unit(rod)
    hinge = np.linalg.svd(along - along.mean(axis=0))[2][2]
    across = _unit(np.cross(hinge, along))
    seen = np.stack([along @ UP, across @ UP, np.full(len(rod), hinge @ UP)], axis=1)
    return UpSeries(t_s=array("d", t_s), up=_flat(_unit(seen)), valid=array("b", [1] * len(t_s)))


def _peaks_deg(up: UpSeries) -> list[float]:
    """End ranges of the whole repetitions, from the other end of the movement."""
    swing_deg = np.degrees(np.asarray(hinge_swing_rad(up)))
    # The end at which more time is spent is where the leg waits: it is the zero.
    low, high = np.nanquantile(swing_deg, [0.05, 0.95])
    bent_deg = swing_deg - low if np.nanmean(swing_deg) < 0.5 * (low + high) else high - swing_deg
    found = find_excursions(list(up.t_s), {"right": list(bent_deg)})
    return [e.peak_deg for e in found if e.direction == "internal" and e.start > 0]
