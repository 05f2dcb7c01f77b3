"""Templates filled in: style sheets inside, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from coxa.messages.facts import Words, capitalised

STYLE = "style.css"


def rendered(
    template: str, language: str, styles: tuple[str, ...] = (STYLE,), **values: object
) -> str:
    """One self-contained page.

    Parameters
    ----------
    template : str
        Name of the template.
    language : str
        Language of the sentences around what is shown.
    styles : tuple of str
        Style sheets of this package, one after the other.
    **values
        What the template shows.
    """
    style = "".join(map(_resource, styles))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    return (
        _environment()
        .get_template(template)
        .render(
            say=Words(language),
            language=language,
            capitalised=capitalised,
            style=Markup(style),  # noqa: S704 - files of this package
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
            "base-uri 'none'; form-action 'none'",
            **values,
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_resource),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _resource(name: str) -> str:
    """A text file of this package."""
    return resources.files("coxa_lab.report").joinpath(name).read_text(encoding="utf-8")
