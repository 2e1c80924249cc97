"""What every Locks port keeps."""

from __future__ import annotations

from desktop_pipeline.services.computer_ports import Locks


class LocksContract:
    """`locks` and `others`: two processes of one profile."""

    async def test_one_holds_it_and_nobody_else(self, locks: Locks, others: Locks) -> None:
        assert await locks.take("hold-a")
        assert not await locks.take("hold-a"), "not twice in one process either"
        assert not await others.take("hold-a")
        assert await others.take("hold-b")
        locks.give("hold-a")
        assert await others.take("hold-a")

    async def test_giving_what_one_does_not_hold_changes_nothing(self, locks: Locks, others: Locks) -> None:
        assert await locks.take("hold-a")
        others.give("hold-a")
        others.give("nothing")
        assert not await others.take("hold-a")

    async def test_names_are_no_paths(self, locks: Locks, others: Locks) -> None:
        assert await locks.take("../a/b")
        assert not await others.take("../a/b")
        assert await others.take("a/b")
