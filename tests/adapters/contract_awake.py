"""What every Awake port keeps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest

from desktop_pipeline.services.computer_ports import Awake


class AwakeWorld(Protocol):
    """This computer, as its other side sees it."""

    @property
    def awake(self) -> Awake: ...

    async def held(self) -> list[str]:
        """Why it is held awake now."""

    def refuse(self) -> None:
        """From now on nobody takes the request."""


async def becomes(look: Callable[[], Awaitable[object]], wanted: object) -> None:
    """What is let go of is seen a moment later."""
    async with asyncio.timeout(5):
        while await look() != wanted:  # noqa: ASYNC110  # the other side has no event for it
            await asyncio.sleep(0.02)


async def way_of(awake: Awake) -> str:
    """By which way it is held now; it is let go of at once."""
    async with awake.hold("looking") as way:
        return way


class AwakeContract:
    async def test_held_from_entering_to_leaving(self, world: AwakeWorld) -> None:
        assert await world.held() == []
        async with world.awake.hold("a release") as way:
            assert way
            (why,) = await world.held()
            assert "a release" in why
        await becomes(world.held, [])

    async def test_an_exception_lets_go_too(self, world: AwakeWorld) -> None:
        with pytest.raises(ZeroDivisionError):
            async with world.awake.hold("a release"):
                raise ZeroDivisionError
        await becomes(world.held, [])

    async def test_two_at_once(self, world: AwakeWorld) -> None:
        async with world.awake.hold("one"):
            async with world.awake.hold("two"):
                assert await world.held()
            await asyncio.sleep(0.1)
            assert await world.held()
        await becomes(world.held, [])

    async def test_where_nobody_takes_it_nothing_fails(self, world: AwakeWorld) -> None:
        world.refuse()
        async with world.awake.hold("a release") as way:
            assert way == ""
            assert await world.held() == []

    async def test_closing_lets_go(self, world: AwakeWorld) -> None:
        async with world.awake.hold("a release"):
            await world.awake.close()
            await becomes(world.held, [])
