"""A profile that cannot be written is known from the start, not only when something is to run."""

from __future__ import annotations

import asyncio
import logging
import threading
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox.memory import MemoryStore
from desktop_pipeline.adapters.sandbox.shop_images import tag
from desktop_pipeline.domain.choices import Choice, Mode, start_choice
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services import log_notices, workbench
from desktop_pipeline.services.computer_ports import InMemory
from desktop_pipeline.services.feed import Area, Topic
from desktop_pipeline.services.log_notices import warnings_told
from desktop_pipeline.services.planner import SavedChoices
from tests.services.bench import Bench, bench


def told(shop: Bench) -> list[str]:
    return [message.code for _, message in shop.workbench.feed.notices()]


async def test_the_doctor_looks_at_it(tmp_path: Path) -> None:
    profile = InMemory()
    async with bench(tmp_path, profile=profile) as shop:
        found = next(check for check in await shop.workbench.doctor.examine() if check.what == "profile")
        assert (found.good, found.message.code) == (True, "doctor.profile")
        profile.reason = "Read-only file system"
        found = next(check for check in await shop.workbench.doctor.examine() if check.what == "profile")
        assert (found.good, found.message.code) == (False, "profile.unwritable")
        assert found.message.argument("reason") == "Read-only file system"


async def test_it_is_told_at_the_start_and_all_else_can_be_looked_at(tmp_path: Path) -> None:
    profile = InMemory()
    profile.reason = "wrong owner"
    async with bench(tmp_path, profile=profile) as shop:
        async def unwritable(key: str, kind: type) -> object:
            raise UserError("store.unwritable", file="drafts.db", reason="unable to open database file")

        shop.sandbox.drafts.load = unwritable  # type: ignore[method-assign, assignment]
        await shop.workbench.start()
        await shop.until(lambda: "profile.unwritable" in told(shop))
        assert told(shop).count("store.unwritable") == 1
        await shop.open()
        del shop.sandbox.drafts.load


async def test_drafts_that_are_broken_are_no_small_thing(tmp_path: Path) -> None:
    async with bench(tmp_path) as shop:
        async def broken(key: str, kind: type) -> object:
            raise UserError("store.broken", file="drafts.db", reason="malformed")

        shop.sandbox.drafts.load = broken  # type: ignore[method-assign, assignment]
        with pytest.raises(UserError, match="malformed"):
            await shop.workbench.start(watch=False)
        del shop.sandbox.drafts.load


class Unreadable:
    """Drafts of a profile that cannot be written: SQLite reads nothing there either."""

    def __init__(self, drafts: MemoryStore) -> None:
        self.drafts, self.off, self.code = drafts, True, "store.unwritable"

    def _look(self) -> None:
        if self.off:
            raise UserError(self.code, file="drafts.db", reason="unable to open database file")

    async def load(self, key: str, kind: type) -> object:
        self._look()
        return await self.drafts.load(key, kind)

    async def save(self, key: str, value: object) -> None:
        self._look()
        await self.drafts.save(key, value)

    async def delete(self, key: str) -> None:
        self._look()
        await self.drafts.delete(key)


async def kept_in(drafts: MemoryStore) -> dict[str, Choice]:
    saved = await drafts.load("choices", SavedChoices)
    return {key.container: choice for key, choice in saved.items} if saved is not None else {}


async def with_choices(folder: Path) -> MemoryStore:
    """Drafts with choices for api and for redis of cache."""
    async with bench(folder) as before:
        await before.open()
        before.choose("api", Mode.APPOINTED, tag("api", 3))
        before.choose("cache", Mode.TAG, "7.2.6")
    assert set(await kept_in(before.sandbox.drafts)) == {"api", "redis"}
    return before.sandbox.drafts


