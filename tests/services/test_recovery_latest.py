"""The tag `latest` after a crash: a run that goes on never moves it back to an older image."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.domain.builds import LABEL, BuildImage
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import RunState, State
from tests.services.bench import YES, Bench
from tests.services.kills import Profile

PUSHED = Plan("release", (), also_build=("web",))


def with_latest(program: Bench) -> Plan:
    """The build `web` pushes `latest`, too."""
    catalog = program.workbench.catalog
    catalog.builds = tuple(
        replace(build, tasks=tuple(replace(task, also_latest=True) if isinstance(task, BuildImage) else task for task in build.tasks))
        if build.name == "web" else build for build in catalog.builds)
    return PUSHED


async def built(program: Bench) -> RunState:
    plan = with_latest(program)
    return await program.workbench.executor.wait(program.begin(await program.workbench.preflight.check(plan)))


async def gone_on(program: Bench, run_id: str) -> RunState:
    with_latest(program)
    recovered = await program.workbench.recovery.look(run_id)
    report = await program.workbench.executor.check_rest(recovered)
    return await program.workbench.executor.wait(program.workbench.executor.resume(recovered, report, YES))


def told(program: Bench) -> list[str]:
    return [message.code for _, message in program.workbench.feed.notices()]


async def pushed_and_killed(profile: Profile, scratch: Path) -> str:
    """A run whose program died when its image was in the registry, and no word of that in the journal."""
    found = await profile.first(scratch, with_latest, "outcome build")
    assert found.died
    return found.run


async def test_it_stays_at_the_newer_image_of_another_run(tmp_path: Path) -> None:
    profile = Profile()
    run_id = await pushed_and_killed(profile, tmp_path)
    async with profile.program(tmp_path) as program:
        newer = (await built(program)).steps["build/web"].data["digest"]
        registry = profile.sandbox.registry
        assert registry.find("shop/web", "latest") == newer
        run = await gone_on(program, run_id)
        assert run.state is State.DONE
        assert run.steps["build/web"].data["digest"] != newer
        assert registry.find("shop/web", "latest") == newer
        assert told(program) == ["builds.latest_left"]


@pytest.mark.parametrize(("labels", "left"), [
    (None, False),  # nothing
    ({"build": "web", "number": "3", "tag": "1.9.0.B000003"}, False),
    ({"build": "web", "number": "99", "tag": "1.9.0.B000099"}, True),
    ({"build": "api", "number": "3", "tag": "1.9.0.B000003"}, True),
    ({}, True),
])
async def test_it_follows_only_where_it_names_an_older_image_of_the_build(
    tmp_path: Path, labels: dict[str, str] | None, left: bool
) -> None:
    profile = Profile()
    run_id = await pushed_and_killed(profile, tmp_path)
    registry = profile.sandbox.registry
    registry.repositories["shop/web"].tags.pop("latest", None)
    other = labels is not None and registry.put(
        "shop/web", "latest", digest="sha256:" + "7" * 64, labels={LABEL + name: value for name, value in labels.items()})
    async with profile.program(tmp_path) as program:
        run = await gone_on(program, run_id)
        assert run.state is State.DONE
        assert registry.find("shop/web", "latest") == (other if left else run.steps["build/web"].data["digest"])
        assert told(program) == (["builds.latest_left"] if left else [])


async def test_an_older_image_that_only_the_journal_knows_counts_too(tmp_path: Path) -> None:
    """Its labels are not needed."""
    profile = Profile()
    async with profile.program(tmp_path) as program:
        before = (await built(program)).steps["build/web"].data["digest"]
    images = profile.sandbox.registry.repositories["shop/web"].images
    run_id = await pushed_and_killed(profile, tmp_path)
    profile.sandbox.registry.repositories["shop/web"].tags["latest"] = str(before)
    images[str(before)] = replace(images[str(before)], labels={})
    async with profile.program(tmp_path) as program:
        run = await gone_on(program, run_id)
        assert profile.sandbox.registry.find("shop/web", "latest") == run.steps["build/web"].data["digest"] != before
        assert told(program) == []
