"""What a paired device carries: a signed cookie. Who is paired stands nowhere else.

The key lies beside the certificate. Another key, and every device is unpaired.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Final

from django.core.signing import BadSignature, TimestampSigner

from coxa_web.env import new_secret_in, secret_kept_in

COOKIE: Final = "__Host-coxa-device"
"""The prefix makes browsers refuse it from plain http, from other hosts and for other paths."""
HOLDS: Final = timedelta(days=180)
_SALT: Final = "coxa.lan.device"


@dataclass(slots=True)
class Devices:
    """Gives and recognises the cookies of paired devices.

    Attributes
    ----------
    key :
        What the cookies are signed with.
    folder :
        Where the key is kept.
    """

    key: str
    folder: Path

    @classmethod
    def of_folder(cls, folder: Path) -> Devices:
        """Devices by the key kept in a folder; made at the first start."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(secret_kept_in(folder), folder)

    def new_token(self) -> str:
        """Value of the cookie for a device that has just been paired."""
        return self._signer().sign(secrets.token_urlsafe(12))

    def forget_all(self) -> None:
        """From now on no device is paired.

        Raises
        ------
        OutputError
            ``output_unwritable``; then all stay paired.
        """
        self.key = new_secret_in(self.folder)

    def is_paired(self, cookie_header: str) -> bool:
        """Whether the cookies of a request hold a token of ours that is not too old."""
        try:
            morsel = SimpleCookie(cookie_header).get(COOKIE)
        except CookieError:
            return False
        if morsel is None:
            return False
        try:
            self._signer().unsign(morsel.value, max_age=HOLDS)
        except BadSignature:
            return False
        return True

    def _signer(self) -> TimestampSigner:
        return TimestampSigner(key=self.key, salt=_SALT, fallback_keys=[])
