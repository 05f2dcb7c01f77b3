"""`coxa.landmarks/1`: what a pose model saw in each image of a recording."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import cycle
from math import isnan
from typing import Annotated, Final, Literal

from coxa.errors import RecordError
from coxa.records.wire import DateTime, NonEmpty, Range, Sha256, Uuid

SCHEMA: Final = "coxa.landmarks/1"

LANDMARKS: Final = (
    "nose",
    "left_eye_inner", "left_eye", "left_eye_outer",
    "right_eye_inner", "right_eye", "right_eye_outer",
    "left_ear", "right_ear",
    "mouth_left", "mouth_right",
    "left_shoulder", "right_shoulder",
    "left_elbow", "right_elbow",
    "left_wrist", "right_wrist",
    "left_pinky", "right_pinky",
    "left_index", "right_index",
    "left_thumb", "right_thumb",
    "left_hip", "right_hip",
    "left_knee", "right_knee",
    "left_ankle", "right_ankle",
    "left_heel", "right_heel",
    "left_foot_index", "right_foot_index",
)  # fmt: skip
COLUMNS: Final = ("x_px", "y_px", "z_px", "visibility", "presence")
POINT_DECIMALS: Final = (2, 2, 1, 3, 3)
UNKNOWN_PEOPLE: Final = -1
OUTLINE_ROWS: Final = 24
OUTLINE_DECIMALS: Final = 2

POINTS_PER_IMAGE: Final = len(LANDMARKS) * len(COLUMNS)
OUTLINE_PER_IMAGE: Final = 2 * OUTLINE_ROWS * 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One thing that is known of every image: its field, its key on the wire, and its limits.

    Attributes
    ----------
    name : str
        Field of `LandmarkRecording` and key of each sample.
    words : str
        What it is, for the published schema.
    width : int
        Numbers per image; 1 is written as a plain number, more as a list.
    is_count : bool
        Whole numbers; `UNKNOWN_PEOPLE` in memory is null on the wire.
    minimum, maximum : float or None
        Limits of every number, both included.
    nullable : bool
        Whether a number may be missing: NaN in memory, null on the wire. A list of which every
        number is missing is null as a whole.
    optional : bool
        Whether a recording may be without it: an empty array in memory, no key on the wire.
    """

    name: str
    words: str
    width: int = 1
    is_count: bool = False
    minimum: float | None = None
    maximum: float | None = None
    nullable: bool = False
    optional: bool = False

    @property
    def typecode(self) -> str:
        """Type of the array that holds it."""
        return "i" if self.is_count else "d"


CHANNELS: Final = (
    Channel(name="t_s", words="Seconds from the first image, strictly increasing.", minimum=0),
    Channel(
        name="person",
        words="How sure the model is that there is a person.",
        minimum=0,
        maximum=1,
    ),
    Channel(
        name="people",
        words="Number of people in the image; null where nobody counted.",
        is_count=True,
        minimum=0,
        nullable=True,
    ),
    Channel(
        name="luminance",
        words="Mean brightness of the person's region; null where it was not measured.",
        minimum=0,
        maximum=1,
        nullable=True,
    ),
    Channel(
        name="points",
        words="The columns of every landmark in turn; null where nobody was seen.",
        width=POINTS_PER_IMAGE,
        nullable=True,
    ),
    Channel(
        name="outline",
        words="Left leg, then right: for each point from knee to ankle the distances in pixels to "
        "the lateral and the medial edge of the shank; null where no edge was found.",
        width=OUTLINE_PER_IMAGE,
        nullable=True,
        optional=True,
    ),
)
"""Everything known of each image, in the order of the wire. A new optional channel is one entry
here and one field of `LandmarkRecording` with an empty array as default."""


def rounded_points(values: Iterable[float]) -> array[float]:
    """Landmarks as they are kept: every column rounded as `POINT_DECIMALS` says; NaN stays NaN.

    Parameters
    ----------
    values : (n * 33 * 5,)
        Flat, x, y, z in pixels, visibility and presence 0 to 1, landmark by landmark.
    """
    decimals = cycle(POINT_DECIMALS)
    return array("d", (_rounded(v, d) for v, d in zip(values, decimals, strict=False)))


