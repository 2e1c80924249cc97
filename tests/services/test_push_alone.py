"""Two who push the same tag at once: whatever the order of their steps, at most one believes that it has the tag, and it has it."""

from __future__ import annotations

import asyncio

import pytest

from desktop_pipeline.domain.errors import Refused, Unreachable
from desktop_pipeline.services import push_alone as module
from desktop_pipeline.services.push_alone import LOOK, SETTLE, push_alone


class Tag:
    def __init__(self) -> None:
        self.names: str | None = None
        self.away = False

    async def resolve(self) -> str | None:
        if self.away:
            raise Unreachable("registry.unreachable", host="h", text="t")
        return self.names

    async def push(self, digest: str, before: float, after: float = 0.0) -> str:
        await asyncio.sleep(before)
        self.names = digest
        await asyncio.sleep(after)
        return digest


async def is_a(digest: str) -> bool:
    return digest == "a"


async def is_b(digest: str) -> bool:
    return digest == "b"


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK", LOOK / 3)
    monkeypatch.setattr(module, "SETTLE", SETTLE / 3)


async def test_alone() -> None:
    tag = Tag()
    assert await push_alone(tag.push("a", 0.2, 0.02), tag.resolve, is_a) == "a"


async def test_an_engine_that_tells_late_of_the_end_of_its_push() -> None:
    tag = Tag()
    assert await push_alone(tag.push("a", 0.05, 1.0), tag.resolve, is_a) == "a"


async def test_a_tag_that_is_there_is_not_pushed() -> None:
    tag = Tag()
    tag.names = "other"
    assert await push_alone(tag.push("a", 0), tag.resolve, is_a) is None
    assert tag.names == "other"


async def test_one_that_comes_while_we_push_stays() -> None:
    tag = Tag()
    ours = asyncio.ensure_future(push_alone(tag.push("a", 5), tag.resolve, is_a))
    await asyncio.sleep(0.1)
    tag.names = "other"
    assert await asyncio.wait_for(ours, 1) is None
    assert tag.names == "other"


async def test_one_that_overwrites_ours_just_after_is_seen() -> None:
    tag = Tag()
    ours = asyncio.ensure_future(push_alone(tag.push("a", 0), tag.resolve, is_a))
    await asyncio.sleep(0.1)
    tag.names = "other"
    assert await ours is None


@pytest.mark.parametrize("later", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4])
async def test_two_at_once(later: float) -> None:
    tag = Tag()
    one = push_alone(tag.push("a", 0.2), tag.resolve, is_a)
    found = await asyncio.gather(one, push_alone(tag.push("b", 0.2 + later), tag.resolve, is_b))
    assert [digest for digest in found if digest is not None] == [tag.names] or list(found) == [None, None]


async def test_what_fails_is_told() -> None:
    tag = Tag()

    async def fails() -> str:
        await asyncio.sleep(0.1)
        raise Refused("push.failed", reference="r", text="t")

    with pytest.raises(Refused):
        await push_alone(fails(), tag.resolve, is_a)
    tag.away = True
    with pytest.raises(Unreachable):
        await push_alone(tag.push("a", 0), tag.resolve, is_a)


async def test_a_registry_that_is_silent_meanwhile_does_not_matter() -> None:
    tag = Tag()
    ours = asyncio.ensure_future(push_alone(tag.push("a", 0.3), tag.resolve, is_a))
    await asyncio.sleep(0.05)
    tag.away = True
    await asyncio.sleep(0.15)
    tag.away = False
    assert await ours == "a"


async def test_cancelling_stops_the_push() -> None:
    tag = Tag()
    ours = asyncio.ensure_future(push_alone(tag.push("a", 0.3), tag.resolve, is_a))
    await asyncio.sleep(0.1)
    ours.cancel()
    await asyncio.wait([ours])
    await asyncio.sleep(0.4)
    assert tag.names is None
