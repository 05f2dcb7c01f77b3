"""Elements of a picture as text; whole numbers stay whole, others get one decimal."""

from __future__ import annotations

import html


def number(value: float) -> str:
    """A number with at most one decimal."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, *children: str, **attributes: float | str | None) -> str:
    """One element; children are markup already, attribute values are escaped, None is left out.

    In names an underscore at the end is dropped and others become hyphens, but for those that SVG
    writes with capitals: they are given as they are.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    body = "".join(children)
    return f"<{name}{written}>{body}</{name}>" if body else f"<{name}{written}/>"


def _value(value: float | str) -> str:
    return html.escape(value) if isinstance(value, str) else number(value)
