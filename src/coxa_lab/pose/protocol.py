"""What any pose model must offer, so that another one can be plugged in.

A model sees the images of one recording in order and gives one sample for every image, in the same
order. It may look ahead as far as it likes, and must give the same samples for the same images
whatever the machine, its load or its number of cores.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coxa.records.landmarks import UNKNOWN_PEOPLE, PoseMethod
from coxa_lab.video import VideoImage


@dataclass(frozen=True, slots=True)
class PoseSample:
    """What a pose model saw in one image.

    Attributes
    ----------
    t_s :
        Time stamp of the image.
    points : (33, 5) or None
        x, y, z, visibility and presence of each of `coxa.records.landmarks.LANDMARKS`; x, y and z
        in pixels of `VideoImage.rgb`, origin at the outer corner of the top left pixel, z away from
        the camera. None if nobody was seen.
    person :
        How sure the model is that there is a person, 0 to 1.
    people :
        Number of people in the image, `UNKNOWN_PEOPLE` where nobody counted.
    luminance :
        Mean brightness of the person's region, or of the image if there is none, 0 to 1.
    outline_px : (2, OUTLINE_ROWS, 2) or None
        Distances to the edges of both shanks (`coxa_lab.pose.outline`), same pixels; None where the
        model knows no outline or nobody was seen.
    """

    t_s: float
    points: NDArray[np.float32] | None
    person: float = 0.0
    people: int = UNKNOWN_PEOPLE
    luminance: float = 0.0
    outline_px: NDArray[np.float64] | None = None


class PoseModel(Protocol):
    """Finds the landmarks of the one person a recording is about."""

    @property
    def method(self) -> PoseMethod:
        """Name, version and parameters, stored with every result."""
        ...

    def samples(self, images: Iterable[VideoImage]) -> Iterator[PoseSample]:
        """One sample for every image, in order.

        Must not keep more than a few images. Left and right are the person's, as they appear in the
        image as it is.
        """
        ...
