"""Inventory: watch → memory → cache, with the age of each fact."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from desktop_pipeline.adapters.sandbox import MemoryStore
from desktop_pipeline.domain.errors import Unreachable
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import Container, Kind, Workload, WorkloadKey
from desktop_pipeline.services.cluster_ports import Changed, Forbidden, InventoryEvent, Lost, Removed, Synced
from desktop_pipeline.services.feed import Area, Feed, Topic
from desktop_pipeline.services.inventory import Inventory, Link
from desktop_pipeline.services.ports import URGENT
from desktop_pipeline.services.tasks import TaskHost
from tests.services.manual import ManualClock, OneCluster, SmallWorld, settle


def workload(name: str, kind: Kind = Kind.DEPLOYMENT, generation: int = 1, uid: str = "") -> Workload:
    return Workload(WorkloadKey("lab", "shop", kind, name), uid or f"uid-{name}", (Container("c", "app:1"),), generation)


WEB, API, DB = workload("web"), workload("api"), workload("db", Kind.STATEFUL_SET)


class Stage:
    """An inventory on a cluster that the test drives."""

    def __init__(self, cache: MemoryStore | None = None) -> None:
        self.world, self.clock, self.feed = SmallWorld(), ManualClock(), Feed()
        self.cache = cache or MemoryStore()
        self.tasks = TaskHost()
        self.inventory = Inventory(self.world, self.cache, self.feed, self.tasks, self.clock)  # type: ignore[arg-type]  # only what it needs

    @property
    def cluster(self) -> OneCluster:
        return self.world.one_cluster

    @property
    def names(self) -> set[str]:
        return {key.name for key in self.inventory.facts("lab", "shop").workloads}

    @property
    def link(self) -> Link:
        return self.inventory.facts("lab", "shop").link

    async def open(self) -> None:
        self.inventory.open("lab", "shop")
        await settle()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    made = Stage()
    yield made
    await made.tasks.stop_all()


async def test_an_unopened_map_is_unknown(stage: Stage) -> None:
    facts = stage.inventory.facts("lab", "shop")
    assert (facts.link, facts.seen, dict(facts.workloads), facts.id) == (Link.UNKNOWN, None, {}, "lab/shop")
    assert stage.inventory.all_facts() == ()
    assert stage.inventory.find(WEB.key) is None


async def test_what_the_cluster_tells_is_shown(stage: Stage) -> None:
    await stage.open()
    assert stage.link is Link.CONNECTING
    listening = stage.feed.subscribe()
    stage.cluster.tell(Synced(Kind.DEPLOYMENT, (WEB, API)))
    assert stage.link is Link.LIVE
    assert listening.take() == (Topic(Area.MAP, "lab/shop"), Topic(Area.CONNECTION, "cluster/lab"))
    assert stage.inventory.facts("lab", "shop").seen == stage.clock.now()
    stage.cluster.tell(Synced(Kind.STATEFUL_SET, (DB,)), Changed(replace(WEB, generation=2)), Removed(API.key))
    assert stage.names == {"web", "db"}
    found = stage.inventory.find(WEB.key)
    assert found is not None
    assert found.generation == 2
    stage.cluster.tell(Synced(Kind.DEPLOYMENT, ()))
    assert stage.names == {"db"}
    assert stage.inventory.facts("lab", "shop").synced == {Kind.DEPLOYMENT, Kind.STATEFUL_SET}


async def test_opening_twice_watches_once(stage: Stage) -> None:
    await stage.open()
    await stage.open()
    assert stage.cluster.begun == 1


async def test_the_watch_that_a_run_opens_is_in_no_hurry_when_that_is_over(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    urgent, watch = list[bool](), stage.cluster.watch

    async def noted(namespace: str, on: Callable[[InventoryEvent], None]) -> None:
        urgent.append(URGENT.get())
        await watch(namespace, on)

    monkeypatch.setattr(stage.cluster, "watch", noted)
    token = URGENT.set(True)
    await stage.open()
    assert (urgent, URGENT.get()) == ([False], True)
    URGENT.reset(token)


async def test_opened_waits_for_all_kinds_not_for_the_first_one(stage: Stage) -> None:
    """Also the second time: what was listed over the former link is not what is there now."""
    await stage.open()
    stage.cluster.tell(*(Synced(kind, ()) for kind in Kind))
    await stage.inventory.close("lab", "shop")
    waiting = asyncio.ensure_future(stage.inventory.opened("lab", "shop", 60))
    await settle()
    first, *others, last = Kind
    stage.cluster.tell(Synced(first, ()), *(Synced(kind, ()) for kind in others))
    await settle()
    assert not waiting.done()
    stage.cluster.tell(Forbidden(last, Message.of("cluster.forbidden", text="t")))
    assert (await waiting).fresh


async def test_opened_does_not_wait_for_what_will_not_come(stage: Stage) -> None:
    waiting = asyncio.ensure_future(stage.inventory.opened("lab", "shop", 60))
    await settle()
    stage.cluster.tell(Lost(Message.of("cluster.cut", server="s", text="t")))
    assert (await waiting).link is Link.LOST
    assert (await stage.inventory.opened("prod", "shop", 0.01)).link is Link.CONNECTING


async def test_a_cut_link_keeps_what_was_seen(stage: Stage) -> None:
    await stage.open()
    stage.cluster.tell(Synced(Kind.DEPLOYMENT, (WEB,)))
    seen = stage.clock.now()
    await stage.clock.advance(100)
    stage.cluster.tell(Lost(Message.of("cluster.cut", server="s", text="t")))
    facts = stage.inventory.facts("lab", "shop")
    assert (facts.link, facts.seen, stage.names) == (Link.LOST, seen, {"web"})
    assert facts.message is not None
    stage.cluster.tell(Changed(WEB))
    assert (stage.link, stage.inventory.facts("lab", "shop").message) == (Link.LIVE, None)


async def test_a_watch_that_ends_is_begun_again(stage: Stage) -> None:
    await stage.open()
    await stage.cluster.drop(Unreachable("cluster.unreachable", server="s", text="t"))
    assert stage.link is Link.LOST
    await stage.clock.advance(20)
    assert stage.cluster.begun == 2
    stage.cluster.tell(Synced(Kind.DEPLOYMENT, (WEB,)))
    assert stage.link is Link.LIVE


async def test_a_cluster_that_is_not_set_here(stage: Stage) -> None:
    stage.world.missing.add("lab")
    await stage.open()
    facts = stage.inventory.facts("lab", "shop")
    assert facts.link is Link.LOST
    assert facts.message is not None
    assert facts.message.code == "binding.missing"
    stage.world.missing.clear()
    await stage.inventory.reopen()
    await settle()
    assert stage.link is Link.CONNECTING
    assert stage.cluster.begun == 1


async def test_a_forbidden_kind_leaves_the_others(stage: Stage) -> None:
    await stage.open()
    no = Message.of("cluster.forbidden", text="t")
    stage.cluster.tell(Forbidden(Kind.JOB, no))
    assert stage.link is Link.LIVE
    stage.cluster.tell(Synced(Kind.DEPLOYMENT, (WEB,)))
    facts = stage.inventory.facts("lab", "shop")
    assert dict(facts.forbidden) == {Kind.JOB: no}
    assert Kind.JOB in facts.synced
    stage.cluster.tell(Synced(Kind.JOB, (workload("j", Kind.JOB),)))
    assert not stage.inventory.facts("lab", "shop").forbidden
    stage.cluster.tell(Forbidden(Kind.JOB, no))
    assert stage.names == {"web"}


async def test_closing_keeps_what_was_seen(stage: Stage) -> None:
    await stage.open()
    stage.cluster.tell(Synced(Kind.DEPLOYMENT, (WEB,)))
    await stage.inventory.close("lab", "shop")
    await settle()
    assert (stage.link, stage.names, stage.cluster.watches, stage.tasks.names()) == (Link.UNKNOWN, {"web"}, [], ())
    await stage.inventory.close("lab", "shop")
    await stage.open()
    assert (stage.link, stage.names) == (Link.CONNECTING, {"web"})


async def test_facts_outlive_the_program(stage: Stage) -> None:
    await stage.open()
    stage.cluster.tell(Synced(Kind.DEPLOYMENT, (WEB,)))
    seen = stage.clock.now()
    await stage.clock.advance(3)
    later = Stage(stage.cache)
    await later.open()
    facts = later.inventory.facts("lab", "shop")
    assert (later.names, facts.seen, facts.link) == ({"web"}, seen, Link.CONNECTING)
    later.cluster.tell(Synced(Kind.DEPLOYMENT, ()))
    assert later.names == set()
    await later.tasks.stop_all()


async def test_a_short_command_keeps_facts_too(stage: Stage) -> None:
    await stage.open()
    stage.cluster.tell(Synced(Kind.DEPLOYMENT, (WEB,)))
    await stage.tasks.stop_all()
    later = Stage(stage.cache)
    await later.open()
    assert later.names == {"web"}
    await later.tasks.stop_all()


async def watched_in_silence(stage: Stage) -> float:
    """A workload that never changes, seen to be so for some minutes; when it was seen last."""
    await stage.open()
    stage.cluster.tell(Synced(Kind.DEPLOYMENT, (WEB,)))
    for _ in range(60):
        await stage.clock.advance(5)
        stage.inventory.still_live()
    return stage.clock.now()


async def test_the_age_of_what_never_changes_outlives_a_kill(stage: Stage) -> None:
    seen = await watched_in_silence(stage)
    later = Stage(stage.cache)  # the first one is not stopped: nothing can be written at the end
    await later.open()
    assert seen - (later.inventory.facts("lab", "shop").seen or 0) <= 25
    await later.tasks.stop_all()


async def test_the_age_at_the_end_is_kept_though_the_tasks_cancel_one_another() -> None:
    class Slow(MemoryStore):
        async def save(self, key: str, value: object) -> None:
            for _ in range(3):
                await asyncio.sleep(0)
            await super().save(key, value)

    slow = Stage(Slow())
    await watched_in_silence(slow)
    await slow.clock.advance(1)
    slow.inventory.still_live()
    tasks = {task.get_name(): task for task in asyncio.all_tasks()}
    for name in ("cache lab/shop", "watch lab/shop"):  # the watch at its end cancels the other once more, which is writing by then
        tasks[name].cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    await slow.tasks.stop_all()
    later = Stage(slow.cache)
    await later.open()
    assert later.inventory.facts("lab", "shop").seen == slow.clock.now()
    await later.tasks.stop_all()


async def test_nothing_seen_is_nothing_kept(stage: Stage) -> None:
    await stage.open()
    stage.cluster.tell(Lost(Message.of("cluster.cut", server="s", text="t")))
    await stage.clock.advance(3)
    await stage.tasks.stop_all()
    assert stage.cache.values == {}


async def test_an_answer_ahead_of_the_watch(stage: Stage) -> None:
    stage.inventory.open("lab", "shop")
    stage.inventory.note(replace(WEB, generation=5))
    await settle()
    assert stage.names == {"web"}, "reading the cache must not undo it"
    stage.inventory.note(replace(WEB, generation=4))
    found = stage.inventory.find(WEB.key)
    assert found is not None
    assert found.generation == 5
    stage.cluster.tell(Changed(replace(WEB, generation=5, observed_generation=5, updated=1)))
    stage.inventory.note(replace(WEB, generation=5))
    found = stage.inventory.find(WEB.key)
    assert found is not None
    assert (found.observed_generation, found.updated) == (5, 1), "the status that the watch told is newer than a late answer"
    stage.inventory.note(workload("web", uid="other"))
    found = stage.inventory.find(WEB.key)
    assert found is not None
    assert found.uid == "other"


async def test_facts_of_a_watch_that_broke_do_not_look_live(stage: Stage) -> None:
    told: list[str] = []
    stage.tasks.on_error = lambda name, error: told.append(f"{name}: {error}")
    await stage.open()
    stage.cluster.tell(Synced(Kind.DEPLOYMENT, (WEB,)))
    await stage.cluster.drop(ZeroDivisionError("a defect"))  # type: ignore[arg-type]  # that is the point
    assert (stage.link, stage.names, told) == (Link.LOST, {"web"}, ["watch lab/shop: a defect"])
    await stage.open()
    stage.cluster.tell(Synced(Kind.DEPLOYMENT, (WEB,)))
    assert stage.link is Link.LIVE


async def test_the_maps_of_one_cluster_are_opened_anew(stage: Stage) -> None:
    await stage.open()
    stage.inventory.open("prod", "shop")
    await settle()
    stage.cluster.tell(Lost(Message.of("cluster.cut", server="s", text="t")))
    assert stage.link is Link.LOST
    assert stage.inventory.facts("prod", "shop").link is Link.LOST
    await stage.inventory.reopen("lab")
    await settle()
    assert (stage.link, stage.inventory.facts("lab", "shop").message) == (Link.CONNECTING, None)
    assert stage.inventory.facts("prod", "shop").link is Link.LOST
    assert stage.cluster.begun == 3
