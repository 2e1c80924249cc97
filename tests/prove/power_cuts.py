"""What power cuts leave: a journal copied at 200 random moments, torn logs, a full and a read-only disk: no intent that had effect is lost.

A process writes as an executor does: intent, act, outcome. It is stopped at a random moment and everything is copied.

files      the files, with their write-ahead log: what a killed system leaves
disk       the disk below a file system of its own (root on Linux): what was not yet flushed is lost, as when the power goes
torn       the end of the log or of the database is cut off or overwritten: what was lost is told, never passed over
full       the disk becomes full at a random moment of a run: nothing is done whose intent is not written; afterwards it goes on
read-only  the folder or the file cannot be written: refused before any change, with a clear text

`--moments N` of each; `--seed N`; `--only NAME`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import filecmp
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.adapters.power_cut import Left, Writer, copy, left, moment, tear

_EACH = 20  # moments of one writer: a journal that does not become too long to be read at each of them
_IMAGE = 24 << 20  # bytes


Place = Callable[[int], contextlib.AbstractContextManager[Path]]
"""Makes the profile of a writer, by its number."""


class Failed(Exception):
    """The proof failed."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", choices=("files", "disk", "torn", "full", "read-only"))
    given = parser.parse_args()
    parts: dict[str, Callable[[Path, random.Random, int], str]] = {
        "files": _files, "disk": _disk, "torn": _torn, "full": _full, "read-only": _read_only}
    print(f"seed {given.seed}", flush=True)
    failed = False
    for name, part in parts.items():
        if given.only in (None, name):
            began = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="prove-power-") as folder:
                try:
                    said = part(Path(folder), random.Random(f"{given.seed} {name}"), given.moments)
                except (Failed, AssertionError) as error:
                    said, failed = f"FAILED: {error}", True
            print(f"{name:10} {said}  ({time.monotonic() - began:.0f} s)", flush=True)
    return 1 if failed else 0


def _whole(found: Left, acts: int, where: str) -> None:
    """Everything whose append had returned is there, and the chain verifies to its end."""
    if found.told:
        said = [str(message) for message in found.verified.findings] if found.verified else []
        raise Failed(f"{where}: {acts} acts, {found.intents} intents, and {found.error or said}")
    if found.intents < acts:
        raise Failed(f"{where}: {acts} acts, {found.intents} intents")


def _moments(chosen: random.Random, moments: int, place: Place) -> Iterator[tuple[Path, Writer, int]]:
    """Profiles with a writer at work in each, moment after moment."""
    for number in range((moments + _EACH - 1) // _EACH):
        with place(number) as profile:
            writer = Writer(profile, chosen.randrange(1 << 30))
            try:
                for index in range(min(_EACH, moments - number * _EACH)):
                    moment(chosen)
                    yield profile, writer, number * _EACH + index
            finally:
                writer.end()


def _files(folder: Path, chosen: random.Random, moments: int) -> str:
    most = 0
    for profile, writer, number in _moments(chosen, moments, lambda number: contextlib.nullcontext(folder / f"p{number}")):
        with writer.stopped() as acts:
            copy(profile, folder / "copy", chosen)
        _whole(left(folder / "copy"), acts, f"moment {number}")
        shutil.rmtree(folder / "copy")
        most = max(most, acts)
    return f"{moments} moments, up to {most} acts before: every intent is there, the chain verifies to its end"


def _disk(folder: Path, chosen: random.Random, moments: int) -> str:
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        return "skipped: a file system can only be mounted by root on Linux, with mkfs.ext4"
    image = folder / "image"

    @contextlib.contextmanager
    def place(number: int) -> Iterator[Path]:
        image.write_bytes(b"")
        os.truncate(image, _IMAGE)
        subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True)
        with _mounted(image, folder / f"m{number}") as mounted:
            yield mounted / "profile"

    for _, writer, number in _moments(chosen, moments, place):
        with writer.stopped() as acts:
            _as_at_one_moment(image, folder / "cut")  # what has reached the disk, and no more
        with _mounted(folder / "cut", folder / "after") as after:
            _whole(left(after / "profile"), acts, f"moment {number}")
    return f"{moments} power cuts of ext4: every intent is there, the chain verifies to its end"


def _as_at_one_moment(image: Path, target: Path) -> None:
    """The kernel may write back by itself while we copy: then this is no state that the disk ever had."""
    shutil.copyfile(image, target)
    while not filecmp.cmp(image, target, shallow=False):
        shutil.copyfile(image, target)


@contextlib.contextmanager
def _mounted(image: Path, point: Path) -> Iterator[Path]:
    point.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-o", "loop", image, point], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"cannot mount {image.name}: {done.stderr.strip()}")
    try:
        yield point
    finally:
        subprocess.run(["umount", "-l", point], check=True)


def _torn(folder: Path, chosen: random.Random, moments: int) -> str:
    seen: Counter[str] = Counter()
    for profile, writer, number in _moments(chosen, moments, lambda number: contextlib.nullcontext(folder / f"p{number}")):
        with writer.stopped() as acts:
            copy(profile, folder / "copy", chosen)
        how = tear(folder / "copy", chosen)
        found = left(folder / "copy")
        if found.intents < acts and not found.told:
            raise Failed(f"moment {number}, {how}: {acts - found.intents} intents lost without a word")
        told = found.error or ", ".join(sorted(found.findings))
        seen[f"{how}: {told or 'nothing lost'}" if how else "nothing to tear"] += 1
        shutil.rmtree(folder / "copy")
    lines = [f"{n:4} × {what}" for what, n in sorted(seen.items())]
    return "\n           ".join([f"{moments} moments; nothing lost without a word", *lines])


def _full(folder: Path, chosen: random.Random, moments: int) -> str:
    from tests.services.full_disk import full_disk_run, small_disk

    seen: Counter[str] = Counter()
    rounds = max(1, moments // 10)
    for number in range(rounds):
        with small_disk(folder / f"disk{number}") as place:
            if place is None:
                return "skipped: a small file system can only be mounted by root on Linux"
            seen[asyncio.run(full_disk_run(place, folder, chosen))] += 1
    return f"{rounds} runs: no change without its intent; " + ", ".join(f"{n} × {what}" for what, n in sorted(seen.items()))


def _read_only(folder: Path, chosen: random.Random, moments: int) -> str:
    from tests.services.full_disk import read_only_run, small_disk

    said = set()
    for whole in (True, False):
        with small_disk(folder / f"disk{whole}") as place:
            if place is None:
                return "skipped: a file system can only be mounted by root on Linux"
            said.add(asyncio.run(read_only_run(place, folder, folder_too=whole)))
    return "folder and file: refused before any change. " + " ".join(said)


if __name__ == "__main__":
    sys.exit(main())