async def test_choices_that_could_not_be_read_are_kept_beside_new_ones(tmp_path: Path) -> None:
    drafts = Unreadable(await with_choices(tmp_path))
    async with bench(tmp_path, drafts=drafts) as shop:
        await shop.open()
        planner = shop.workbench.planner
        assert planner.chosen_rows("lab", "shop") == ()
        shop.choose("web", Mode.TAG, "1.28.1", container="proxy")
        shop.choose("cache", Mode.TAG, "7.4.1")
        with pytest.raises(UserError, match="unable to open"):
            await planner.save()
        assert set(await kept_in(drafts.drafts)) == {"api", "redis"}
        drafts.off = False
        await planner.save()
        assert set(await kept_in(drafts.drafts)) == {"api", "redis", "proxy"}
        assert planner.choice(shop.row("api")).kept and not planner.choice(shop.row("cache")).kept
    saved = await kept_in(drafts.drafts)
    assert (saved["api"].tag, saved["redis"].tag, saved["proxy"].tag) == (tag("api", 3), "7.4.1", "1.28.1")


async def test_what_was_put_back_meanwhile_does_not_come_again(tmp_path: Path) -> None:
    drafts = Unreadable(await with_choices(tmp_path))
    async with bench(tmp_path, drafts=drafts) as shop:
        await shop.open()
        planner, row = shop.workbench.planner, shop.row("api")
        shop.choose("api", Mode.APPOINTED, tag("api", 2))
        planner.choose(row, start_choice(row))
        shop.choose("web", Mode.TAG, "1.28.1", container="proxy")
        planner.reset(shop.row("web").workload.key)
        cache = shop.row("cache")
        planner.put_back(cache, Choice(Mode.TAG, "7.4.1"))
        drafts.off = False
    assert {name: choice.tag for name, choice in (await kept_in(drafts.drafts)).items()} == {"redis": "7.4.1"}


async def test_what_runs_did_meanwhile_is_done_to_the_choices_of_the_last_start(tmp_path: Path) -> None:
    drafts = Unreadable(await with_choices(tmp_path))
    async with bench(tmp_path, drafts=drafts) as shop:
        await shop.open()
        planner, api, cache = shop.workbench.planner, shop.row("api"), shop.row("cache")
        planner.reset(api.workload.key, ("api",))
        planner.wrote(cache.workload.key, {"redis": (cache.container.image, "docker.io/library/redis:9")})
        drafts.off = False
        await planner.catch_up()
        assert planner.chosen(api.key) is None
        kept = planner.chosen(cache.key)
        assert kept is not None and kept.seen == "docker.io/library/redis:9"


async def test_as_long_as_nothing_is_chosen_nothing_is_written(tmp_path: Path) -> None:
    drafts = Unreadable(await with_choices(tmp_path))
    async with bench(tmp_path, drafts=drafts) as shop:
        await shop.open()
        drafts.off = False
    assert set(await kept_in(drafts.drafts)) == {"api", "redis"}


async def test_choices_come_back_once_they_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbench, "_AGAIN", 0.02)
    drafts = Unreadable(await with_choices(tmp_path))
    async with bench(tmp_path, drafts=drafts) as shop:
        await shop.workbench.start()
        await shop.open()
        subscription = shop.workbench.feed.subscribe()
        await asyncio.sleep(0.1)
        assert told(shop).count("store.unwritable") == 1
        drafts.code = "store.busy"  # another program is at it by now
        await asyncio.sleep(0.1)
        shop.choose("web", Mode.TAG, "1.28.1", container="proxy")
        await asyncio.sleep(0.4)  # in vain
        drafts.off = False
        await shop.until(lambda: len(shop.workbench.planner.chosen_rows("lab", "shop")) == 3)
        async with asyncio.timeout(10):
            while set(await kept_in(drafts.drafts)) != {"api", "redis", "proxy"}:  # noqa: ASYNC110  # nobody tells of it
                await asyncio.sleep(0.02)
        assert Topic(Area.CHOICES, "lab/shop") in subscription.take()
        assert shop.workbench.planner.choice(shop.row("cache")).kept


@pytest.mark.parametrize("code", ["store.unwritable", "journal.unwritable", "journal.locks_unwritable"])
async def test_whatever_of_it_cannot_be_written_all_else_can_be_looked_at(tmp_path: Path, code: str) -> None:
    drafts = Unreadable(MemoryStore())
    drafts.code = code
    async with bench(tmp_path, drafts=drafts) as shop:
        await shop.workbench.start()
        assert told(shop).count(code) == 1
        await shop.open()
        drafts.off = False


