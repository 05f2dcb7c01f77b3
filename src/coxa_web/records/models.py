"""The two tables: records, to which rows are only added; notes, small things that change."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models


class Record(models.Model):
    """One record as it was written; triggers of the database refuse to change or delete it.

    `number` counts what came in; `id` is the record's own. An alert stands here once for each step
    of its way, so `id` alone is not unique.
    """

    number: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    id: models.UUIDField[UUID | str, UUID] = models.UUIDField()
    schema: models.CharField[str, str] = models.CharField(max_length=40, db_index=True)
    recorded_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    body: models.TextField[str, str] = models.TextField()
    sha256: models.CharField[str, str] = models.CharField(max_length=64)
    received_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """In the order they came; the same content of one id only once."""

        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["id", "sha256"], name="record_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.schema} {self.id}"


class Note(models.Model):
    """One thing that is kept by name and may change: the card of contact, an unfinished form."""

    name: models.CharField[str, str] = models.CharField(max_length=40, primary_key=True)
    value: models.JSONField[Any, Any] = models.JSONField()

    def __str__(self) -> str:
        return str(self.name)
