"""Links: how everything is reached, when it was seen, who wakes whom; and what changed while nobody looked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from desktop_pipeline.adapters.sandbox import MemoryFiles, MemoryJournal, MemoryStore
from desktop_pipeline.adapters.sandbox.network import SandboxNetwork
from desktop_pipeline.domain.away import What
from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.domain.errors import Refused, Unreachable
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import Container, Kind, Workload, WorkloadKey
from desktop_pipeline.domain.workspace import AppMap, Cluster, Engine, Registry, Workspace
from desktop_pipeline.services.away import Away
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.cluster_ports import Changed, Forbidden, Lost, Synced
from desktop_pipeline.services.feed import Area, Feed, Topic
from desktop_pipeline.services.inventory import Inventory, Link
from desktop_pipeline.services.links import ASK_AGAIN_SECONDS, ASK_SECONDS, LIVE_SECONDS, Endpoint, Links, LinkState, Reach
from desktop_pipeline.services.planner import Planner
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.tasks import TaskHost
from tests.services.manual import ManualClock, SmallWorld, settle

LAB, MAIN, ENGINE = Endpoint("cluster", "lab"), Endpoint("registry", "main"), Endpoint("engine", "box")
CUT = Message.of("cluster.timeout", server="s", seconds=5)
DOWN = Unreachable("registry.unreachable", host="reg:5000", text="t")
WEB = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web")
IMAGE = ImageRef.parse("reg:5000/web:1")


def web(tag: str = "1", **changes: object) -> Workload:
    return replace(Workload(WEB, "u1", (Container("web", f"reg:5000/web:{tag}"),), 1), **changes)  # type: ignore[arg-type]


class Stage:
    def __init__(self, cache: MemoryStore | None = None) -> None:
        workspace = Workspace(clusters=(Cluster("lab"),), app_maps=(AppMap("lab", "shop"),), registries=(Registry("main", "reg:5000"),),
                              engines=(Engine("box"),))
        self.files, self.network = MemoryFiles(workspace), SandboxNetwork()
        self.world, self.clock, self.feed, self.tasks = SmallWorld(), ManualClock(), Feed(), TaskHost()
        self.cache = cache or MemoryStore()
        world: object = self.world
        self.catalog = Catalog(self.files, world, self.feed)  # type: ignore[arg-type]  # only what it needs
        self.inventory = Inventory(world, self.cache, self.feed, self.tasks, self.clock)  # type: ignore[arg-type]
        self.tags = Tags(world, self.catalog, self.cache, MemoryJournal(), self.feed, self.tasks, self.clock)  # type: ignore[arg-type]
        self.planner = Planner(self.catalog, self.inventory, self.tags, MemoryStore(), self.feed, self.tasks, self.clock)
        self.links = Links(world, self.catalog, self.inventory, self.tags, self.cache, self.network, self.feed,  # type: ignore[arg-type]
                           self.tasks, self.clock)
        self.away = Away(self.planner, self.inventory, self.feed, self.clock)
        self.links.on_gap.append(self.away.gap)

    def reach(self, endpoint: Endpoint) -> Reach:
        return self.links.state(endpoint).reach

    def list_all(self, *workloads: Workload) -> None:
        """The watch tells all kinds anew."""
        for kind in Kind:
            self.world.one_cluster.tell(Synced(kind, tuple(item for item in workloads if item.key.kind is kind)))

    async def open(self, *workloads: Workload) -> None:
        self.inventory.open("lab", "shop")
        await settle()
        self.list_all(*(workloads or (web(),)))

    def lose(self, message: Message = CUT) -> None:
        self.world.one_cluster.tell(Lost(message))

    def choose(self, tag: str) -> None:
        self.planner.choose(self.planner.rows("lab", "shop")[0], Choice(Mode.TAG, tag))


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    made = Stage()
    await made.catalog.load()
    yield made
    await made.tasks.stop_all()


# ---- states ------------------------------------------------------------------------------------------------------------------------------


async def test_nothing_is_known_at_first(stage: Stage) -> None:
    assert [stage.links.state(endpoint) for endpoint in stage.links.endpoints()] == [LinkState()] * 3
    assert stage.links.endpoints() == (LAB, MAIN, ENGINE)


async def test_a_cluster_through_its_life(stage: Stage) -> None:
    stage.inventory.open("lab", "shop")
    await settle()
    assert stage.links.state(LAB) == LinkState(asking=True)
    stage.list_all(web())
    seen = stage.clock.now()
    assert stage.links.state(LAB) == LinkState(Reach.LIVE, seen)
    await stage.clock.advance(100)
    stage.lose()
    assert stage.links.state(LAB) == LinkState(Reach.UNREACHABLE, seen, CUT)
    no = Message.of("cluster.unauthorized", server="s", context="c")
    stage.lose(no)
    assert stage.links.state(LAB) == LinkState(Reach.FORBIDDEN, seen, no)
    await stage.inventory.close("lab", "shop")
    assert stage.links.app_map("lab", "shop") == LinkState(Reach.STALE, seen)


async def test_a_namespace_that_may_not_be_read(stage: Stage) -> None:
    stage.inventory.open("lab", "shop")
    await settle()
    no = Message.of("cluster.forbidden", text="no")
    for kind in Kind:
        stage.world.one_cluster.tell(Forbidden(kind, no))
    assert (stage.reach(LAB), stage.links.state(LAB).message) == (Reach.FORBIDDEN, no)
    stage.world.one_cluster.tell(Synced(Kind.DEPLOYMENT, ()))
    assert stage.reach(LAB) is Reach.LIVE, "the other kinds are greyed, the rest works"


async def test_a_quiet_live_link_keeps_its_facts_young(stage: Stage) -> None:
    stage.links.start()
    await stage.open()
    for _ in range(20):
        await stage.clock.advance(5)
    stage.lose()
    assert stage.links.state(LAB).seen == stage.clock.now()


async def test_a_registry_and_an_engine(stage: Stage) -> None:
    stage.links.start()
    await settle()
    assert stage.links.state(ENGINE) == LinkState(Reach.LIVE, stage.clock.now())
    assert stage.links.words(ENGINE) == "27.0 · linux/amd64"
    assert stage.reach(MAIN) is Reach.UNKNOWN, "a registry that nobody needs is left alone"
    stage.tags.versions(IMAGE)
    await settle()
    assert stage.links.state(MAIN) == LinkState(Reach.LIVE, stage.clock.now())
    assert stage.links.words(MAIN) == "reg:5000"
    seen = stage.clock.now()
    stage.world.one_registry.error = stage.world.one_builder.error = DOWN
    for _ in range(int(200 / 5)):
        await stage.clock.advance(5)
    assert (stage.reach(MAIN), stage.reach(ENGINE)) == (Reach.UNREACHABLE, Reach.UNREACHABLE)
    assert (stage.links.state(MAIN).seen, stage.links.state(MAIN).message) == (seen, DOWN.message)
    stage.world.one_registry.error = Refused("registry.unauthorized", host="reg:5000", text="t")
    for _ in range(7):
        await stage.clock.advance(5)
    assert stage.reach(MAIN) is Reach.FORBIDDEN


async def test_what_nobody_asked_lately_is_stale(stage: Stage) -> None:
    stage.tags.versions(IMAGE)
    await settle()
    assert stage.reach(MAIN) is Reach.LIVE
    await stage.clock.advance(LIVE_SECONDS["registry"])
    assert stage.reach(MAIN) is Reach.LIVE
    await stage.clock.advance(1)
    assert stage.reach(MAIN) is Reach.STALE


async def pass_by(stage: Stage, seconds: float) -> None:
    for _ in range(int(seconds / 5)):
        await stage.clock.advance(5)


async def test_live_means_that_it_answers_now(stage: Stage) -> None:
    """A registry that was asked once and then died is told so within half a minute, though nobody touches anything."""
    stage.links.start()
    stage.tags.versions(IMAGE)
    await settle()
    registry = stage.world.one_registry
    registry.asked.clear()
    await pass_by(stage, 300)
    assert stage.reach(MAIN) is Reach.LIVE
    assert registry.asked == ["ping"] * int(300 / ASK_SECONDS["registry"]), "one small question in 30 s, no more"
    seen = stage.clock.now()
    registry.error = DOWN
    await pass_by(stage, 30)
    state = stage.links.state(MAIN)
    assert (state.reach, state.seen, state.since) == (Reach.UNREACHABLE, seen, stage.clock.now())
    await pass_by(stage, 300)
    assert stage.links.state(MAIN).since == state.since, "the first failure counts"


async def test_a_window_that_nobody_sees_asks_nothing_and_says_stale(stage: Stage) -> None:
    stage.links.watched = False
    stage.links.start()
    stage.tags.versions(IMAGE)
    await settle()
    stage.world.one_registry.asked.clear()
    subscription = stage.feed.subscribe()
    await pass_by(stage, 300)
    assert stage.world.one_registry.asked == []
    assert (stage.reach(MAIN), stage.reach(ENGINE)) == (Reach.STALE, Reach.STALE)
    told = {Topic(Area.CONNECTION, MAIN.key), Topic(Area.CONNECTION, ENGINE.key)}
    assert told <= set(subscription.take()), "the window learns that there is an age"
    stage.links.watched = True
    await pass_by(stage, 5)
    assert (stage.reach(MAIN), stage.reach(ENGINE)) == (Reach.LIVE, Reach.LIVE)
    subscription.close()


async def test_what_a_run_asks_a_registry_counts_as_an_answer(stage: Stage) -> None:
    stage.links.watched = False
    stage.links.start()
    stage.tags.versions(IMAGE)
    await settle()
    await pass_by(stage, 20)
    await stage.tags.resolve(IMAGE, "1")
    seen = stage.clock.now()
    assert stage.links.state(MAIN) == LinkState(Reach.LIVE, seen)
    await stage.clock.advance(3)
    stage.world.one_registry.error = DOWN
    with pytest.raises(Unreachable):
        await stage.tags.resolve(IMAGE, "1")
    assert stage.links.state(MAIN) == LinkState(Reach.UNREACHABLE, seen, DOWN.message, since=stage.clock.now())


async def test_ages_outlive_the_program(stage: Stage) -> None:
    stage.links.start()
    await stage.open()
    stage.tags.versions(IMAGE)
    await settle()
    seen = stage.clock.now()
    await stage.tasks.stop_all()
    later = Stage(stage.cache)
    await later.catalog.load()
    later.world.one_builder.error = DOWN
    later.links.start()
    await settle()
    try:
        assert later.links.state(LAB) == LinkState(Reach.STALE, seen)
        assert later.links.state(MAIN) == LinkState(Reach.STALE, seen)
        assert later.links.state(ENGINE) == LinkState(Reach.UNREACHABLE, seen, DOWN.message)
    finally:
        await later.tasks.stop_all()


# ---- asking and waking -------------------------------------------------------------------------------------------------------------------


async def test_what_is_out_of_reach_is_asked_now_and_then(stage: Stage) -> None:
    stage.world.one_builder.error = DOWN
    stage.links.start()
    await settle()
    for _ in range(int(10 * ASK_AGAIN_SECONDS / 5)):
        await stage.clock.advance(5)
    assert stage.world.one_builder.asked == 11


async def test_a_change_of_the_network_wakes_everything(stage: Stage) -> None:
    stage.world.one_builder.error = stage.world.one_registry.error = DOWN
    stage.links.start()
    stage.tags.versions(IMAGE)
    await settle()
    before, asked = stage.world.one_builder.asked, len(stage.world.one_registry.asked)
    stage.world.one_builder.error = stage.world.one_registry.error = None
    stage.network.change()
    await settle()
    assert stage.world.woken == 1
    assert (stage.world.one_builder.asked, len(stage.world.one_registry.asked)) == (before + 1, asked + 2), "a ping, and what had failed"
    assert (stage.reach(MAIN), stage.reach(ENGINE)) == (Reach.LIVE, Reach.LIVE)
    assert stage.tags.error(IMAGE) is None


async def test_the_first_that_answers_wakes_the_others(stage: Stage) -> None:
    stage.world.one_builder.error = DOWN
    stage.links.start()
    await stage.open()
    stage.lose()
    await settle()
    await stage.clock.advance(5)
    stage.world.one_builder.error = None
    stage.list_all(web())
    await settle()
    assert stage.world.woken == 1
    assert stage.reach(ENGINE) is Reach.LIVE
    stage.lose()
    stage.list_all(web())
    await settle()
    assert stage.world.woken == 1, "a link that comes and goes wakes nobody again and again"


async def test_sleep_makes_everything_stale_until_it_is_looked_at(stage: Stage) -> None:
    stage.links.start()
    await stage.open()
    seen = stage.clock.now()
    stage.clock.jump(3600)
    await stage.clock.advance(5)
    state = stage.links.app_map("lab", "shop")
    assert (state.reach, state.seen, state.asking) == (Reach.STALE, seen, True)
    assert stage.inventory.facts("lab", "shop").link is Link.CONNECTING
    stage.list_all(web())
    assert stage.reach(LAB) is Reach.LIVE


# ---- while you were away -----------------------------------------------------------------------------------------------------------------


async def test_what_changed_on_a_row_with_a_choice(stage: Stage) -> None:
    await stage.open(web(), replace(web(), key=WEB._replace(name="other")))
    stage.choose("5")
    first = stage.planner.rows("lab", "shop")[0].key
    seen = stage.clock.now()
    stage.lose()
    await stage.clock.advance(3600)
    changed = replace(web("9"), key=first.workload, changed_by="kubectl-set", changed_at=77.0)
    beside = next(key for key in stage.inventory.facts("lab", "shop").workloads if key != first.workload)
    stage.world.one_cluster.tell(Changed(replace(changed, generation=2)))
    assert stage.away.news() is None, "not before all of it was listed"
    heard = stage.feed.subscribe()
    stage.list_all(replace(changed, generation=2), replace(web("9"), key=beside))
    assert Topic(Area.CHOICES, "lab/shop") in heard.take()
    news = stage.away.news()
    assert news is not None and (news.since, news.until) == (seen, stage.clock.now())
    assert [(item.key, item.what, item.before, item.now, item.by, item.at) for item in news.differences] == [
        (first, What.IMAGE, "reg:5000/web:1", "reg:5000/web:9", "kubectl-set", 77.0)]
    row = next(row for row in stage.planner.rows("lab", "shop") if row.key == first)
    assert stage.planner.choice(row).tag == "5", "the choice is kept"
    stage.away.dismiss()
    assert stage.away.news() is None


async def test_a_short_cut_is_no_absence(stage: Stage) -> None:
    await stage.open()
    stage.choose("5")
    stage.lose()
    await stage.clock.advance(5)
    stage.list_all(web("9"))
    assert stage.away.news() is None


@pytest.mark.parametrize(("wrote", "run", "uid", "after"), [
    ("9", "ours", "u1", 1.0), ("8", "ours", "u1", 1.0), ("9", "theirs", "u1", 1.0), ("9", "ours", "u2", 1.0), ("9", "ours", "u1", -1.0)])
async def test_what_a_run_of_ours_wrote_before_it_was_interrupted_is_no_news(
    stage: Stage, wrote: str, run: str, uid: str, after: float
) -> None:
    """The journal may be read before or after the cluster has answered. `after`: seconds from the choice to what the run wrote."""
    await stage.open()
    stage.choose("9")
    chosen = stage.clock.now()
    stage.lose()
    await stage.clock.advance(60)
    stage.list_all(replace(web("9"), run=run, uid=uid))
    assert stage.away.news() is not None
    heard = stage.feed.subscribe()
    stage.planner.perhaps_wrote("ours", WEB, {"web": ("reg:5000/web:1", f"reg:5000/web:{wrote}")}, chosen + after)
    assert Topic(Area.CHOICES, "lab/shop") in heard.take()
    assert (stage.away.news() is None) is ((wrote, run, uid, after) == ("9", "ours", "u1", 1.0))


async def test_two_absences_make_one_piece_of_news(stage: Stage) -> None:
    await stage.open()
    stage.choose("5")
    seen = stage.clock.now()
    for tag in ("2", "3"):
        stage.lose()
        await stage.clock.advance(60)
        stage.list_all(web(tag))
    news = stage.away.news()
    assert news is not None and news.since == seen
    assert [(item.before, item.now) for item in news.differences] == [("reg:5000/web:1", "reg:5000/web:3")]
    stage.lose()
    await stage.clock.advance(60)
    stage.list_all(web("1"))
    assert stage.away.news() is None, "all is as it was first seen"


async def test_absence_while_the_program_was_closed(stage: Stage) -> None:
    await stage.open()
    await stage.tasks.stop_all()
    later = Stage(stage.cache)
    await later.catalog.load()
    await later.clock.advance(7200)
    try:
        later.inventory.open("lab", "shop")
        await settle()
        later.choose("5")
        later.list_all(web("9"))
        news = later.away.news()
        assert news is not None and [item.now for item in news.differences] == ["reg:5000/web:9"]
    finally:
        await later.tasks.stop_all()


async def test_absence_by_sleep(stage: Stage) -> None:
    """The link may have stayed alive: what comes first after waking is not taken for what was seen before."""
    stage.links.start()
    await stage.open()
    stage.choose("5")
    stage.clock.jump(3600)
    stage.world.one_cluster.tell(Changed(web("9", generation=2)))
    await stage.clock.advance(5)
    stage.list_all(web("9", generation=2))
    news = stage.away.news()
    assert news is not None and [(item.before, item.now) for item in news.differences] == [("reg:5000/web:1", "reg:5000/web:9")]


# ---- what others hear --------------------------------------------------------------------------------------------------------------------


async def test_what_others_hear_of_an_engine_is_shown(stage: Stage) -> None:
    stage.links.heard(ENGINE, Unreachable("engine.unreachable", host="h", text="t"))
    assert stage.reach(ENGINE) is Reach.UNREACHABLE
    stage.links.heard(ENGINE, None)
    assert (stage.reach(ENGINE), stage.world.woken) == (Reach.LIVE, 1)
    stage.links.heard(Endpoint("engine", "nobody's"), None)
    assert stage.reach(Endpoint("engine", "nobody's")) is Reach.UNKNOWN


async def test_an_answer_of_a_lost_cluster_wakes_its_watches(stage: Stage) -> None:
    await stage.open()
    stage.links.heard(LAB, None)
    assert stage.world.woken == 0, "it is live"
    await stage.clock.advance(100)
    stage.lose()
    stage.links.heard(LAB, Unreachable("cluster.unreachable", server="s", text="t"))
    assert stage.world.woken == 0
    stage.links.heard(LAB, None)
    assert (stage.world.woken, stage.links.state(LAB).seen) == (1, stage.clock.now())
