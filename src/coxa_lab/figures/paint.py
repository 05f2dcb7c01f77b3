"""Colours of the pictures: readable on light and dark pages and in grey print.

Every picture has its own pale card. Solid colours differ in lightness, not only in hue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coxa_lab.figures.markup import element

ACCENT: Final = "#d9480f"
HALO: Final = "#ffffff"
CARD: Final = "#f7f4ee"
CARD_EDGE: Final = "#cfc8bb"
FLOOR: Final = "#e6dfd1"
SHADOW: Final = "#4a4235"
GHOST: Final = "#8fa3b0"
GHOST_LINE: Final = "#5d7382"
WOOD: Final = ("#e0c097", "#c9a36f", "#a98353")
CLOTH: Final = ("#dfe6e4", "#c3cfcd", "#9fb0ae")
MAT: Final = ("#a9c3a6", "#86a583", "#6a8a68")
METAL: Final = ("#b9bec4", "#979ea6", "#737b84")
WALL: Final = ("#e9e2d6", "#ddd4c5", "#cbc0ae")
FOAM: Final = ("#7fa6b8", "#5c8499", "#42667a")
RUBBER: Final = "#2f8f6b"
RUBBER_LINE: Final = "#14553c"
BELT: Final = "#3a2a1c"
BUCKLE: Final = "#f2c14e"
WOOD_LINE: Final = "#6b5030"
SOFT_LINE: Final = "#6f7a79"


@dataclass(frozen=True, slots=True)
class Shade:
    """A surface: in the light, turned away from it, and its line."""

    base: str
    dark: str
    line: str


SHADES: Final[dict[str, Shade]] = {
    "skin": Shade("#f0be95", "#d89a6c", "#7a4527"),
    "skin-far": Shade("#d6a683", "#bd8862", "#6f4229"),
    "shirt": Shade("#6ea9c1", "#4f8aa3", "#22495b"),
    "shorts": Shade("#4c5f7d", "#364761", "#182231"),
    "shorts-far": Shade("#414f66", "#303c50", "#182231"),
    "hair": Shade("#6b4630", "#4e3120", "#2c1a0f"),
    "sock": Shade("#f4f6f7", "#ccd4da", "#55616c"),
    "sock-far": Shade("#dde2e6", "#b9c3ca", "#55616c"),
    "shoe": Shade("#8d99a8", "#6d7a8a", "#37424f"),
    "shoe-far": Shade("#798595", "#5f6b7a", "#37424f"),
    "sole": Shade("#ffffff", "#dfe4e8", "#37424f"),
    "ball": Shade("#f0c860", "#cf9f37", "#6e5117"),
    "foam": Shade("#7fa9bc", "#557f95", "#24404e"),
    "pillow": Shade("#ffffff", "#d9dfdd", "#6f7a79"),
}


def definitions(key: str, card: str) -> str:
    """A warm spot that fades, and the edge of the card; their ids begin with `key`."""
    return element(
        "defs",
        element(
            "radialGradient",
            _stop("0", ".8"),
            _stop(".5", ".5"),
            _stop("1", "0"),
            id=f"{key}-glow",
        ),
        element("clipPath", card, id=f"{key}-card"),
    )


def _stop(offset: str, opacity: str) -> str:
    return element("stop", offset=offset, stop_color=ACCENT, stop_opacity=opacity)
