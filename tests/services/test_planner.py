"""Planner: rows, choices that are kept, and the plan they make."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from desktop_pipeline.adapters.sandbox.demo import demonstration_choices
from desktop_pipeline.domain.choices import Choice, Mode, moment, start_choice, why_not
from desktop_pipeline.domain.workloads import Group, Kind, RowKey, WorkloadKey
from desktop_pipeline.services.feed import Area, Topic
from desktop_pipeline.services.planner import SavedChoices
from tests.services.bench import Bench, bench, code

WEB = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web")
API = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "api")


async def test_rows_stand_in_the_order_of_the_grid(shop: Bench) -> None:
    rows = shop.workbench.planner.rows("lab", "shop")
    names = [row.workload.key.name for row in rows]
    assert names == sorted(names)
    web = [row for row in rows if row.workload.key == WEB]
    assert [row.container.name for row in web] == ["web", "proxy", "migrate", "log-shipper"], "init containers last"
    assert [row.container.group for row in web[2:]] == [Group.INIT, Group.INIT]
    assert {row.container.name: row.build.name if row.build else "" for row in web} == {
        "migrate": "migrate", "log-shipper": "", "web": "web", "proxy": ""}
    assert shop.row("web", "web").registry is not None
    assert shop.workbench.planner.rows("lab", "nope") == ()


async def test_nothing_is_ready_at_the_start(shop: Bench) -> None:
    planner = shop.workbench.planner
    assert planner.ready("lab", "shop") == ()
    assert code(planner.run_why_not(planner.rows_of(shop.row("web").workload))) == "run.nothing_ready"
    assert code(planner.run_why_not(())) == "run.no_rows"
    for row in planner.rows("lab", "shop"):
        assert planner.choice(row) == start_choice(row)


async def test_an_image_that_cannot_be_parsed_is_a_row_all_the_same(shop: Bench) -> None:
    workload = shop.row("api").workload
    broken = replace(workload, containers=(replace(workload.containers[0], image="UPPER/Case"),))
    row = shop.workbench.planner.rows_of(broken)[0]
    assert (row.image, row.build) == (None, None)


async def test_the_plan_is_what_the_grid_shows(shop: Bench) -> None:
    planner = shop.workbench.planner
    rows = {row.key: row for row in planner.rows("lab", "shop")}
    for key, choice in demonstration_choices():
        planner.choose(rows[key], choice)
    plan = planner.plan("lab", "shop", title="all")
    assert {row.container: row.mode for step in plan.steps for row in step.rows} == {
        "redis": Mode.TAG, "api": Mode.APPOINTED, "worker": Mode.LATEST, "web": Mode.BUILD}
    assert {step.key for step in plan.steps} == set(planner.ready("lab", "shop"))
    assert plan.builds() == ("web",)
    one = planner.plan("lab", "shop", only=API)
    assert [step.key for step in one.steps] == [API]
    change = one.steps[0].rows[0]
    assert (change.expect, change.tag) == (shop.image("api"), "2.0.0.B000003")
    assert change.digest.startswith("sha256:")
    assert one.steps[0].uid == shop.row("api").workload.uid


async def test_choosing_tells_and_going_back_forgets(shop: Bench) -> None:
    planner, row = shop.workbench.planner, shop.row("api")
    listening = shop.workbench.feed.subscribe()
    before = moment(shop.workbench.clock.now())
    planner.choose(row, Choice(Mode.LATEST))
    assert Topic(Area.CHOICES, "lab/shop") in listening.take()
    made_at = planner.choice(row).made_at
    assert made_at is not None
    assert made_at >= before
    planner.choose(row, start_choice(row))
    assert planner.choice(row) == start_choice(row)
    assert planner.choices((row,)) == {row.key: start_choice(row)}


async def test_a_run_at_work_and_protection_turn_run_off(shop: Bench) -> None:
    shop.choose("api", Mode.LATEST)
    planner = shop.workbench.planner
    assert planner.ready("lab", "shop") == (API,)
    planner.at_work(ours=frozenset({API}))
    assert planner.ready("lab", "shop") == ()
    assert code(planner.run_why_not(planner.rows_of(shop.row("api").workload))) == "run.active"
    planner.at_work(ours=frozenset(), elsewhere=frozenset({API}))
    assert (planner.ready("lab", "shop"), planner.ours) == ((), frozenset())
    planner.at_work(ours=frozenset())
    assert planner.ready("lab", "shop") == (), "another process is at work there still"
    planner.at_work(elsewhere=frozenset())
    assert planner.ready("lab", "shop") == (API,)
    planner.at_work(ours=frozenset({API}))
    await shop.open("prod-eu", "ledger")
    ledger = planner.rows("prod-eu", "ledger")
    assert code(planner.run_why_not(ledger)) == "run.read_only"


async def test_choices_outlive_the_program_and_must_be_confirmed(shop: Bench, tmp_path: Path) -> None:
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    shop.choose("web", Mode.TAG, "1.28.1", "proxy")
    await asyncio.sleep(0.4)
    later_folder = tmp_path / "later"
    later_folder.mkdir()
    async with bench(later_folder, drafts=shop.sandbox.drafts) as later:
        await later.open()
        planner, row = later.workbench.planner, later.row("api")
        assert planner.choice(row).tag == "2.0.0.B000003"
        assert planner.choice(row).kept
        assert planner.plan("lab", "shop").steps[0].rows[0].kept
        planner.confirm_kept((row.key, RowKey(WEB, "nope")))
        assert not planner.choice(row).kept
        assert planner.choice(later.row("web", "proxy")).kept


async def test_choices_are_saved_at_the_end_too(tmp_path: Path) -> None:
    async with bench(tmp_path) as first:
        await first.open()
        first.choose("api", Mode.LATEST)
    saved = await first.sandbox.drafts.load("choices", SavedChoices)
    assert saved is not None
    assert [key.container for key, _ in saved.items] == ["api"]


async def test_choices_of_another_process_are_not_overwritten(tmp_path: Path) -> None:
    async with bench(tmp_path) as window:
        await window.open()
        other_folder = tmp_path / "other"
        other_folder.mkdir()
        async with bench(other_folder, drafts=window.sandbox.drafts) as command:
            await command.open()
            window.choose("api", Mode.LATEST)
            await window.workbench.planner.save()
            command.workbench.planner.reset(WEB)
        saved = await window.sandbox.drafts.load("choices", SavedChoices)
        assert saved is not None
        assert [str(key) for key, _ in saved.items] == [f"{API}/api"]


async def test_resetting_rows(shop: Bench) -> None:
    planner = shop.workbench.planner
    shop.choose("web", Mode.TAG, "1.28.1", "proxy")
    shop.choose("web", Mode.LATEST, container="web")
    planner.reset(WEB, ("proxy",))
    assert planner.choice(shop.row("web", "proxy")) == start_choice(shop.row("web", "proxy"))
    assert planner.choice(shop.row("web", "web")).mode is Mode.LATEST
    planner.reset(WEB)
    assert planner.ready("lab", "shop") == ()


async def test_why_a_build_cannot_run(shop: Bench) -> None:
    planner, catalog = shop.workbench.planner, shop.workbench.catalog
    build = catalog.build("web")
    assert build is not None
    assert planner.build_problem(build) is None
    assert code(planner.build_problem(replace(build, engine="nope"))) == "build.unknown_engine"


async def test_what_is_chosen_and_cannot_run_is_told(shop: Bench) -> None:
    assert shop.workbench.planner.left_out("lab", "shop") == ()
    shop.choose("cache", Mode.TAG, "7.4.1")
    shop.choose("logs", Mode.TAG, "not a tag!")
    shop.choose("api", Mode.APPOINTED, "9.9.9.B000099")
    told = {key.workload.name: why.code for key, why in shop.workbench.planner.left_out("lab", "shop")}
    assert told == {"logs": "image.bad_tag", "api": "choice.version_gone"}


async def test_when_it_was_chosen_can_be_written_as_a_date(shop: Bench) -> None:
    planner, row = shop.workbench.planner, shop.row("web", "proxy")
    planner.choose(row, Choice(Mode.TAG, "1.28.1"))
    made_at = planner.choice(row).made_at
    assert made_at is not None and made_at == round(made_at, 3)
    await planner.save()
    await shop.workbench.drafts.save("choices", SavedChoices(((row.key, Choice(Mode.TAG, "1.28.1", made_at=1.23456789)),)))
    await planner.load()
    assert planner.choice(row).made_at == 1.235, "of a former version of the program, too"


async def test_a_choice_does_not_go_over_to_another_repository(shop: Bench) -> None:
    shop.choose("web", Mode.TAG, "1.28.1", container="proxy")
    key = shop.row("web").workload.key
    assert shop.workbench.planner.ready("lab", "shop") == (key,)
    shop.lab.somebody_sets("shop", "web", "proxy", "redis:7.2.5", by="kubectl")
    await shop.until(lambda: "redis" in shop.row("web", "proxy").container.image)
    assert shop.workbench.planner.ready("lab", "shop") == ()
    proxy = shop.row("web", "proxy")
    off = why_not(proxy, shop.workbench.planner.choice(proxy))
    assert off is not None
    assert (off.code, off.argument("now")) == ("choice.other_repository", "redis")
    assert not shop.workbench.planner.plan("lab", "shop").steps
    shop.workbench.composer.choose(proxy, shop.workbench.planner.choice(proxy))
    assert shop.workbench.planner.ready("lab", "shop") == (key,), "the same chosen again is meant for what is there now"
