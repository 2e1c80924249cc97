"""Finds runs in the journal by words.

SQLite leaves out at once the rows in whose text a word is not at all; what a word means is decided by the domain, since names of fields are
in that text too. It reads as far as it is asked for: the first hits of a word that is everywhere cost little.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from desktop_pipeline.adapters.sqlite.codec import from_text
from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.history import build_words, plan_words, wanted
from desktop_pipeline.domain.plans import Plan

HEADERS = ("SELECT runs.id, title, by, runs.at, ended.at, ended.data FROM runs LEFT JOIN events AS ended ON ended.id ="
           " (SELECT max(id) FROM events WHERE run = runs.id AND what = 'run-ended')")
"""Id, title, person, begin, end and data of the end of runs; the last two are NULL without an end."""
UNENDED = (f"{HEADERS} WHERE runs.id IN (SELECT id FROM runs EXCEPT SELECT run FROM events WHERE what = 'run-ended')"
           " ORDER BY runs.at DESC, runs.rowid DESC")
"""The same of all runs without an end, newest first. It reads two indexes and no plan: cheap with ten thousand runs, too."""
_HAS = ("(instr(lower(runs.id || ' ' || title || ' ' || by || ' ' || plan), ?) OR runs.id IN"
        " (SELECT run FROM builds WHERE instr(lower(record), ?)))")


def search(connection: sqlite3.Connection, words: str) -> Iterator[tuple[Any, ...]]:
    """The header of each run in which all words are found, newest first."""
    sought = wanted(words)
    plain = [part for word in sought for part in _parts(word)]
    built = {word: _built(connection, word) for word in sought}
    condition = " WHERE " + " AND ".join([_HAS] * len(plain)) if plain else ""
    order = connection.execute(
        f"SELECT rowid FROM runs{condition} ORDER BY at DESC, rowid DESC", [value for word in plain for value in (word, word)]).fetchall()
    for (number,) in order:
        header = connection.execute(f"{HEADERS} WHERE runs.rowid = ?", (number,)).fetchone()
        if not sought or _has_all(connection, number, header, built):
            yield tuple(header)


def _has_all(connection: sqlite3.Connection, number: int, header: tuple[Any, ...], built: dict[str, set[str]]) -> bool:
    (plan,) = connection.execute("SELECT plan FROM runs WHERE rowid = ?", (number,)).fetchone()
    text = "\n".join(header[:3]).casefold() + "\n" + plan_words(from_text(plan, Plan))
    return all(word in text or header[0] in runs for word, runs in built.items())


def _built(connection: sqlite3.Connection, word: str) -> set[str]:
    """Runs that made an image in whose tag, digest, commit or description a word is."""
    parts = _parts(word)
    condition = " WHERE " + " AND ".join(["instr(lower(record), ?)"] * len(parts)) if parts else ""
    runs = (from_text(record, BuildRun) for (record,) in connection.execute(f"SELECT record FROM builds{condition}", parts))
    return {run.run_id for run in runs if word in build_words(run)}


def _parts(word: str) -> list[str]:
    """What of a word stands in the database as here: names are kept in parts, SQLite folds ASCII only, JSON escapes some signs."""
    return [part for part in re.split("[/:]", word) if part.isascii() and part.isprintable() and not any(sign in part for sign in '"\\')
            and part]
