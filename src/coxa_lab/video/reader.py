"""Reads a video file: upright RGB images, one after the other, with true time stamps.

Sound is ignored. Which containers are opened at all is listed in `coxa_lab.video.sniff`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import av
import av.error
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

from coxa.errors import RefusedError
from coxa_lab.video.orientation import Orientation, orientation_from_matrix, orientation_from_tag
from coxa_lab.video.sniff import (
    CONTAINERS,
    PICTURES,
    is_cut_short,
    refuse_empty,
    refuse_unreadable,
)
from coxa_lab.video.stamps import Stamps
from coxa_lab.video.tags import created_at_from_tags, mirrored_from_tags

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from typing_extensions import Buffer

MAX_SIDE_PX: Final = 1280
_DECODER_THREADS: Final = 2
_MIN_IMAGES: Final = 2
_FALLBACK_INTERVAL_S: Final = Fraction(1, 25)
_OPTIONS: Final = {"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "file"}
_MISSING_END_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class VideoImage:
    """One upright image.

    Attributes
    ----------
    t_s :
        Time stamp from the first image.
    rgbx : (height, width, 4)
        Red, green, blue and a byte without meaning: the layout that is cheapest to cut from.
    reduction :
        Pixels of the recording per pixel of `rgbx`; above 1 where very large images were reduced.
    """

    t_s: float
    rgbx: NDArray[np.uint8]
    reduction: float = 1.0

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """The image as (height, width, 3), a view."""
        return self.rgbx[:, :, :3]


@dataclass(slots=True)
class ReadCounts:
    """What happened to the images of a recording while it was read.

    Attributes
    ----------
    images :
        Given out.
    corrupt :
        Skipped because they could not be decoded, or built on one that could not.
    dropped :
        Skipped because their time stamp repeated or went back.
    missing_end_s :
        Announced by the container and not there: the recording was cut short. 0 if complete.
    """

    images: int = 0
    corrupt: int = 0
    dropped: int = 0
    missing_end_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video file that can be read; `images` gives its content as often as wanted.

    Attributes
    ----------
    width_px, height_px :
        Of the upright image with square pixels.
    duration_s :
        As the container announces it; None if it does not.
    rate_hz :
        Mean rate as the container announces it; None if it does not.
    created_at :
        When it was recorded, with UTC offset; None if the file does not say.
    mirrored :
        Whether the picture is a mirror image; None if the file does not say.
    video_streams :
        How many there are; the one with the largest images is read.
    counts :
        Of the reading last begun; complete when its images are exhausted.
    """

    path: Path
    width_px: int
    height_px: int
    orientation: Orientation
    duration_s: float | None
    rate_hz: float | None
    created_at: datetime | None
    mirrored: bool | None
    video_streams: int
    sha256: str
    counts: ReadCounts = field(default_factory=ReadCounts)

    def images(
        self, *, is_mirrored: bool = False, max_side_px: int = MAX_SIDE_PX
    ) -> Iterator[VideoImage]:
        """Upright images in order, as another person would see them.

        Parameters
        ----------
        is_mirrored :
            Whether the recording is a mirror image; that is undone.
        max_side_px :
            Larger images are reduced to this on the longer side.

        Raises
        ------
        RefusedError
            ``corrupt_images`` after the last image, when more were lost than given out.
        """
        counts = self.counts
        counts.images = counts.corrupt = counts.dropped = 0
        counts.missing_end_s = 0.0
        with closing(_open(self.path)) as container:
            stream = _largest(container)
            shaper = _Shaper(self, max_side_px, is_mirrored=is_mirrored)
            stamps = Stamps(_interval_s(stream))
            last_s = 0.0
            for decoded in _frames(container, stream, counts):
                t_s = stamps.next(_stamp_s(decoded))
                if t_s is None:
                    counts.dropped += 1
                    continue
                counts.images += 1
                last_s = t_s
                yield VideoImage(t_s, shaper.pixels(decoded), shaper.reduction)
        self._judge(last_s)

    def _judge(self, last_s: float) -> None:
        """Note a missing end, and refuse a recording most of which is lost."""
        counts = self.counts
        if counts.corrupt > counts.images:
            raise RefusedError(
                "corrupt_images", name=self.path.name, corrupt=counts.corrupt, images=counts.images
            )
        if self.duration_s is not None and self.duration_s - last_s > _MISSING_END_S:
            counts.missing_end_s = self.duration_s - last_s


@contextmanager
def open_video(path: Path) -> Iterator[Video]:
    """The video in a file, checked as far as its first images.

    Raises
    ------
    RefusedError
        ``empty_file``, ``not_a_video``, ``truncated``, ``audio_only``, ``no_images``,
        ``still_picture`` or ``corrupt_images``
    OSError
        The file is missing, is a folder, or may not be read.
    """
    refuse_empty(path)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    with closing(_open(path)) as container:
        if any(container.format.name.endswith(kind) for kind in PICTURES):
            raise RefusedError("still_picture", name=path.name)
        stream = _largest(container)
        first = _first_frame(path, container, stream)
        video = _described(path, container, stream, first, sha256)
    yield video


def _open(path: Path) -> InputContainer:
    """The container, opened as a local file and nothing else."""
    try:
        return av.open(f"file:{path}", options=dict(_OPTIONS), metadata_errors="replace")
    except (av.error.InvalidDataError, av.error.EOFError, av.error.ArgumentError) as error:
        raise refuse_unreadable(path) from error


