"""Tags: what registries hold, and what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from desktop_pipeline.adapters.sandbox import MemoryFiles, MemoryJournal, MemoryStore
from desktop_pipeline.domain.builds import LABEL, Build, BuildRun, RunOutcome
from desktop_pipeline.domain.errors import Unreachable
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.workspace import Registry, Workspace
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.feed import Area, Feed, Topic
from desktop_pipeline.services.ports import ImageInfo
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.tasks import TaskHost
from tests.services.manual import ManualClock, OneRegistry, SmallWorld, settle

REPOSITORY = "reg:5000/shop/web"
WEB = ImageRef.parse("mirror:80/shop/web:1")
DOWN = Unreachable("registry.unreachable", host="reg:5000", reason="t")


def digest(number: int) -> str:
    return f"sha256:{number:064d}"


class Stage:
    def __init__(self, cache: MemoryStore | None = None, journal: MemoryJournal | None = None) -> None:
        workspace = Workspace(registries=(Registry("main", "reg:5000", pulled_as=("mirror:80",)),))
        self.files = MemoryFiles(workspace, (Build("web", "main", "shop/web", "1.0"),))
        self.world, self.clock, self.feed, self.tasks = SmallWorld(), ManualClock(), Feed(), TaskHost()
        self.cache, self.journal = cache or MemoryStore(), journal or MemoryJournal()
        self.catalog = Catalog(self.files, self.world, self.feed)  # type: ignore[arg-type]  # only what it needs
        self.tags = Tags(self.world, self.catalog, self.cache, self.journal, self.feed, self.tasks, self.clock)  # type: ignore[arg-type]

    @property
    def registry(self) -> OneRegistry:
        return self.world.one_registry

    async def refreshed(self) -> None:
        await asyncio.wait([self.tags.refresh(self.tags.place(WEB))])

    def hold(self, *numbers: int) -> None:
        """Images of our build under these numbers."""
        for number in numbers:
            self.registry.contents.setdefault("shop/web", {})[f"1.0.B{number:06d}"] = digest(number)
            labels = {LABEL + "build": "web", LABEL + "number": str(number), LABEL + "run": f"run{number}"}
            self.registry.images[digest(number)] = ImageInfo(float(number), 10, labels, ("linux/amd64",))


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    made = Stage()
    await made.catalog.load()
    yield made
    await made.tasks.stop_all()


async def test_where_an_image_is_reached(stage: Stage) -> None:
    place = stage.tags.place(WEB)
    assert (place.registry, place.path, place.repository) == ("main", "shop/web", REPOSITORY)
    hub = stage.tags.place(ImageRef.parse("nginx:1"))
    assert (hub.registry, hub.path, hub.repository) == ("host:docker.io", "library/nginx", "docker.io/library/nginx")


async def test_versions_never_waits(stage: Stage) -> None:
    stage.hold(1, 2)
    listening = stage.feed.subscribe()
    first = stage.tags.versions(WEB)
    assert (first.repository, first.complete, first.runs) == (REPOSITORY, False, ())
    await settle()
    known = stage.tags.versions(WEB)
    assert known.complete
    assert known.seen == stage.clock.now()
    assert [run.number for run in known.runs] == [2, 1]
    newest = known.newest()
    assert newest is not None
    assert (newest.tag, newest.digest, newest.run_id) == ("1.0.B000002", digest(2), "run2")
    assert Topic(Area.VERSIONS, REPOSITORY) in listening.take()


async def test_the_registry_is_not_asked_again_at_once(stage: Stage) -> None:
    stage.hold(1)
    for _ in range(3):
        stage.tags.versions(WEB)
        await settle()
    assert stage.registry.asked.count("tags shop/web") == 1
    await stage.clock.advance(31)
    stage.tags.versions(WEB)
    await settle()
    assert stage.registry.asked.count("tags shop/web") == 2
    assert stage.registry.asked.count(f"image shop/web@{digest(1)}") == 1, "what an image says never changes"


async def test_two_who_want_to_know_ask_once(stage: Stage) -> None:
    place = stage.tags.place(WEB)
    assert stage.tags.refresh(place) is stage.tags.refresh(place)
    await settle()


async def test_other_tags_and_their_digests(stage: Stage) -> None:
    stage.registry.contents["shop/web"] = {"1.9": digest(7), "1.10": digest(8), "latest": digest(8)}
    known = await stage.tags.fetch(WEB)
    assert known.tags == ("latest", "1.10", "1.9")
    assert known.digest_of("1.9") == digest(7)
    assert known.runs == ()
    assert await stage.tags.resolve(WEB, "1.10") == digest(8)
    assert await stage.tags.resolve(WEB, "nope") is None


async def test_an_unreachable_registry_keeps_what_was_known(stage: Stage) -> None:
    stage.hold(1)
    await stage.refreshed()
    listening = stage.feed.subscribe()
    stage.registry.error = DOWN
    await stage.refreshed()
    known = stage.tags.versions(WEB)
    assert [run.number for run in known.runs] == [1]
    assert not known.complete
    assert (known.whole, known.seen) == (True, stage.clock.now()), "it was whole when it was read"
    assert known.newest() is None, "the newest is never told from a partial list"
    assert stage.tags.error(WEB) == stage.tags.registry_error("main") == DOWN.message
    assert stage.tags.registry_error("nope") is None
    assert Topic(Area.CONNECTION, "registry/main") in listening.take()
    with pytest.raises(Unreachable):
        await stage.tags.fetch(WEB)
    stage.registry.error = None
    await stage.refreshed()
    assert stage.tags.error(WEB) is None
    assert stage.tags.versions(WEB).complete
    assert Topic(Area.CONNECTION, "registry/main") in listening.take()


async def test_the_answer_to_a_test_is_noted(stage: Stage) -> None:
    listening = stage.feed.subscribe()
    assert not stage.tags.registry_asked("main")
    stage.registry.error = DOWN
    with pytest.raises(Unreachable):
        await stage.tags.ping("main")
    assert stage.tags.registry_asked("main")
    assert stage.tags.registry_error("main") == DOWN.message
    assert Topic(Area.CONNECTION, "registry/main") in listening.take()
    stage.registry.error = None
    await stage.tags.ping("main")
    assert stage.tags.registry_asked("main")
    assert stage.tags.registry_error("main") is None
    assert Topic(Area.CONNECTION, "registry/main") in listening.take()


async def test_a_partial_list_is_not_complete(stage: Stage) -> None:
    stage.hold(1)
    stage.registry.complete = False
    assert not (await stage.tags.fetch(WEB)).complete


async def test_questions_of_a_failed_refresh_end(stage: Stage) -> None:
    stage.hold(1, 2, 3)
    stage.registry.held, stage.registry.bad_digest = asyncio.Event(), "1.0.B000003"
    await stage.refreshed()
    assert stage.registry.at_work == 0
    assert stage.tags.error(WEB) is not None


async def test_versions_outlive_the_program(stage: Stage) -> None:
    stage.hold(1, 2)
    await stage.refreshed()
    later = Stage(stage.cache, stage.journal.another())
    await later.catalog.load()
    later.registry.error = DOWN
    await later.refreshed()
    known = later.tags.versions(WEB)
    assert [run.number for run in known.runs] == [2, 1]
    assert known.seen is not None
    assert not known.complete
    await later.tasks.stop_all()


async def test_local_runs_are_joined(stage: Stage) -> None:
    stage.hold(1)
    failed = BuildRun("web", 2, "1.0.B000002", RunOutcome.FAILED, "mine", started=5.0, description="oh", local=True)
    await stage.journal.record_build(REPOSITORY, failed)
    known = await stage.tags.fetch(WEB)
    assert [(run.number, run.outcome, run.exists) for run in known.runs] == [(2, RunOutcome.FAILED, False), (1, RunOutcome.DONE, True)]
    assert known.next_number() == 3


async def test_a_local_run_shows_at_once(stage: Stage) -> None:
    running = BuildRun("web", 5, "1.0.B000005", RunOutcome.RUNNING, "r5", local=True)
    stage.tags.note_run(REPOSITORY, running)
    await settle()
    stage.hold(1)
    assert [run.number for run in stage.tags.versions(WEB).runs] == [5]
    stage.tags.note_run(REPOSITORY, BuildRun("web", 5, "1.0.B000005", RunOutcome.FAILED, "r5", local=True))
    stage.tags.note_run(REPOSITORY, BuildRun("web", 4, "1.0.B000004", RunOutcome.FAILED, "r4", local=True))
    assert [(run.number, run.outcome) for run in stage.tags.versions(WEB).runs] == [(5, RunOutcome.FAILED), (4, RunOutcome.FAILED)]
    await settle()


async def test_a_tag_that_somebody_wrote_after_us_is_told_once(stage: Stage) -> None:
    ours = BuildRun("web", 7, "1.0.B000007", RunOutcome.DONE, run_id="mine", digest=digest(77), local=True)
    await stage.journal.record_build(REPOSITORY, ours)
    await stage.journal.record_build(REPOSITORY, BuildRun("web", 6, "1.0.B000006", RunOutcome.DONE, run_id="gone", digest=digest(6)))
    stage.hold(7)
    await stage.refreshed()
    await stage.tags.look_back(WEB, "1.0.B000007", digest(77))
    (_, told), = stage.feed.notices()
    assert (told.code, told.argument("tag"), told.argument("repository")) == ("builds.overtaken", "1.0.B000007", REPOSITORY)
    await stage.tags.look_back(WEB, "1.0.B000007", digest(7))
    await stage.tags.look_back(WEB, "1.0.B000006", digest(6))
    assert len(stage.feed.notices()) == 1, "what is as it was pushed, or gone, is no news"
    runs = stage.tags.versions(WEB).runs
    assert [(run.number, run.run_id, run.exists) for run in runs if run.number == 7] == [(7, "run7", True), (7, "mine", False)]
