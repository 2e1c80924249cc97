"""Runs on the sandbox with a real journal on a disk that becomes full, or cannot be written."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from desktop_pipeline.adapters.sandbox.shop_images import tag
from desktop_pipeline.adapters.sqlite import SqliteJournal
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import State, What
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from tests.services.bench import YES, Bench, bench

_SIZE = 2 << 20  # bytes


@contextlib.contextmanager
def small_disk(point: Path) -> Iterator[Path | None]:
    """A file system of 2 MB; None where it cannot be had."""
    point.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        yield None
        return
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "none", point], capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield point
    finally:
        unmount(point)


def unmount(point: Path) -> None:
    subprocess.run(["umount", "-l", point], check=True)


def choose(shop: Bench) -> None:
    shop.choose("api", Mode.APPOINTED, tag("api", 3))
    shop.choose("web", Mode.TAG, "1.28.1", container="proxy")


async def full_disk_run(place: Path, scratch: Path, chosen: random.Random) -> str:
    """Fill the disk after a random number of journalled events; says how the run ended. Asserts that nothing was changed without its
    intent, that what was written stays, and that with space again the same plan runs to its end."""
    journal, filler = SqliteJournal(place), place / "filler"
    turn, count, original = chosen.randrange(12), 0, journal.append

    async def append(run_id: str, event: object) -> None:
        nonlocal count
        if count == turn:
            fill(filler)
        count += 1
        await original(run_id, event)  # type: ignore[arg-type]

    journal.append = append  # type: ignore[method-assign]
    async with bench(scratch, 40.0, journal=journal) as shop:
        try:
            await shop.open()
            choose(shop)
            before = len(shop.lab.patches)
            run_id = shop.begin(await shop.check())
            try:
                state = (await shop.workbench.executor.wait(run_id)).state
                said = state.value
            except UserError as error:
                assert error.code == "journal.full", error
                assert "Free some space" in str(error)
                said = error.code
            filler.unlink(missing_ok=True)
            intents = {event.step for event in await journal.events(run_id) if event.what is What.INTENT and event.text("act") == "patch"}
            patched = {patch.step for patch in shop.lab.patches[before:]}
            assert patched <= intents, f"changed without an intent: {patched - intents}"
            assert (await journal.verify()).findings == ()
            choose(shop)
            report = await shop.check()
            if report.plan.steps:
                assert (await shop.workbench.executor.wait(shop.begin(report, YES))).state is State.DONE
            assert (await journal.verify()).findings == ()
            assert ":1.28.1" in shop.image("web", "proxy")
        finally:
            filler.unlink(missing_ok=True)
            await journal.close()
    return f"{said} ({len(patched)} changed)"


def fill(filler: Path) -> None:
    """Take all space that is left."""
    with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


def mount(*arguments: str | Path) -> None:
    subprocess.run(["mount", *arguments], check=True)


async def read_only_run(place: Path, scratch: Path, *, folder_too: bool) -> str:
    """A run where journal.db, or its whole folder, cannot be written; gives the text. Asserts that nothing was changed."""
    key = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web")
    plan = Plan("Release", (WorkloadStep(key, (RowChange("proxy", Mode.TAG, "docker.io/library/nginx", "1.28.1"),)),))
    first = SqliteJournal(place)
    await first.open()
    await first.close()
    target = place if folder_too else place / "journal.db"
    if not folder_too:
        mount("--bind", target, target)
    try:
        mount("-o", "remount,ro" if folder_too else "remount,ro,bind", target)
        journal = SqliteJournal(place)
        async with bench(scratch, 40.0, journal=journal) as shop:
            try:
                try:
                    await shop.workbench.executor.wait(shop.begin(await shop.workbench.preflight.check(plan)))
                    raise AssertionError("it ran")
                except UserError as error:
                    assert error.code == "journal.unwritable", error
                    said = str(error)
                assert shop.lab.patches == []
            finally:
                await journal.close()
    finally:
        if not folder_too:
            unmount(target)
    return said.replace(str(place), "PROFILE")


