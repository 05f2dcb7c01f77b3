"""Every number that the page's JavaScript works with, module by module, each with its reason.

What is not here is not allowed: `tests.house.test_javascript_decides_nothing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a module reckons with, compares or counts: names as `javascript_facts.js` gives them.

    ``x()`` is a call, ``x[]`` a row, ``x.length`` how many; 0 and 1 need no mention.
    """

    reason: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A module that may reckon as it likes, because nothing clinical comes in or nothing goes out.

    Attributes
    ----------
    reason :
        What it reckons, and why that is neither measuring nor deciding.
    imports :
        All that it imports.
    globals :
        All of the browser that it reaches; none of it sends, keeps or tells anything.
    gives :
        Types that its functions give back; None where they may give numbers, since none of them is
        told anything that Python found.
    """

    reason: str
    globals: frozenset[str]
    imports: frozenset[str] = frozenset()
    gives: frozenset[str] | None = None


def words(*lines: str) -> frozenset[str]:
    """All words of some lines."""
    return frozenset(" ".join(lines).split())


def _numbers(reason: str, *lines: str) -> Numbers:
    return Numbers(reason, words(*lines))


_PURE: Final = words("Math Object String NaN Error undefined")
_ARRAYS: Final = words("Float32Array Float64Array Uint8Array Uint32Array")
_ELEMENTS: Final = frozenset({"void", "SVGElement", "HTMLDivElement"})

SEALED: Final = {
    "dial.js": Sealed(
        "draws the dial: places on a circle for the angles that Python said",
        _PURE | {"document"},
        gives=_ELEMENTS,
    ),
    "result.js": Sealed(
        "draws the result: places on a scale for values that Python measured",
        _PURE,
        imports=frozenset({"./dial.js", "./dom.js"}),
        gives=_ELEMENTS,
    ),
    "skeleton.js": Sealed(
        "draws the points that Python says are the person's",
        _PURE,
        imports=frozenset({"./protocol.js"}),
        gives=_ELEMENTS,
    ),
    "crop.js": Sealed("cuts a turned square out of a picture", _PURE | _ARRAYS),
    "heat-map.js": Sealed("refines the networks' points by their heat maps", _PURE),
    "outline.js": Sealed(
        "finds where the networks' mask ends",
        _PURE | _ARRAYS,
        imports=frozenset({"./protocol.js"}),
    ),
    "networks.js": Sealed(
        "a square in, the networks' numbers out",
        _PURE | _ARRAYS | {"Map", "performance"},
        imports=frozenset({"./crop.js", "./heat-map.js", "./outline.js", "./protocol.js"}),
    ),
}

NUMBERS: Final = {
    "asking.js": _numbers("which question is shown", "at questions.length Math.max()"),
    "bench.js": _numbers(
        "images that are kept for the bench, and those dropped",
        "images.length MOST t_s dropped images",
    ),
    "clock.js": _numbers(
        "the clocks of page and pictures, and the offset from UTC as text",
        "now_ms() date_ms() base_ms base_s apart_ms now_apart_ms most_ms getTime()",
        "getTimezoneOffset() offset value 60 1000 60000 Math.abs() Math.floor()",
    ),
    "coach.js": _numbers("records on their way to the server", "waiting refused sent wasSent"),
    "core-worker.js": _numbers("how long Python takes", "performance.now() began"),
    "dom.js": _numbers("a list of one is a paragraph", "items.length"),
    "faults.js": _numbers("whether any fault is shown", "shown.size"),
    "halt.js": _numbers("whether a key writes a letter", "key.length"),
    "home-device.js": _numbers("how many records were not sent", "count"),
    "home-today.js": _numbers(
        "whether the page lay open for long", "Date.now() opened_ms OLD_MS 10 60 1000"
    ),
    "ids.js": _numbers(
        "the bits that say which kind of id it is", "bytes[] 15 64 63 128 VERSION_AT VARIANT_AT"
    ),
    "journal.js": _numbers("records in the order they were made", "made_ms"),
    "known.js": _numbers("version of what the server says", "v"),
    "live.js": _numbers(
        "whether nothing has come in for half a second, so that the time is told",
        "performance.now() heard_ms SILENT_MS",
    ),
    "loading.js": _numbers("megabytes that are loaded", "bytes MEGABYTE parts.length"),
    "motion.js": _numbers("room for a batch of samples", "HEAD_LENGTH numbers.length"),
    "offline.js": _numbers("bytes that are loaded", "byteLength bytes got sum"),
    "outbox.js": _numbers(
        "when to try again to send, and what was sent long ago",
        "FIRST_WAIT_MS LONGEST_WAIT_MS next_ms now_ms() wait_ms tries sent index 2 500 1000",
        "Math.max() Math.min() SENT_STAYS_MS sent_ms old_ms old.length 30 24 3600000",
    ),
    "pose-worker.js": _numbers(
        "size of the picture, and which networks this device is fast enough for",
        "width height performance.now() began sent look looks 3 best_ms look_ms net_ms crop_ms",
        "core_ms most_ms Math.min()",
    ),
    "protocol.js": _numbers(
        "lengths of buffers and the version of the protocol",
        "VERSION v HEAD_LENGTH POINT_COUNT POINT_COLUMNS OUTLINE_ROWS OUTLINE_LENGTH",
        "region.length 2 4",
    ),
    "question.js": _numbers(
        "names the two ends of a row of buttons; the box that belongs to a line", "score 10 index"
    ),
    "sensor-carriers.js": _numbers(
        "what waits to be sent, and how a request went",
        "MOST_TEXTS MOST_WAITING_BYTES waiting.length bufferedAmount readyState OPEN status code",
        "16 401",
    ),
    "sensor-feed.js": _numbers(
        "numbers of samples on their way, and when to try again",
        "cursor first next() samples.length way ways.length failures RETRY_MS.length 3 now_ms()",
        "heard_ms sent_ms SEND_EVERY_MS SILENT_MS 1000 Math.min()",
    ),
    "sensor-link.js": _numbers(
        "numbers of samples that arrive, and their times on this page's clock",
        "first next count missing lostNow samples.length sample[] first[] newest[] at()[] last_s",
        "shift_s now_s() performance.now() acked_s ACK_EVERY_S MOST_HELD HEAD_LENGTH",
        "SAMPLE_LENGTH place index failures RETRY_MS.length 1000 Math.min()",
    ),
    "sensor-pairing.js": _numbers(
        "when a pairing code grows old",
        "expires_in_s BEFORE_S FEWEST_S wait_s rest.length 1000 Math.max()",
    ),
    "sensor-protocol.js": _numbers(
        "whether a message has the shape it should have",
        "VERSION v MOST_SAMPLES SAMPLE_LENGTH row.length rows.length Number()",
    ),
    "sensor-samples.js": _numbers(
        "a browser's units and signs made those of the records; samples under their numbers",
        "x y z sign alpha beta gamma RADIANS Math.PI 180 1000 timeStamp KEPT_S sample[] last[]",
        "kept[] first next count old begin most from samples.length Math.max() Math.min()",
    ),
    "source.js": _numbers(
        "times of pictures, and how many nobody had time for",
        "dropped first_s mediaTime start_s",
    ),
    "stage.js": _numbers(
        "how far the ring is drawn, and how small a long caption is set",
        "seconds of_s caption.length LONG Math.min()",
    ),
    "sw.js": _numbers(
        "bytes that are loaded, told now and then",
        "bytes sum got all now_ms told_ms TELL_MS Math.min()",
    ),
    "visit.js": _numbers("whether there is a record to send", "records.length"),
    "voice.js": _numbers("which sentence interrupts another", "importance priority"),
    "workers.js": _numbers("the number under which Python answers", "number"),
}

TAKEN: Final = {
    "asking.js": ("number", "an answer is handed in as it was given"),
    "bench.js": ("value_deg", "written beside the times of an image, for the tests"),
    "core-worker.js": ("number", "of a question to Python"),
    "dial.js": ("value_deg target_deg ceiling_deg share", "drawn"),
    "live.js": ("priority", "of a sentence, handed to the voice"),
    "question.js": ("number minimum maximum", "ends of a field, and the answer that is typed"),
    "result.js": (
        "value_deg error_95_deg usual_low_deg usual_high_deg scale_most_deg",
        "drawn",
    ),
    "stage.js": ("seconds of_s", "drawn as a ring"),
    "workers.js": ("number", "of a question to Python"),
}
"""Modules that take up a number Python hands to the page (`shapes.js`), which, and what for."""
