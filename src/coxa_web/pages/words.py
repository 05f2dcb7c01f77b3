"""Words in templates: sentences by id, a first letter made large."""

from __future__ import annotations

from django import template

from coxa.messages.catalog import DEFAULT_LANGUAGE, Value, sentence
from coxa.messages.facts import capitalised

register = template.Library()


@register.simple_tag
def say(id_: str, **values: Value) -> str:
    """One sentence of the catalogue, with the values it quotes."""
    return sentence(id_, DEFAULT_LANGUAGE, **values)


register.filter("capitalised", capitalised)