async def test_a_run_that_cannot_begin_says_so_to_whoever_began_it(tmp_path: Path) -> None:
    async with bench(tmp_path) as shop:
        await shop.open()
        shop.choose("api", Mode.APPOINTED, tag("api", 3))
        shop.sandbox.journal.unwritable = True
        before = len(shop.lab.patches)
        with pytest.raises(UserError) as caught:
            await shop.workbench.executor.begun(shop.begin(await shop.check()))
        assert caught.value.code == "journal.unwritable"
        assert len(shop.lab.patches) == before
        shop.sandbox.journal.unwritable = False
        run_id = shop.begin(await shop.check())
        await shop.workbench.executor.begun(run_id)
        assert await shop.workbench.journal.events(run_id) is not None
        assert run_id in [header.id for header in await shop.workbench.journal.runs()]
        await shop.workbench.executor.wait(run_id)


async def test_what_could_not_be_kept_at_the_end_keeps_nothing_open(tmp_path: Path) -> None:
    async with bench(tmp_path) as shop:
        await shop.open()

        async def unwritable(key: str, value: object) -> None:
            raise UserError("store.unwritable", file="drafts.db", reason="read-only")

        shop.sandbox.drafts.save = unwritable  # type: ignore[method-assign]
        shop.choose("api", Mode.APPOINTED, tag("api", 3))
    assert not shop.workbench.tasks.names()


async def test_warnings_of_any_thread_are_notices(tmp_path: Path) -> None:
    async with bench(tmp_path) as shop:
        feed, log = shop.workbench.feed, logging.getLogger("desktop_pipeline.adapters.sqlite.store")
        error = UserError("store.unwritable", file="cache.db", reason="wrong owner")
        with warnings_told(feed, lambda: 7.0, lambda text: text.replace("hunter2", "***")):
            threading.Thread(target=log.warning, args=("%s", error)).start()
            await shop.until(feed.notices)
            assert feed.notices() == ((7.0, error.message),)
            handler = next(item for item in logging.getLogger("desktop_pipeline").handlers if type(item).__name__ == "_Handler")
            handler.emit(logging.LogRecord("x", logging.ERROR, "x.py", 1, "a defect, told where it was found", (), None))
            log.warning("%s of %s", "hunter2", "somebody")
            await shop.until(lambda: len(feed.notices()) > 1)
        assert feed.notices()[1:] == ((7.0, Message.of("program.warning", text="*** of somebody")),)
        log.warning("nobody is told any more")
        assert len(feed.notices()) == 2


async def test_a_warning_of_long_ago_is_told_again(tmp_path: Path) -> None:
    async with bench(tmp_path) as shop:
        feed, log, now = shop.workbench.feed, logging.getLogger("desktop_pipeline.services.hold"), [7.0]
        with warnings_told(feed, lambda: now[0], str):
            log.warning("the disk is full")
            await shop.until(feed.notices)
            now[0] += 3600.0
            log.warning("the disk is full")
            await shop.until(lambda: [at for at, _ in feed.notices()] == [7.0, 3607.0])


async def test_the_same_warning_again_and_again_is_one_notice(tmp_path: Path) -> None:
    async with bench(tmp_path) as shop:
        feed, log = shop.workbench.feed, logging.getLogger("desktop_pipeline.services.hold")
        error = UserError("journal.locks_unwritable", folder="locks", reason="wrong owner")
        with warnings_told(feed, lambda: 7.0, lambda text: text.replace("hunter2", "***")):
            for _ in range(200):
                log.warning("%s", error)
                log.warning("a password: hunter2")
                await asyncio.sleep(0)
            log.warning("the end")
            await shop.until(lambda: feed.notices() and feed.notices()[-1][1].argument("text") == "the end")
            assert [message.code for _, message in feed.notices()] == ["journal.locks_unwritable", "program.warning", "program.warning"]
            for number in range(log_notices._NEWEST):
                log.warning("something else %d", number)
            log.warning("%s", error)
            await shop.until(lambda: told(shop).count("journal.locks_unwritable") == 2)
