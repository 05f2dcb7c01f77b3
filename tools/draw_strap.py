"""Draw where and how the phone is strapped to the lower leg: ``docs/images/strap-*.svg``.

python -m tools.draw_strap

Front view of a seated person with the two movements, side view with the place of the phone, and the
same lying on the front. Plain shapes, two greys and one colour, readable in print.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"

SKIN, LINE, FURNITURE, PHONE, BAND, WAY = (
    "#eceff1", "#455a64", "#cfd8dc", "#263238", "#78909c", "#b3440e",
)  # fmt: skip
_FONT = "font-family='sans-serif' font-size='15' fill='#263238'"


def svg(width: int, height: int, title: str, parts: list[str]) -> str:
    """A whole picture; arrow heads are defined once."""
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' "
        f"width='{width}' height='{height}' role='img' aria-labelledby='title'>"
    )
    arrow = (
        "<defs><marker id='tip' viewBox='0 0 10 10' refX='7' refY='5' markerWidth='5' "
        f"markerHeight='5' orient='auto-start-reverse'><path d='M0 0 10 5 0 10z' fill='{WAY}'/>"
        "</marker></defs>"
    )
    ground = f"<rect width='{width}' height='{height}' fill='#ffffff'/>"
    return "\n".join(
        [head, f"<title id='title'>{title}</title>", arrow, ground, *parts, "</svg>\n"]
    )


def shape(path: str, fill: str = SKIN, *, is_ghost: bool = False) -> str:
    """An outline; a ghost shows where the leg goes."""
    if is_ghost:
        return (
            f"<path d='{path}' fill='none' stroke='{LINE}' stroke-width='1.5' "
            "stroke-dasharray='5 4' opacity='0.7'/>"
        )
    return f"<path d='{path}' fill='{fill}' stroke='{LINE}' stroke-width='2'/>"


def text(x: float, y: float, words: str, anchor: str = "middle", *, is_way: bool = False) -> str:
    """One line of words."""
    font = _FONT.replace("#263238", WAY) if is_way else _FONT
    return f"<text x='{x}' y='{y}' text-anchor='{anchor}' {font}>{words}</text>"


def pointer(x1: float, y1: float, x2: float, y2: float) -> str:
    """Thin line from words to what they name."""
    return f"<path d='M{x1} {y1} L{x2} {y2}' stroke='{LINE}' stroke-width='1' fill='none'/>"


def way(path: str) -> str:
    """Arrow along a path."""
    return f"<path d='{path}' fill='none' stroke='{WAY}' stroke-width='4' marker-end='url(#tip)'/>"


def turned(degrees: float, x: float, y: float, parts: list[str]) -> str:
    """Parts turned about a point."""
    return f"<g transform='rotate({degrees} {x} {y})'>{''.join(parts)}</g>"


def phone(x: float, y: float, width: float, height: float) -> str:
    """A phone with its screen."""
    return (
        f"<rect x='{x}' y='{y}' width='{width}' height='{height}' rx='4' fill='{PHONE}'/>"
        f"<rect x='{x + 3}' y='{y + 5}' width='{width - 6}' height='{height - 10}' rx='2' "
        "fill='#90caf9'/>"
    )


def band(x: float, y: float, width: float) -> str:
    """A strap across a limb."""
    return f"<rect x='{x}' y='{y}' width='{width}' height='9' rx='4' fill='{BAND}'/>"


def _shank_from_front(x: float) -> str:
    return (
        f"M{x - 23} 205 C{x - 30} 255 {x - 20} 300 {x - 15} 345 L{x - 17} 362 "
        f"Q{x} 382 {x + 17} 362 L{x + 15} 345 C{x + 20} 300 {x + 30} 255 {x + 23} 205 Z"
    )


def front() -> str:
    """Seated, from the front: the two movements of the left leg."""
    right, left, knee = 205.0, 325.0, 195.0
    shank = _shank_from_front(left)
    parts = [
        shape("M120 168 H410 V196 H120 Z M132 196 V372 M398 196 V372", FURNITURE),
        shape("M192 40 Q265 12 338 40 L350 150 Q265 178 180 150 Z"),
        turned(-30, left, knee, [shape(shank, is_ghost=True)]),
        turned(30, left, knee, [shape(shank, is_ghost=True)]),
        shape(_shank_from_front(right)),
        shape(shank),
        *(shape(f"M{x - 36} 185 a36 33 0 1 1 72 0 a36 33 0 1 1 -72 0 Z") for x in (right, left)),
        band(left - 21, 290, 42),
        band(left - 18, 322, 36),
        phone(left - 14, 281, 28, 56),
        way("M343 396 Q385 388 420 362"),
        way("M307 396 Q265 388 230 362"),
        text(480, 392, "first: outward", "middle", is_way=True),
        text(480, 412, "= turning in", "middle", is_way=True),
        text(150, 405, "then: inward", "middle", is_way=True),
        text(150, 425, "= turning out", "middle", is_way=True),
        text(430, 60, "left leg", "start"),
        pointer(428, 62, 350, 165),
        text(430, 255, "screen to the front,", "start"),
        text(430, 274, "or any other way", "start"),
        pointer(426, 268, 345, 305),
        text(30, 250, "the other", "start"),
        text(30, 269, "leg hangs", "start"),
        pointer(108, 258, 180, 262),
    ]
    return svg(
        560, 440, "A phone strapped to the left lower leg, seated, seen from the front", parts
    )


def side() -> str:
    """Seated, from the side: where the phone sits."""
    parts = [
        shape("M70 208 H285 V232 H70 Z M90 232 V412 M265 232 V412 M70 208 V90", FURNITURE),
        shape("M95 70 Q130 40 165 70 L172 190 Q130 220 88 190 Z"),
        shape("M110 165 L318 158 Q352 166 348 200 L330 212 L110 208 Q92 188 110 165 Z"),
        shape("M306 196 Q300 265 308 345 L338 345 Q350 260 349 192 Z"),
        shape("M306 343 Q300 372 312 374 L392 374 Q396 362 372 356 L338 343 Z"),
        band(302, 288, 44),
        band(305, 318, 38),
        "<rect x='341' y='276' width='9' height='58' rx='3' fill='#263238'/>",
        "<rect x='350' y='280' width='2.5' height='50' fill='#90caf9'/>",
        text(400, 250, "phone: long side", "start"),
        text(400, 269, "along the shin,", "start"),
        text(400, 288, "screen away from it", "start"),
        pointer(396, 272, 354, 296),
        text(400, 330, "a hand's breadth", "start"),
        text(400, 349, "above the ankle", "start"),
        pointer(396, 334, 366, 342),
        f"<path d='M362 334 V352 M357 334 H367 M357 352 H367' stroke='{LINE}' fill='none'/>",
        text(250, 130, "thigh level", "middle"),
        pointer(250, 136, 240, 160),
        text(395, 190, "knee at a right angle", "start"),
        pointer(391, 186, 350, 182),
        text(410, 400, "foot off the floor", "start"),
        pointer(406, 396, 380, 378),
        f"<path d='M40 412 H560' stroke='{LINE}' stroke-width='2'/>",
    ]
    return svg(580, 420, "Where the phone sits on the lower leg, seen from the side", parts)


def prone() -> str:
    """Lying on the front, knee bent, from the side and from behind."""
    parts = [
        shape("M20 262 H350 V286 H20 Z M40 286 V330 M330 286 V330", FURNITURE),
        shape("M40 222 Q52 205 75 215 Q140 205 190 222 L300 232 Q316 244 300 260 L45 260 Z"),
        shape("M272 238 Q276 160 281 105 L306 105 Q318 175 312 244 Z"),
        shape("M281 107 Q278 84 288 80 L303 80 L312 42 Q322 42 318 68 L307 107 Z"),
        band(276, 132, 36),
        band(274, 158, 40),
        "<rect x='309' y='118' width='9' height='58' rx='3' fill='#263238'/>",
        "<rect x='318' y='122' width='2.5' height='50' fill='#90caf9'/>",
        text(150, 190, "pelvis flat on the bed", "middle"),
        pointer(150, 196, 190, 222),
        text(180, 60, "lower leg upright", "middle"),
        pointer(215, 68, 284, 98),
        shape("M430 262 H640 V286 H430 Z M445 286 V330 M625 286 V330", FURNITURE),
        turned(-30, 570, 240, [shape("M548 240 L556 100 H584 L592 240 Z", is_ghost=True)]),
        turned(30, 570, 240, [shape("M548 240 L556 100 H584 L592 240 Z", is_ghost=True)]),
        shape("M548 240 L556 100 H584 L592 240 Z"),
        shape("M470 262 Q470 222 502 222 Q534 222 534 262 Z"),
        shape("M538 262 Q538 222 570 222 Q602 222 602 262 Z"),
        way("M590 84 Q615 90 642 112"),
        way("M550 84 Q525 90 498 112"),
        text(640, 70, "first: outward", "middle", is_way=True),
        text(490, 70, "then: inward", "middle", is_way=True),
        text(180, 360, "from the side", "middle"),
        text(540, 360, "from the feet: right leg", "middle"),
    ]
    return svg(720, 375, "The phone on the lower leg, lying on the front with the knee bent", parts)


def pictures() -> dict[str, str]:
    """Name of each picture and its SVG."""
    return {"strap-front.svg": front(), "strap-side.svg": side(), "strap-prone.svg": prone()}


def main() -> int:
    """Write all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures().items():
        (FOLDER / name).write_text(picture, encoding="utf-8")
        print(f"wrote: docs/images/{name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
