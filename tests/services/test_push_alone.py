"""Two who push the same tag at once: whatever the order of their steps, at most one believes that it has the tag, and it has it.

Time is moved by hand, in steps of 10 ms."""

from __future__ import annotations

import asyncio

import pytest

from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.services.push_alone import LOOK, SETTLE, push_alone
from tests.services.manual import ManualClock, settle

STEP = 0.01


class Tag:
    """A tag in a registry. `takes`: seconds until the registry answers what it names; `looks`: when it was asked."""

    def __init__(self, takes: float = 0.0) -> None:
        self.clock, self.takes = ManualClock(100.0), takes
        self.names: str | None = None
        self.away = False
        self.looks: list[float] = []

    async def resolve(self) -> str | None:
        self.looks.append(self.clock.monotonic() - 100.0)
        await self.clock.sleep(self.takes)
        if self.away:
            raise Unreachable("registry.unreachable", host="h", text="t")
        return self.names

    async def push(self, digest: str, before: float, after: float = 0.0) -> str:
        """A push that writes the tag after `before` seconds, and whose end the engine tells `after` seconds later."""
        await self.clock.sleep(before)
        self.names = digest
        await self.clock.sleep(after)
        return digest

    def start(self, digest: str, before: float, after: float = 0.0) -> asyncio.Future[str | None]:
        """Push alone."""
        async def is_ours(found: str) -> bool:
            return found == digest

        return asyncio.ensure_future(push_alone(self.push(digest, before, after), self.resolve, is_ours, self.clock))

    async def until(self, at: float) -> None:
        """Move time, from 0."""
        await settle()
        while self.clock.monotonic() - 100.0 < at - STEP / 2:
            await self.clock.advance(STEP)


async def test_alone() -> None:
    tag = Tag()
    assert await tag.clock.run(tag.start("a", 0.2, 0.02)) == "a"


async def test_an_engine_that_tells_late_of_the_end_of_its_push() -> None:
    tag = Tag()
    assert await tag.clock.run(tag.start("a", 0.05, 1.0)) == "a"


async def test_a_tag_that_is_there_is_not_pushed() -> None:
    tag = Tag()
    tag.names = "other"
    assert await tag.clock.run(tag.start("a", 0)) is None
    assert tag.names == "other"


async def test_one_that_comes_while_we_push_stays() -> None:
    tag = Tag()
    ours = tag.start("a", 5)
    await tag.until(0.15)
    tag.names = "other"
    await tag.until(0.15 + LOOK)
    assert ours.done() and ours.result() is None, "it is seen at the next look"
    await tag.until(6)
    assert tag.names == "other"


@pytest.mark.parametrize("takes", [0.0, 0.05, 0.4])
async def test_the_last_look_is_made_a_while_after_the_end_of_the_push(takes: float) -> None:
    """The end of the push is told before the tag was seen to be ours: the while begins there."""
    tag = Tag(takes)
    ours = tag.start("a", 0.09)  # after the first look, before the next one
    assert await tag.clock.run(ours) == "a"
    assert tag.looks[0] == 0.0
    assert tag.looks[1:] == [pytest.approx(takes + 0.09 + SETTLE + 2 * takes, abs=2 * STEP)]


@pytest.mark.parametrize("takes", [0.0, 0.05])
async def test_from_the_first_sight_of_our_own_image_the_while_runs_already(takes: float) -> None:
    tag, ends = Tag(takes), takes + 0.05 + 0.25
    ours = tag.start("a", 0.05, 0.25)
    assert await tag.clock.run(ours) == "a"
    first, seen, last = tag.looks
    assert (first, seen) == (0.0, pytest.approx(takes + LOOK, abs=2 * STEP))
    assert last == pytest.approx(seen + takes + SETTLE + 2 * takes, abs=2 * STEP)
    assert last < ends + SETTLE + 2 * takes - STEP, "it is not waited twice"


async def test_when_the_while_is_over_at_the_end_of_the_push_the_last_look_follows_at_once() -> None:
    tag = Tag()
    ours = tag.start("a", 0.05, LOOK + 2 * SETTLE)
    assert await tag.clock.run(ours) == "a"
    assert tag.looks[-1] == pytest.approx(0.05 + LOOK + 2 * SETTLE, abs=2 * STEP)


@pytest.mark.parametrize(("takes", "after", "found"), [
    (0.0, SETTLE - 0.03, None), (0.0, SETTLE + 0.03, "a"), (0.1, SETTLE + 0.17, None), (0.1, SETTLE + 0.33, "a")])
async def test_one_that_overwrites_ours_within_the_while_is_seen(takes: float, after: float, found: str | None) -> None:
    """`after`: seconds from the end of our push. The answer of the last look is of when it comes."""
    tag = Tag(takes)
    ours = tag.start("a", 0.02)
    await tag.until(takes + 0.02 + after)
    tag.names = "other"
    assert await tag.clock.run(ours) == found


@pytest.mark.parametrize("takes", [0.0, 0.03])
@pytest.mark.parametrize("later", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4])
async def test_two_at_once(later: float, takes: float) -> None:
    tag = Tag(takes)
    both = [tag.start("a", 0.2), tag.start("b", 0.2 + later)]
    found = [await tag.clock.run(one) for one in both]
    assert [digest for digest in found if digest is not None] == [tag.names] or found == [None, None]


async def test_what_fails_is_told() -> None:
    tag = Tag()

    async def fails(code: str) -> str:
        await tag.clock.sleep(0.1)
        raise UserError(code, tag="t", pushed="p", found="f") if code == "builds.race_lost" else Refused(code, reference="r", text="t")

    async def is_ours(found: str) -> bool:
        return True

    with pytest.raises(Refused):
        await tag.clock.run(asyncio.ensure_future(push_alone(fails("push.failed"), tag.resolve, is_ours, tag.clock)))
    assert await tag.clock.run(asyncio.ensure_future(push_alone(fails("builds.race_lost"), tag.resolve, is_ours, tag.clock))) is None
    tag.away = True
    with pytest.raises(Unreachable):
        await tag.clock.run(tag.start("a", 0))


async def test_a_registry_that_is_silent_meanwhile_does_not_matter() -> None:
    tag = Tag()
    ours = tag.start("a", 0.3)
    await tag.until(0.05)
    tag.away = True
    await tag.until(0.25)
    tag.away = False
    assert await tag.clock.run(ours) == "a"
    assert len(tag.looks) == 4


@pytest.mark.parametrize("at", [0.05, 0.25, 0.4])
async def test_cancelling_stops_the_push_and_the_waiting(at: float) -> None:
    tag = Tag()
    ours = tag.start("a", 0.3)
    await tag.until(at)
    ours.cancel()
    await asyncio.wait([ours])
    await settle()
    assert ours.cancelled()
    assert tag.clock.waiting() == ()
    await tag.until(1)
    assert tag.names == (None if at < 0.3 else "a")
