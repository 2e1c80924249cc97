"""Answers of an API server → errors and messages of the domain."""

from __future__ import annotations

import re

import msgspec

from desktop_pipeline.domain.errors import Refused, Unreachable, UserError

_CLIP = 600


class Unsent(Unreachable):
    """The request did not leave this computer: nothing was changed."""


class Answer(msgspec.Struct, frozen=True):
    """A whole answer. `warnings`: texts of its Warning headers."""

    status: int
    body: bytes
    warnings: tuple[str, ...] = ()


class Details(msgspec.Struct):
    name: str | None = None
    causes: list[msgspec.Raw] | None = None


class Status(msgspec.Struct):
    """`Status` of the Kubernetes API: the body of every refusal."""

    message: str | None = None
    reason: str | None = None
    code: int | None = None
    details: Details | None = None

    @property
    def unexplained(self) -> bool:
        """As a failed `test` of a JSON patch is: neither a name nor causes."""
        return self.details is None or not (self.details.name or self.details.causes)


_STATUS = msgspec.json.Decoder(Status)
_NO_RIGHT = re.compile(r"\bcannot \S+ resource\b|requires .* permission", re.IGNORECASE)
_OBJECT = re.compile(r"\{.{80,}\}")
_WARNING = re.compile(r'^\s*299\s+\S+\s+"((?:[^"\\]|\\.)*)"')


def status_of(body: bytes) -> Status:
    """The Status in a body; where it is none, its first words."""
    try:
        return _STATUS.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Status(message=clip(body.decode(errors="replace")))


def clip(text: str) -> str:
    """One line, not too long, no full stop at its end, and no whole objects: a refusal may quote a spec with its environment."""
    line = _OBJECT.sub("{…}", " ".join(text.split())).rstrip(".")
    return line if len(line) <= _CLIP else line[:_CLIP] + "…"


def is_missing_right(text: str) -> bool:
    """Whether a 403 is about rights (RBAC); else it is admission or quota."""
    return _NO_RIGHT.search(text) is not None


def warning_text(header: str) -> str:
    """The text of a `Warning: 299 - "…"` header."""
    match = _WARNING.match(header)
    return re.sub(r"\\(.)", r"\1", match[1]) if match else clip(header)


def error_of(status: int, body: bytes, server: str, context: str) -> UserError:
    """The error for an HTTP status that is not a success: Refused where the server said no, Unreachable where trying again may help."""
    said = status_of(body)
    text = clip(said.message or "") or f"HTTP {status}"
    if status == 401:
        return Refused("cluster.unauthorized", server=server, context=context)
    if status == 403:
        return Refused("cluster.forbidden", text=text)
    if status == 404:
        return Refused("cluster.not_found", text=text)
    if status == 410:
        return Refused("cluster.expired", text=text)
    if status == 409:
        return Refused("cluster.conflict", text=text)
    if status == 429:
        return Unreachable("cluster.busy", server=server, text=text)
    if 400 <= status < 500:
        return Refused("cluster.invalid", text=text)
    if status >= 500:
        return Unreachable("cluster.server_error", server=server, status=status, text=text)
    return garbage(server, text)


def garbage(server: str, text: object) -> Unreachable:
    return Unreachable("cluster.garbage", server=server, text=clip(str(text)))
