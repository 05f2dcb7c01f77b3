"""Every error the clinical core raises.

CoxaError
├── RecordError          a record or recording file does not say what its schema demands
├── RefusedError         the content gives no honest number; carries the refusal
├── TableError           a clinical table is missing, or a row has no source
└── MessageError         a sentence is missing, or a value it quotes was not given
"""

from __future__ import annotations


class CoxaError(Exception):
    """Base of all errors raised on purpose."""


class RecordError(CoxaError):
    """A record is not what its schema says: where, and what was found."""


class TableError(CoxaError):
    """A clinical table is missing or broken."""


class MessageError(CoxaError):
    """A sentence is missing, or it quotes a value that was not given."""


class RefusedError(CoxaError):
    """The recording cannot give an honest number.

    Attributes
    ----------
    code : str
        Stable code; the sentence and the next step stand in the messages under it.
    values : dict
        What the sentence quotes.
    """

    def __init__(self, code: str, **values: float | int | str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
