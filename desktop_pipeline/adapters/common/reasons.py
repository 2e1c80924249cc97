"""What an exception of a network library really says, in a few words."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from collections.abc import Iterator

from desktop_pipeline.domain.messages_words import REASONS

_BY_NUMBER = {
    errno.ECONNREFUSED: "refused", errno.ETIMEDOUT: "timed_out", errno.EHOSTUNREACH: "no_route", errno.EHOSTDOWN: "no_route",
    errno.ENETUNREACH: "no_network", errno.ENETDOWN: "no_network", errno.ECONNRESET: "reset", errno.EPIPE: "broken",
    errno.EACCES: "denied", errno.EPERM: "denied", errno.ENOENT: "missing", errno.ENOSPC: "full", errno.EROFS: "read_only"}
_BY_NAME = {getattr(socket, name): code for name, code in (
    ("EAI_NONAME", "no_name"), ("EAI_NODATA", "no_name"), ("EAI_AGAIN", "no_name_server")) if hasattr(socket, name)}
_NUMBERS = re.compile(r"\[Errno (\d+)\]")


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
        if isinstance(item, OSError) and (plain := plain_reason(item) or item.strerror):
            return sentence(plain)
    if any(isinstance(item, TimeoutError) or "Timeout" in type(item).__name__ for item in found):
        return sentence(REASONS["reason.no_answer"])
    return sentence(str(error) or type(error).__name__)


def plain_reason(error: OSError) -> str:
    """What the number of an error means, one of REASONS without a full stop; '' where it is not known. asyncio puts addresses in the place
    of the reason, and of several addresses it tries it keeps the numbers only in its text."""
    if isinstance(error, ssl.SSLError):
        return ""  # numbers of OpenSSL
    if isinstance(error, socket.gaierror):
        code = _BY_NAME.get(error.errno or 0, "")
    else:
        numbers = {error.errno} if error.errno else {int(number) for number in _NUMBERS.findall(str(error))}
        codes = {_BY_NUMBER.get(number or 0, "") for number in numbers}
        code = codes.pop() if len(codes) == 1 else ""
    return REASONS[f"reason.{code}"] if code else ""


def sentence(text: str) -> str:
    """The text on one line, with an end."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?")) else line + "."