def _rounded(value: float, decimals: int) -> float:
    # Adding zero makes -0.0 plain zero.
    return value if isnan(value) else round(float(value), decimals) + 0.0


ReadingNotice = Literal["corrupt_images", "truncated", "several_video_streams"]
"""What may be wrong with a file that could be read all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseMethod:
    """Which model made the landmarks, and how it was run."""

    name: str
    version: str
    model: str
    params: dict[str, float | int | str | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSize:
    """Size of the upright image."""

    width_px: Annotated[int, Range(minimum=1)]
    height_px: Annotated[int, Range(minimum=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkHead:
    """What stands before the samples on the wire."""

    id: Uuid
    subject: NonEmpty
    recorded_at: DateTime
    coxa_version: NonEmpty
    tables_version: NonEmpty
    recording_sha256: Sha256
    image: ImageSize
    pose: PoseMethod
    mirrored: bool | None
    notices: tuple[ReadingNotice, ...] = ()
    landmark_names: tuple[str, ...] = LANDMARKS
    columns: tuple[str, ...] = COLUMNS

    def check(self, path: str) -> None:
        """RecordError if the landmarks or columns are not the ones of this schema, in order."""
        for name, constant in (("landmark_names", LANDMARKS), ("columns", COLUMNS)):
            if getattr(self, name) != constant:
                raise RecordError(
                    f"{path}{name}: not the {len(constant)} names of {SCHEMA}, in order"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarkRecording:
    """Landmarks of one recording, image by image.

    Image axes: x right, y down, pixels of the upright image, origin at the outer corner of the top
    left pixel; z in pixels away from the camera. Left and right are the person's, as the pose model
    names them in the image as it is.

    Attributes
    ----------
    t_s : (n,)
        Time stamps from the first image, strictly increasing.
    points : (n * 33 * 5,)
        x, y, z, visibility, presence of every landmark of every image, flat, rounded as
        `POINT_DECIMALS` says. NaN where nobody was seen.
    person : (n,)
        How sure the model is that there is a person, 0 to 1; 0 where nobody was seen.
    people : (n,)
        Number of people in the image; `UNKNOWN_PEOPLE` where nobody counted.
    luminance : (n,)
        Mean brightness of the person's region, 0 to 1.
    outline : (n * 2 * 24 * 2,)
        Where the segmentation mask ends on both sides of each shank: for the left then the right
        leg, for each of `OUTLINE_ROWS` points at the fractions (row + 0.5) / 24 of the line from
        the knee landmark to the ankle landmark, the distances (px) square to that line to the
        lateral and the medial edge, away from the midline positive. NaN where no edge was found.
        Empty if the pose model gives no mask.
    mirrored : bool or None
        Whether the recording was a mirror image, which has been undone: the landmarks are always
        those of the picture as another person sees it. None if the recording does not say.
    notices :
        What was found wrong with the file while it was read, as codes of warnings.
    """

    id: str
    subject: str
    recorded_at: str
    coxa_version: str
    tables_version: str
    recording_sha256: str
    image_width_px: int
    image_height_px: int
    pose: PoseMethod
    mirrored: bool | None
    notices: tuple[ReadingNotice, ...] = ()
    t_s: array[float]
    points: array[float]
    person: array[float]
    people: array[int]
    luminance: array[float]
    outline: array[float] = field(default_factory=lambda: array("d"))

    def __len__(self) -> int:
        """Number of images."""
        return len(self.t_s)

    def column(self, landmark: str, column: str) -> list[float]:
        """One column of one landmark over all images, (n,); NaN where nobody was seen.

        Raises
        ------
        ValueError
            The landmark or the column does not exist.
        """
        first = LANDMARKS.index(landmark) * len(COLUMNS) + COLUMNS.index(column)
        return list(self.points[first::POINTS_PER_IMAGE])
