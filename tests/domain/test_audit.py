"""The chain of hashes: canonical texts, links, exports, and that every byte of an export counts."""

from __future__ import annotations

import hashlib
import json

import pytest

from desktop_pipeline.domain.audit import (
    START,
    Findings,
    Head,
    Kind,
    Link,
    Verified,
    canonical,
    digest_of,
    export_hashes,
    export_lines,
    link,
    record_of,
    verify_export,
    wanted_hash,
)
from desktop_pipeline.domain.messages import MESSAGES, Message

VALUES = [
    (1, "r1", 1.5, "intent", "a/b", '{"x":"ü한"}'), (2, "r2", 2.0, "outcome", "", None), (3, "r1", 3.25, "step-ended", "a/b", b"\xff")]


def chain(records: list[tuple[str, str]]) -> list[Link]:
    made, previous = [], START
    for number, (run, record) in enumerate(records, 1):
        digest = digest_of(record)
        previous = link(previous, number, digest)
        made.append(Link(number, digest, previous, run, record))
    return made


def three() -> list[Link]:
    return chain([(str(values[1]), canonical("event", values)) for values in VALUES])


def exported(links: list[Link], head: Head | None = None) -> list[bytes]:
    end = head or Head(len(links), links[-1].hash if links else START)
    return [line.encode() for line in export_lines(links, end)]


def codes(verified: Verified) -> list[str]:
    return [message.code for message in verified.findings]


def test_a_link_can_be_computed_by_hand() -> None:
    first = three()[0]
    record = r'["event",1,"r1",1.5,"intent","a/b","{\"x\":\"\u00fc\ud55c\"}"]'
    assert first.record == record
    digest = hashlib.sha256(record.encode()).hexdigest()
    assert first.hash == hashlib.sha256(f"{'0' * 64} 1 {digest}\n".encode()).hexdigest()


def test_different_records_have_different_texts() -> None:
    pairs = [
        ("a", "b"), ("ab", ""), ("", "ab"), (None, "b"), (1, "b"), (1.0, "b"), ("1", "b"), (b"a", "b"), ("61", "b"), ("a\udcff", "b"),
        ("aÿ", "b")]
    assert len({canonical("event", pair) for pair in pairs} | {canonical("run", ("a", "b"))}) == len(pairs) + 1


def test_an_export_verifies_alone() -> None:
    links = three()
    verified = verify_export(exported(links))
    assert verified == Verified(Head(3, links[-1].hash), told=3)
    assert verified.well


def test_an_export_of_one_run_has_the_digests_of_the_others() -> None:
    links = [item if item.run == "r2" else Link(item.number, item.digest, item.hash, item.run) for item in three()]
    lines = exported(links)
    assert len(lines) == 3
    assert json.loads(lines[0])["after"] == 1
    assert json.loads(lines[0])["previous"] == links[0].hash
    assert set(json.loads(lines[2])) == {"n", "digest", "hash"}
    assert verify_export(lines) == Verified(Head(3, links[-1].hash), told=1)


def test_an_export_without_records() -> None:
    assert verify_export(exported([])).well
    untold = [Link(item.number, item.digest, item.hash) for item in three()]
    lines = exported(untold)
    assert len(lines) == 1
    assert verify_export(lines).head == Head(3, untold[-1].hash)


def test_older_records_are_told() -> None:
    links = chain([("r1", canonical("run", ("r1",))), ("", canonical(Kind.ADOPTED.value, [1]))])
    assert verify_export(exported(links)).adopted == 1


@pytest.mark.parametrize("told", [None, "r2"])
def test_every_byte_counts(told: str | None) -> None:
    whole = b"".join(exported([
        item if told in (None, item.run) else Link(item.number, item.digest, item.hash, item.run) for item in three()]))
    for place in range(len(whole)):
        for other in {whole[place] ^ 1, whole[place] ^ 0x20, 0x0A, 0x20} - {whole[place]}:
            broken = whole[:place] + bytes([other]) + whole[place + 1 :]
            assert not verify_export(broken.splitlines(keepends=True)).well, (place, other)
        assert not verify_export((whole[:place] + whole[place + 1 :]).splitlines(keepends=True)).well, place
        assert not verify_export(whole[:place].splitlines(keepends=True)).well, place


def test_what_was_done_to_an_export_is_said() -> None:
    lines = exported(three())
    assert codes(verify_export(lines[:-1])) == ["audit.export_end"]
    assert codes(verify_export([lines[0], lines[2], lines[3]])) == ["audit.export_order", "audit.export_changed"]
    assert codes(verify_export([lines[0], lines[1], lines[3], lines[2]]))[:2] == ["audit.export_order", "audit.export_changed"]
    assert codes(verify_export([lines[0], lines[1], b"rubbish\n", lines[3]])) == ["audit.export_line", "audit.export_changed"]
    assert codes(verify_export([lines[0], lines[1], b'{"n":"x","digest":"","hash":""}\n', lines[3]]))[0] == "audit.export_order"
    assert codes(verify_export([lines[0], lines[1], b'{"n":2}\n', lines[3]]))[0] == "audit.export_line"
    assert codes(verify_export([lines[0].replace(b'"previous":"0', b'"previous":"1'), *lines[1:]]))[0] == "audit.export_start"
    (message, *_) = verify_export([lines[0], lines[1], lines[2].replace(b"r2", b"r3"), lines[3]]).findings
    assert message == Message.of("audit.export_changed", line=3, number=2)


@pytest.mark.parametrize("top", [
    b"", b"not json\n", b"[1]\n", b'{"a":1}\n', b'{"form":"other","after":0,"previous":"","records":0,"head":""}\n', b"[" * 100_000,
    b'{"form":"desktop-pipeline audit 1","after":true,"previous":"","records":0,"head":""}\n',
    b'{"form":"desktop-pipeline audit 1","after":0,"previous":"","records":-1,"head":""}\n',
    b'{"form":"desktop-pipeline audit 1","after":0,"previous":7,"records":0,"head":""}\n', b"\xff\xfe\n"])
def test_what_is_no_export(top: bytes) -> None:
    assert codes(verify_export([top])) == ["audit.no_export"]


@pytest.mark.parametrize(("noted", "hashed"), [
    ("ABCDEF012345", "abcdef012345"), (" " + "a" * 64 + "\n", "a" * 64), ("abc", ""), ("a" * 65, ""), ("x" * 12, ""), ("", "")])
def test_noted_hashes(noted: str, hashed: str) -> None:
    assert wanted_hash(noted) == hashed


def test_a_noted_hash_is_found_in_an_export() -> None:
    links = three()
    lines = [*exported(links), b"rubbish\n", b'{"n":true,"hash":"a"}\n', b'{"n":4,"hash":5}\n']
    assert list(export_hashes(lines)) == [(0, START), *((item.number, item.hash) for item in links)]
    assert record_of(export_hashes(lines), links[1].hash[:12]) == 2
    assert record_of(export_hashes(lines), "f" * 12) is None


def test_findings_can_always_be_printed() -> None:
    found = Findings()
    found.add("audit.missing", number=1, kind="event", key="a\udcff")
    assert found.all() == (Message.of("audit.missing", number=1, kind="event", key="a\\udcff"),)


def test_findings_have_an_end() -> None:
    found = Findings()
    for number in range(1003):
        found.add("audit.missing", number=number, kind="event", key=number)
    assert len(found.all()) == 1001
    assert found.all()[-1] == Message.of("audit.more", n=3)


def test_every_kind_of_finding_has_a_sentence() -> None:
    assert all(code in MESSAGES for code in ("audit.export_line", "audit.export_order", "audit.export_changed", "audit.export_end"))
