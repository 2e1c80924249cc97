"""Keeps secrets out of logs, errors and exports."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from urllib.parse import quote

MASK = "••••••"
_SHORTEST = 4
_URL_PASSWORD = re.compile(r"(?P<head>[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@]+:)[^\s/@]+(?=@)")
_AUTH_HEADER = re.compile(r"(?P<head>\bauthorization:\s*(?:basic|bearer|token)\s+)\S+", re.IGNORECASE)


class Redactor:
    """Replaces known secrets, and what looks like one, by a mask. Secrets shorter than four characters are not searched for."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._needles: list[str] = []
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Learn secrets, also in the forms in which they travel (URL quoted, base64)."""
        found = set(self._needles)
        for secret in secrets:
            if len(secret) >= _SHORTEST:
                found |= {secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode()}
        self._needles = sorted(found, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for needle in self._needles:
            text = text.replace(needle, MASK)
        text = _URL_PASSWORD.sub(lambda match: match["head"] + MASK, text)
        return _AUTH_HEADER.sub(lambda match: match["head"] + MASK, text)
