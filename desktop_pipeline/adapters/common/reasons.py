"""What an exception of a network library really says, in a few words."""

from __future__ import annotations

import ssl
from collections.abc import Iterator


def causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that are inside it: causes, contexts, arguments, `reason` and aiohttp's `os_error`."""
    waiting, seen = [error], set[int]()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inside = (getattr(current, "reason", None), getattr(current, "os_error", None), current.__cause__, current.__context__)
        waiting.extend(item for item in (*current.args, *inside) if isinstance(item, BaseException))


def reason(error: BaseException) -> str:
    """The text of the innermost error that has one, as a sentence."""
    found = list(causes(error))
    for item in found:  # aiohttp has an error that is one of ssl by its class, but without the text
        if isinstance(item, ssl.SSLCertVerificationError) and (text := getattr(item, "verify_message", "")):
            return sentence(text)
    for item in reversed(found):
        if isinstance(item, OSError) and item.strerror:
            return sentence(item.strerror)
    if any(isinstance(item, TimeoutError) or "Timeout" in type(item).__name__ for item in found):
        return "no answer in time."
    return sentence(str(error) or type(error).__name__)


def sentence(text: str) -> str:
    """The text on one line, with an end."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?")) else line + "."
