"""Rules by name, as reasons in a record: what the rule says here, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coxa.messages.catalog import Value, sentence
from coxa.records.programme import Reason
from coxa.tables.care import CareTables


@dataclass(frozen=True, slots=True)
class Reasons:
    """Makes reasons from the rows of one set of tables, in one language."""

    care: CareTables
    language: str
    _made: dict[str, Reason] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Reasons without values that were made already."""

    def __call__(self, rule: str, **values: Value) -> Reason:
        """Reason of a rule; `values` are what its sentence quotes.

        Raises
        ------
        TableError
            There is no such rule.
        MessageError
            It has no sentence, or a value is missing.
        """
        if values:
            return self._reason(rule, values)
        if rule not in self._made:
            self._made[rule] = self._reason(rule, values)
        return self._made[rule]

    def _reason(self, rule: str, values: Mapping[str, Value]) -> Reason:
        row = self.care.rule(rule)
        message = sentence(f"programme.rule.{rule}", self.language, **values)
        return Reason(
            rule=rule,
            message=message[:1].upper() + message[1:],
            source_id=row.source_id,
            confidence=row.confidence,
        )

    def say(self, id: str, **values: Value) -> str:
        """One sentence of the catalogue."""
        return sentence(id, self.language, **values)
