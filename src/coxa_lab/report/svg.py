"""Small pieces of SVG as text: numbers rounded, everything else escaped."""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Sequence

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate with one decimal, as short as it goes."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, *children: str, **attributes: float | str | None) -> str:
    """One element; `children` are SVG already, attribute values are escaped.

    An underscore at the end of a name is dropped (`class_`), others become hyphens. An attribute
    that is None is left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    body = "".join(children)
    return f"<{name}{written}>{body}</{name}>" if body else f"<{name}{written}/>"


def text(at: Point, words: str, **attributes: float | str | None) -> str:
    """Words at a point, escaped."""
    return element("text", html.escape(words), x=at[0], y=at[1], **attributes)


def line(start: Point, end: Point, **attributes: float | str | None) -> str:
    """A straight line."""
    return element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], **attributes)


def polyline_path(points: Iterable[Point]) -> str:
    """Path data through the points, in relative steps of a tenth so that it stays short."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in points]
    if not tenths:
        return ""
    steps = "".join(
        _step(x1 - x0, y1 - y0)
        for (x0, y0), (x1, y1) in itertools.pairwise(tenths)
        if (x0, y0) != (x1, y1)
    )
    first = f"M{number(tenths[0][0] / 10)} {number(tenths[0][1] / 10)}"
    return f"{first}l{steps.lstrip()}" if steps else f"{first}h0"


def drawing(
    size: Sequence[float], title: str, description: str, body: str, *, key: str, class_: str
) -> str:
    """An SVG image that a screen reader can announce.

    Parameters
    ----------
    size : (2,)
        Width and height of the view box.
    title, description : str
        Read out in place of the drawing.
    body : str
        The drawing.
    key : str
        Unique in the page; prefix of the ids inside.
    class_ : str
        Class of the image.
    """
    return element(
        "svg",
        element("title", html.escape(title), id=f"{key}-title"),
        element("desc", html.escape(description), id=f"{key}-desc"),
        body,
        viewBox=f"0 0 {number(size[0])} {number(size[1])}",
        role="img",
        class_=class_,
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-desc",
    )


def _step(dx: int, dy: int) -> str:
    """One relative step, given in tenths."""
    y = number(dy / 10)
    return f" {number(dx / 10)}{y if y.startswith('-') else ' ' + y}"


def _value(value: float | str) -> str:
    return html.escape(value) if isinstance(value, str) else number(value)
