"""runs verify, runs export, runs report: on the sandbox, and on a profile in which somebody changed something."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sqlite import SqliteJournal
from desktop_pipeline.domain.messages import MESSAGES
from tests.adapters.test_audit import tamper, written
from tests.cli.conftest import Shell


@pytest.fixture
def kept(shell: Shell, tmp_path: Path) -> Path:
    """Commands use the journal of this profile."""
    profile = tmp_path / "kept"
    asyncio.run(written(profile))
    shell.journal = lambda: SqliteJournal(profile)
    return profile


def test_the_sandbox_verifies(shell: Shell) -> None:
    assert shell("run", "api-2.0").code == 0
    done = shell("runs", "verify")
    assert done.code == 0
    assert done.out.endswith("As it was written.\n")
    (seen,) = shell("runs", "verify", "--json").lines()
    assert seen["well"] and seen["findings"] == [] and seen["records"] > 5


def test_what_was_changed_is_said(shell: Shell, kept: Path) -> None:
    assert shell("runs", "verify").code == 0
    tamper(kept, "UPDATE runs SET by = 'eve' WHERE id = 'r1'")
    done = shell("runs", "verify")
    assert done.code == 1
    assert "Changed: record 9 (run r1) is not what was written." in done.out
    assert done.out.endswith("Not as it was written: 1 found.\n")
    (seen,) = shell("runs", "verify", "--json").lines()
    assert [finding["code"] for finding in seen["findings"]] == ["audit.changed"]


def test_a_hash_that_was_noted_elsewhere(shell: Shell, kept: Path) -> None:
    (seen,) = shell("runs", "verify", "--json").lines()
    head = seen["head"]
    assert "The head is the one expected." in shell("runs", "verify", "--expect", head[:12].upper()).out
    journal = SqliteJournal(kept)
    asyncio.run(journal.ask_stop("r1"))
    asyncio.run(journal.close())
    assert "Record 24 has the expected hash; 1 are newer." in shell("runs", "verify", "--expect", head).out
    done = shell("runs", "verify", "--expect", "f" * 64)
    assert (done.code, "noted elsewhere" in done.out) == (1, True)
    assert shell("runs", "verify", "--expect", "xyz").code == 3


def test_an_export_is_verified_alone(shell: Shell, kept: Path, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.jsonl", tmp_path / "part.jsonl"
    done = shell("runs", "export", "--output", str(whole))
    assert (done.code, done.out) == (0, "")
    assert "24 of 24 records written" in done.err
    assert shell("runs", "export", "r1", "--output", str(part)).code == 0
    assert [json.loads(line)["n"] for line in part.read_text().splitlines()[1:]] == list(range(9, 25))
    for file in (whole, part):
        assert shell("runs", "verify", str(file)).code == 0
    (seen,) = shell("runs", "verify", str(part), "--json").lines()
    assert (seen["records"], seen["told"]) == (24, 8)
    assert shell("runs", "verify", str(whole), "--expect", seen["head"]).code == 0
    assert shell("runs", "verify", str(whole), "--expect", "0" * 12).code == 0  # the beginning
    assert shell("runs", "verify", str(part), "--expect", "f" * 12).code == 1
    part.write_bytes(part.read_bytes().replace(b"jo@desk", b"eve@dsk"))
    done = shell("runs", "verify", str(part))
    assert done.code == 1
    assert "line 2: record 9 is not what was written" in done.out


def test_bad_input(shell: Shell, kept: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello\n")
    assert shell("runs", "verify", str(tmp_path / "text")).code == 1
    wrong = (("verify", str(tmp_path / "no")), ("export", "nope", "--output", "x"), ("report", "nope"), ("report", "r"), ("export",))
    for arguments in wrong:
        done = shell("runs", *arguments)
        assert done.code == 3, arguments
        assert done.err
    done = shell("runs", "export", "--output", str(tmp_path / "no" / "file"))
    assert (done.code, "cannot be written" in done.err) == (2, True)
    assert "r0" in shell("runs", "report", "r").err


def test_a_journal_that_was_changed_can_still_be_exported_and_searched(shell: Shell, kept: Path, tmp_path: Path) -> None:
    (before,) = shell("runs", "verify", "--json").lines()
    tamper(kept, "UPDATE chain SET kind = 'other' WHERE n = 3", "UPDATE runs SET by = 'eve' WHERE id = 'r1'", "DELETE FROM stops")
    assert "Record" not in shell("runs", "verify", "--expect", before["head"]).out
    assert shell("runs", "verify", "--expect", before["head"]).code == 1
    assert shell("runs", "export", "--output", str(tmp_path / "x")).code == 0
    assert "record 9 is not what was written" in shell("runs", "verify", str(tmp_path / "x")).out
    tamper(kept, "UPDATE events SET data = CAST(x'ff' AS TEXT) WHERE id = 4")
    done = shell("runs", "verify", "--expect", before["head"])
    assert done.code == 1
    assert "(event 4) is not what was written" in done.out


def test_nothing_to_export(shell: Shell, tmp_path: Path) -> None:
    assert shell("runs", "export", "--output", str(tmp_path / "x")).code == 3
    assert shell("runs", "report", "last").code == 3
    assert shell("runs", "verify").code == 0


def test_a_journal_that_cannot_be_read(shell: Shell, kept: Path) -> None:
    (kept / "journal.db").write_bytes(b"no database" * 1000)
    (kept / "journal.db-wal").unlink(missing_ok=True)
    done = shell("runs", "verify")
    assert done.code == 1
    assert "damaged" in done.out


def test_reports(shell: Shell, tmp_path: Path) -> None:
    assert shell("run", "api-2.0").code == 0
    assert shell("runs", "undo", "last", "--yes").code == 0
    (_, first) = shell("runs", "--json").lines()
    text = shell("runs", "report", first["run"])
    assert text.code == 0
    (seen,) = shell("runs", "verify", "--json").lines()
    for part in ("## done: ", "lab/shop/Deployment/api", "sha256:", "tester@test", seen["head"], "### Undone", "by run "):
        assert part in text.out, part
    page = tmp_path / "page.html"
    assert shell("runs", "report", first["run"], "--output", str(page)).code == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert shell("runs", "report", "last", "--markdown", "--output", str(page)).code == 0
    assert "**Undoes run:**" in page.read_text(encoding="utf-8")
    assert shell("runs", "report", "last", "--html").out.startswith("<!DOCTYPE html>")
    assert shell("runs", "report", "last", "--html", "--markdown").code == 3


def test_sentences() -> None:
    assert all(code in MESSAGES for code in ("audit.not_expected", "audit.bad_hash", "audit.no_file", "audit.not_saved"))
