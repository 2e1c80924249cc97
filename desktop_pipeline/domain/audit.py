"""The audit: each record of the journal is a link of one chain of hashes, so that a change of what is written is found.

A link is sha256 over the text `PREVIOUS NUMBER DIGEST\\n`, where DIGEST is sha256 over the record's canonical text: any tool can compute
both. The two levels let an export carry the records of some runs only, and the digests of all others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from desktop_pipeline.domain.messages import Message

START = "0" * 64
"""The hash before the first record."""
_FORM = "desktop-pipeline audit 1"
_LONGEST_LIST = 1000

Cell = str | int | float | bytes | None


class Kind(StrEnum):
    """Kinds of record."""

    RUN = "run"
    EVENT = "event"
    STOP = "stop"
    NUMBER = "number"
    BUILD = "build"
    ADOPTED = "adopted"
    """Not a row of its own: so many records before this one are older than the chain, which vouches for them only from here on."""


def canonical(kind: str, values: Sequence[Cell]) -> str:
    """A record as one text, different for different records: a JSON array without spaces, in ASCII. Bytes become an object."""
    plain = [{"bytes": value.hex()} if isinstance(value, bytes) else value for value in values]
    return json.dumps([kind, *plain], separators=(",", ":"))


def digest_of(record: str) -> str:
    """sha256 of a record's canonical text, in hexadecimal digits."""
    return hashlib.sha256(record.encode()).hexdigest()


def link(previous: str, number: int, digest: str) -> str:
    """The hash of record `number`, counted from 1, after the hash `previous`."""
    return hashlib.sha256(f"{previous} {number} {digest}\n".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link: how many records there are, and its hash."""

    count: int = 0
    hash: str = START


@dataclass(frozen=True, slots=True)
class Link:
    """One record in the chain. `run` is the run it belongs to, `record` its canonical text; '' where that is not told."""

    number: int
    digest: str
    hash: str
    run: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found. Nothing in `findings` = as it was written. `adopted`: so many records are older than the chain."""

    head: Head
    findings: tuple[Message, ...] = ()
    adopted: int = 0
    told: int = 0
    """Records whose content was there to be looked at."""

    @property
    def well(self) -> bool:
        return not self.findings


class Findings:
    """Collects what is wrong; after a thousand only counts."""

    def __init__(self) -> None:
        self._kept: list[Message] = []
        self._more = 0

    def add(self, code: str, /, **arguments: object) -> None:
        if len(self._kept) < _LONGEST_LIST:
            self._kept.append(Message.of(code, **{name: _printable(value) for name, value in arguments.items()}))
        else:
            self._more += 1

    def all(self) -> tuple[Message, ...]:
        return (*self._kept, Message.of("audit.more", n=self._more)) if self._more else tuple(self._kept)


def _printable(value: object) -> object:
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def record_of(hashes: Iterable[tuple[int, str]], noted: str) -> int | None:
    """The number of the record whose hash begins with the one noted; None when there is none."""
    return next((number for number, hashed in hashes if hashed.startswith(noted)), None)


def wanted_hash(text: str) -> str:
    """A hash that somebody noted, as far as it can be compared: in small letters; '' when it is none. Its first 12 digits are enough."""
    noted = text.strip().lower()
    return noted if 12 <= len(noted) <= len(START) and all(letter in "0123456789abcdef" for letter in noted) else ""


# ---- exports -----------------------------------------------------------------------------------------------------------------------------


def export_lines(links: Iterable[Link], head: Head) -> Iterator[str]:
    """The lines of an export: what it is, the links from the first that is told up to the newest, with their records where told."""
    chain = list(links)
    first = next((index for index, item in enumerate(chain) if item.record), len(chain))
    before = chain[first - 1].hash if first else START
    yield _line({"form": _FORM, "after": first, "previous": before, "records": head.count, "head": head.hash})
    for item in chain[first:]:
        told = {"record": json.loads(item.record)} if item.record else {"digest": item.digest}
        yield _line({"n": item.number, **told, "hash": item.hash})


def verify_export(lines: Iterable[bytes]) -> Verified:
    """Verify an export by itself, given as lines with their line ends. Every byte counts: other spaces are a change too."""
    found, number, previous, told, adopted = Findings(), 0, START, 0, 0
    source = iter(lines)
    top = _parsed(next(source, b""))
    if top is None or set(top) != {"form", "after", "previous", "records", "head"} or top["form"] != _FORM:
        return Verified(Head(), (Message.of("audit.no_export"),))
    if not (_is_count(top["after"]) and _is_count(top["records"]) and isinstance(top["previous"], str)):
        return Verified(Head(), (Message.of("audit.no_export"),))
    number, previous = top["after"], top["previous"]
    if number == 0 and previous != START:
        found.add("audit.export_start")
    for place, raw in enumerate(source, 2):
        item = _parsed(raw)
        if item is None or set(item) not in ({"n", "record", "hash"}, {"n", "digest", "hash"}):
            found.add("audit.export_line", line=place)
            number += 1
            continue
        number += 1
        if item["n"] != number:
            found.add("audit.export_order", line=place, expected=number, found=item["n"])
            number = item["n"] if _is_count(item["n"]) else number
        record = json.dumps(item["record"], separators=(",", ":")) if "record" in item else ""
        digest = digest_of(record) if record else str(item["digest"])
        if link(previous, number, digest) != item["hash"]:
            found.add("audit.export_changed", line=place, number=number)
        previous = str(item["hash"])
        told += bool(record)
        adopted = _adopted(item.get("record")) or adopted
    if number != top["records"] or previous != top["head"]:
        found.add("audit.export_end", expected=top["records"], found=number)
    return Verified(Head(number, previous), found.all(), adopted, told)


def export_hashes(lines: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    """Numbers and hashes of an export, as far as its lines can be read."""
    for item in map(_parsed, lines):
        number, hashed = (item.get("n", item.get("after")), item.get("hash", item.get("previous"))) if item else (None, None)
        if _is_count(number) and isinstance(hashed, str):
            yield int(number or 0), hashed


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, separators=(",", ":")) + "\n"


def _parsed(raw: bytes) -> dict[str, Any] | None:
    """The object of a line; None unless these are the very bytes that are written for it."""
    try:
        value = json.loads(raw.decode("ascii"))
        same = isinstance(value, dict) and _line(value).encode() == raw
    except (ValueError, RecursionError):
        return None
    return value if same else None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _adopted(record: object) -> int:
    known = isinstance(record, list) and len(record) == 2 and record[0] == Kind.ADOPTED.value and _is_count(record[1])
    return int(record[1]) if known and isinstance(record, list) else 0
