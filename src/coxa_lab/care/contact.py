"""The contact card of a person's folder: whom to tell. A note beside the records, none of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coxa.errors import RefusedError
from coxa_lab.files import write_new

CONTACT_FILE: Final = "contact.toml"
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to tell, and how to reach them; `phone` may be empty."""

    name: str
    phone: str = ""


def contact_from(text: str) -> Contact:
    """Contact from "Name, phone"; what stands behind the last comma is the phone.

    Raises
    ------
    RefusedError
        ``contact_form``: no name, too long, or more than one line.
    """
    name, comma, phone = text.rpartition(",")
    return checked_contact(name, phone) if comma else checked_contact(phone, "")


def checked_contact(name: str, phone: str) -> Contact:
    """Contact from its two parts, single spaces between words.

    Raises
    ------
    RefusedError
        ``contact_form``: no name, too long, or more than one line.
    """
    contact = Contact(" ".join(name.split()), " ".join(phone.split()))
    whole = f"{name}, {phone}" if phone.strip() else name
    if not contact.name or not whole.isprintable() or len(contact.name + contact.phone) > _LONGEST:
        raise RefusedError("contact_form", value=repr(whole[:40]), longest=_LONGEST)
    return contact


def contact_of(folder: Path) -> Contact | None:
    """Contact card of a folder; None without one, or if it cannot be read."""
    try:
        value = tomllib.loads((folder / CONTACT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    name, phone = value.get("name"), value.get("phone", "")
    if not isinstance(name, str) or not isinstance(phone, str) or not name:
        return None
    return Contact(name, phone)


def keep_contact(folder: Path, contact: Contact) -> Contact | None:
    """Note whom to tell in a folder; what stood there before comes back.

    Raises
    ------
    OutputError
        ``output_unwritable``
    """
    before = contact_of(folder)
    if before != contact:
        lines = f"name = {_quoted(contact.name)}\nphone = {_quoted(contact.phone)}\n"
        write_new(folder / CONTACT_FILE, lines, overwrite=True)
    return before


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
