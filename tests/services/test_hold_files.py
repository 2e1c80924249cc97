"""Held plans and the files they were armed from; several held plans for one workload."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.domain.errors import UserErrors
from desktop_pipeline.domain.holds import Agreement, Phase
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.services.findings import Level
from desktop_pipeline.services.hold_files import known_now
from desktop_pipeline.services.inventory import Link
from desktop_pipeline.services.preflight import Report
from tests.services.bench import Bench
from tests.services.hold_disk import YES, Disk, codes, over, plan_of, runs, state


@pytest.fixture
def disk() -> Disk:
    return Disk()


async def from_file(program: Bench, disk: Disk) -> Plan:
    disk.sandbox.files.others_save_plan(replace(plan_of(program), name="monday"))
    await program.workbench.catalog.load()
    return await program.workbench.plans.load("monday")


async def test_a_plan_whose_file_was_changed_since_does_not_start_like_it_was(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        plan, image = await from_file(program, disk), program.image("web", "proxy")
        program.lab.link.cut()
        hold_id = await program.workbench.holds.arm(plan, YES, file="monday")
        await program.until(lambda: "cluster.unreachable" in codes(state(program, hold_id)))
        step = plan.steps[0]
        disk.sandbox.files.others_save_plan(replace(plan, steps=(replace(step, rows=(replace(step.rows[0], tag="1.28.0"),)),)))
        await program.workbench.catalog.load()  # as the watch of the files does
        await program.until(lambda: "hold.file_changed" in codes(state(program, hold_id)))
        program.lab.link.mend()
        await program.until(lambda: codes(state(program, hold_id)) == {"hold.file_changed"})
        await asyncio.sleep(0.3)
        assert (state(program, hold_id).phase, runs(disk), program.image("web", "proxy")) == (Phase.HELD, [], image)
        disk.sandbox.files.plans.pop("monday")
        await program.workbench.catalog.load()
        await program.until(lambda: codes(state(program, hold_id)) == {"hold.file_gone"})
        disk.sandbox.files.others_save_plan(plan)  # it says the same again
        await program.workbench.catalog.load()
        assert (await over(program, hold_id)).phase is Phase.STARTED


@pytest.mark.parametrize("kept", [True, False])
async def test_a_change_of_the_file_that_no_watch_noticed_is_seen_before_the_run_begins(
    disk: Disk, tmp_path: Path, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with disk.process(tmp_path) as program:
        plan, check = await from_file(program, disk), program.workbench.preflight.check

        async def change(given: Plan) -> Report:
            disk.sandbox.files.plans["monday"] = replace(plan, notes="STOP")
            return await check(given)

        monkeypatch.setattr(program.workbench.preflight, "check", change)
        hold_id = await program.workbench.holds.arm(plan, YES, file="monday", kept=kept)
        await program.until(lambda: "hold.file_changed" in codes(state(program, hold_id)))
        assert state(program, hold_id).phase is (Phase.HELD if kept else Phase.REFUSED)
        assert runs(disk) == []


async def test_an_armed_file_that_cannot_be_read_any_more_does_not_start(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with disk.process(tmp_path) as program:
        plan = await from_file(program, disk)

        async def broken(name: str) -> Plan:
            raise UserErrors((Message.of("file.empty"),))

        monkeypatch.setattr(program.workbench.files, "load_plan", broken)
        hold_id = await program.workbench.holds.arm(plan, YES, file="monday")
        await program.until(lambda: codes(state(program, hold_id)) == {"hold.file_broken"})
        assert runs(disk) == []


async def test_a_second_plan_for_the_same_workload_is_told_and_holds_neither_up(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        holds, plan = program.workbench.holds, plan_of(program)
        program.lab.link.cut()
        first = await holds.arm(plan, YES)
        assert list(holds.rows().values()) == ["night"]
        other = replace(plan, title="morning")
        assert [(found.message.code, found.message.argument("title")) for found in holds.beside(other)] == [("hold.beside", "night")]
        assert [found.message.code for found in holds.beside(plan)] == ["hold.beside"], "the same once more, too"
        assert holds.beside(other, but=first) == holds.beside(state(program, first).plan) == ()
        second = await holds.arm(other, Agreement())
        report = await program.workbench.preflight.check(replace(plan, title="now"))
        assert [found.message.argument("title") for found in report.findings if found.message.code == "hold.beside"] == ["night", "morning"]
        program.lab.link.mend()
        await program.until(lambda: all(state(program, hold_id).phase.over for hold_id in (first, second)))
        assert {state(program, hold_id).phase for hold_id in (first, second)} == {Phase.STARTED}


# ---- what is known beforehand ------------------------------------------------------------------------------------------------------------


def known(program: Bench, plan: Plan) -> list[tuple[Level, str, str]]:
    return [(found.level, found.container, found.message.code) for found in known_now(plan, program.workbench.inventory.facts)]


async def seen_as(program: Bench, image: str) -> None:
    """The proxy of the web workload was changed by somebody, the program saw it, and then the link was lost."""
    program.lab.somebody_sets("shop", "web", "proxy", image)
    await program.until(lambda: program.row("web", "proxy").container.image == image)
    program.lab.link.cut()
    await program.until(lambda: program.workbench.inventory.facts("lab", "shop").link is Link.LOST)


async def test_known_facts_that_contradict_a_saved_plan_are_told_before_anybody_is_asked(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        plan = await from_file(program, disk)
        assert known(program, plan) == []
        await seen_as(program, "nginx:1.20.0")
        assert known(program, plan) == [(Level.RED, "proxy", "drift.image")]
        assert known(program, replace(plan, drift=DriftPolicy(changed=OnDrift.ASK))) == [(Level.AMBER, "proxy", "drift.image")]
        assert known(program, replace(plan, drift=DriftPolicy(changed=OnDrift.GO_ON))) == [(Level.INFO, "proxy", "drift.image")]
        step = plan.steps[0]
        made_anew = replace(step, uid="another", rows=(replace(step.rows[0], expect="nginx:1.20.0"),))
        assert known(program, replace(plan, steps=(made_anew,))) == [(Level.RED, "", "drift.replaced")]
        chosen = replace(step, rows=(replace(step.rows[0], expect="", seen="nginx:1.19.0"),))
        assert known(program, replace(plan, steps=(chosen,))) == [(Level.AMBER, "proxy", "preflight.changed_since")]
        both = replace(step, rows=(replace(step.rows[0], seen="nginx:1.19.0"),))
        assert known(program, replace(plan, steps=(both,))) == [(Level.RED, "proxy", "drift.image")], "told once"
        lost = replace(step, key=step.key._replace(name="lost"))
        assert known(program, replace(plan, steps=(lost,))) == [(Level.RED, "", "drift.gone")]
        unseen = replace(step, key=step.key._replace(namespace="never-opened"))
        assert known(program, replace(plan, steps=(unseen,))) == [], "nothing is known of it"


async def test_what_is_wanted_already_is_no_contradiction_where_that_can_be(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        plan = await from_file(program, disk)
        row = plan.steps[0].rows[0]
        assert (row.tag, row.mode) == ("1.27.5", Mode.TAG)
        plain, digest = f"{row.repository}:1.27.5", "sha256:" + "5" * 64
        exactly = replace(plan, steps=(replace(plan.steps[0], rows=(replace(row, tag="other", digest=digest),)),))
        there = {plain: [], f"docker.io/library/{plain}": [], f"{plain}@{digest}": [],
                 "ghcr.io/other/nginx:1.27.5": [(Level.RED, "proxy", "drift.image")]}
        for image, told in there.items():
            await seen_as(program, image)
            assert known(program, plan) == told, image
            assert (known(program, exactly) == []) is (digest in image)
            program.lab.link.mend()
            await program.until(lambda: program.workbench.inventory.facts("lab", "shop").link is Link.LIVE)


async def test_a_workload_made_anew_is_told_before_it_is_armed_and_not_by_each_run_of_a_saved_plan(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        before = plan_of(program)
        old = program.lab.workload("shop", "web")
        program.lab.remove("shop", "web")
        program.lab.add("shop", old.kind, "web", *old.template.containers)
        await program.until(lambda: any(row.workload.key.name == "web" and row.workload.uid != before.steps[0].uid
                                        for row in program.workbench.planner.rows("lab", "shop")))
        plan = program.workbench.planner.plan("lab", "shop")
        program.lab.link.cut()
        assert known(program, plan) == [(Level.AMBER, "proxy", "preflight.made_anew")]
        saved = program.workbench.plans.from_grid([("lab", "shop")], "Monday", "monday")
        assert [row.anew for step in saved.steps for row in step.rows] == [False]
        assert saved.steps[0].uid not in ("", before.steps[0].uid), "by that it is compared"
