"""Keeps secrets out of logs, errors and exports."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, quote_plus

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.terminal import shown

MASK = "••••••"
_SHORTEST = 4
_SHORTEST_LINE = 8
_URL_PASSWORD = re.compile(r"(?P<head>[a-zA-Z][a-zA-Z0-9+.-]{0,30}://[^\s/:@]*:)[^\s/]+(?=@)")
_AUTH_HEADER = re.compile(r"(?P<head>\bauthorization[\"']?\s*[:=]\s*[\"']?(?:basic|bearer|token)\s+)[^\s\"']+", re.IGNORECASE)


def _head_and_mask(match: re.Match[str]) -> str:
    return match["head"] + MASK


def redacted(message: Message, redact: Callable[[str], str]) -> Message:
    """A message with its texts masked."""
    return Message(message.code, tuple((name, redact(value) if isinstance(value, str) else value) for name, value in message.arguments))


def _forms(secret: str) -> Iterator[str]:
    """A secret as it travels: plain, URL quoted, in JSON, and within base64, where it may begin at any of three places."""
    data = secret.encode("utf-8", "surrogatepass")
    yield from (secret, quote(data, safe=""), quote(data), quote_plus(data), json.dumps(secret)[1:-1])
    for shift in range(3):
        first, last = -(-shift * 8 // 6), (shift + len(data)) * 8 // 6  # characters that hold nothing but the secret
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(bytes(shift) + data).decode()[first:last]


class Redactor:
    """Replaces known secrets, and what looks like one, by a mask. Secrets shorter than four characters are not searched for."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._needles: list[str] = []
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Learn secrets, also in the forms in which they travel. A key of several lines is known by each of its longer lines too."""
        found = set(self._needles)
        for secret in secrets:
            lines = [line.strip() for line in secret.splitlines()]
            for part in [secret, shown(secret), *(line for line in lines if len(line) >= _SHORTEST_LINE)]:
                if len(part) >= _SHORTEST:
                    found.update(_forms(part))
        self._needles = sorted(found, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text with every secret masked. Where control characters or sequences of a terminal stand within a secret, all of them go:
        whoever shows or saves the text leaves them out, and the secret would be whole again."""
        masked = self._masked(text)
        read = shown(masked)
        if read == masked:
            return masked
        again = self._masked(read)
        return again if again != read else masked

    def _masked(self, text: str) -> str:
        for needle in self._needles:
            text = text.replace(needle, MASK)
        if "://" in text and "@" in text:  # looked for first: a log of ten thousand lines a second goes through here
            text = _URL_PASSWORD.sub(_head_and_mask, text)
        return _AUTH_HEADER.sub(_head_and_mask, text) if "author" in text.lower() else text
