"""The words of home mode's pages."""

from __future__ import annotations

from coxa_lab.report.care_words import CareWords


class HomeWords(CareWords):
    """The catalogue of one language, with numbers of things."""

    def counted(self, name: str, count: int) -> str:
        """Say "1 exercise" or "3 exercises"."""
        return self(f"home.count.{name}.{'one' if count == 1 else 'other'}", count=count)