def _largest(container: InputContainer) -> VideoStream:
    """The video stream with the largest images, set to decode with threads and no concealment."""
    moving = _moving(container)
    if not moving:
        code = "audio_only" if container.streams.audio else "no_images"
        raise RefusedError(code, name=Path(container.name).name)
    stream = max(moving, key=_area_px2)
    if _area_px2(stream) == 0:
        raise RefusedError("not_a_video", name=Path(container.name).name)
    stream.thread_type = "SLICE"  # image threads take twice the processor time
    stream.codec_context.thread_count = _DECODER_THREADS
    # Without this a decoder paints over what it could not read, and the person may stand in it.
    stream.codec_context.options = {"err_detect": "explode"}
    return stream


def _area_px2(stream: VideoStream) -> int:
    """Size of a stream's images; 0 where damage has left it without a decoder that knows."""
    width_px: int | None = getattr(stream, "width", None)
    height_px: int | None = getattr(stream, "height", None)
    return (width_px or 0) * (height_px or 0)


def _moving(container: InputContainer) -> list[VideoStream]:
    """Video streams that are not the cover picture of a sound recording."""
    return [s for s in container.streams.video if not s.disposition & s.disposition.attached_pic]


def _first_frame(path: Path, container: InputContainer, stream: VideoStream) -> VideoFrame:
    """The first image, once it is certain that there is a second."""
    counts = ReadCounts()
    frames = _frames(container, stream, counts)
    first = next(frames, None)
    second = next(frames, None)
    frames.close()
    if first is not None and second is not None:
        return first
    if is_cut_short(path):
        raise RefusedError("truncated", name=path.name)
    if counts.corrupt:
        raise RefusedError("corrupt_images", name=path.name, corrupt=counts.corrupt, images=0)
    raise RefusedError("no_images" if first is None else "still_picture", name=path.name)


def _frames(
    container: InputContainer, stream: VideoStream, counts: ReadCounts
) -> Generator[VideoFrame]:
    """Images that are sound; after a damaged one nothing until the next that stands alone."""
    is_sound = True
    size: tuple[int, int] | None = None
    for decoded in _decoded(container, stream):
        if decoded is None or decoded.is_corrupt:
            is_sound = False
            counts.corrupt += 1
            continue
        size = size or (decoded.width, decoded.height)
        is_sound = is_sound or decoded.key_frame
        if is_sound and _is_same_shape(size, decoded):
            yield decoded
        else:
            counts.corrupt += 1


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame | None]:
    """Images as they come; None for each that could not be decoded."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except av.error.FFmpegError:
            yield None
            return
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            yield None


def _is_same_shape(size: tuple[int, int], decoded: VideoFrame) -> bool:
    """Whether an image has the proportions of the first: its size may change, its shape not."""
    width_px, height_px = size
    return abs(decoded.width * height_px - decoded.height * width_px) <= width_px + height_px


def _stamp_s(decoded: VideoFrame) -> Fraction | None:
    """The presentation time stamp (s); None if the image has none."""
    stamp = decoded.pts if decoded.pts is not None else decoded.dts
    return None if stamp is None or decoded.time_base is None else stamp * decoded.time_base


def _interval_s(stream: VideoStream) -> Fraction:
    """Mean time between images (s)."""
    rate_hz = stream.average_rate or stream.guessed_rate
    return 1 / rate_hz if rate_hz else _FALLBACK_INTERVAL_S


class _Shaper:
    """Makes arrays of decoded images: stored size with square pixels, then turned.

    The converter is kept, since setting it up takes longer than converting an image.
    """

    def __init__(self, video: Video, max_side_px: int, *, is_mirrored: bool) -> None:
        self.reduction = max(1.0, max(video.width_px, video.height_px) / max_side_px)
        self._orientation = video.orientation.mirrored() if is_mirrored else video.orientation
        width_px, height_px = video.orientation.size(video.width_px, video.height_px)
        self._width_px = round(width_px / self.reduction)
        self._height_px = round(height_px / self.reduction)
        is_reduced = self.reduction > 1.0
        self._interpolation = Interpolation.AREA if is_reduced else Interpolation.BILINEAR
        self._converter = VideoReformatter()

    def pixels(self, decoded: VideoFrame) -> NDArray[np.uint8]:
        """Upright pixels, (height, width, 4)."""
        stored = self._converter.reformat(
            decoded,
            format="rgba",
            width=self._width_px,
            height=self._height_px,
            interpolation=self._interpolation,
        )
        return self._orientation.apply(np.asarray(stored.to_ndarray(), np.uint8))


def _described(
    path: Path, container: InputContainer, stream: VideoStream, first: VideoFrame, sha256: str
) -> Video:
    """Everything the container and the first image say."""
    tags = {**container.metadata, **stream.metadata}
    orientation = _orientation(stream, first)
    aspect = stream.sample_aspect_ratio or Fraction(1)
    width_px, height_px = orientation.size(round(first.width * aspect), first.height)
    return Video(
        path=path,
        width_px=width_px,
        height_px=height_px,
        orientation=orientation,
        duration_s=_duration_s(container, stream),
        rate_hz=float(stream.average_rate) if stream.average_rate else None,
        created_at=created_at_from_tags(tags),
        mirrored=mirrored_from_tags(tags),
        video_streams=len(_moving(container)),
        sha256=sha256,
    )


def _orientation(stream: VideoStream, first: VideoFrame) -> Orientation:
    """Which way up the images are, from the display matrix or the older tag."""
    matrix = cast("Buffer | None", first.side_data.get("DISPLAYMATRIX"))
    if matrix is not None:
        return orientation_from_matrix(np.frombuffer(bytes(matrix), np.int32).tolist())
    return orientation_from_tag(stream.metadata.get("rotate", "0"))


def _duration_s(container: InputContainer, stream: VideoStream) -> float | None:
    """Length of the video stream as announced (s); None if only the sound's length is known."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    if container.duration is not None and not container.streams.audio:
        return container.duration / av.time_base
    return None
