"""Records and notes; on SQLite, triggers that keep a record as it was written."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_TRIGGERS: Final = {
    "record_is_not_changed": "BEFORE UPDATE ON records_record",
    "record_is_not_deleted": "BEFORE DELETE ON records_record",
}


def add_triggers(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse to change or delete a record, whoever asks."""
    if editor.connection.vendor != "sqlite":
        return
    for name, moment in _TRIGGERS.items():
        editor.execute(
            f"CREATE TRIGGER {name} {moment} BEGIN SELECT RAISE(ABORT, 'records are kept'); END"
        )


def drop_triggers(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away again."""
    if editor.connection.vendor != "sqlite":
        return
    for name in _TRIGGERS:
        editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    """The first tables."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("value", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.UUIDField()),
                ("schema", models.CharField(db_index=True, max_length=40)),
                ("recorded_at", models.DateTimeField()),
                ("body", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "sha256"), name="record_kept_once")
                ],
            },
        ),
        migrations.RunPython(add_triggers, drop_triggers),
    ]
