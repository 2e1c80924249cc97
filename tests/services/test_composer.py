"""Composer: one act of the user is one step, taken back only where nothing else happened since. Promotion: by digest, or told why not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox.registry import digest_of
from desktop_pipeline.adapters.sqlite.codec import pack, unpack
from desktop_pipeline.domain import composing, runs
from desktop_pipeline.domain.choices import Choice, Mode, start_choice, why_not
from desktop_pipeline.domain.composing import Proposals, row_name
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Kind, Pod, Workload, WorkloadKey
from desktop_pipeline.domain.workspace import Pinning
from desktop_pipeline.services import composer as composer_module
from desktop_pipeline.services import promotion
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.planner import SavedChoices
from tests.services.bench import Bench, bench, code, texts

WEB = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web")
API = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "api")
LAB, TOOLS, PROD = ("lab", "shop"), ("lab", "tools"), ("prod-eu", "shop-prod")
NEW, NEWER = "2.0.0.B000003", "2.0.0.B000001"


def choose(shop: Bench, workload: str, choice: Choice, container: str = "") -> None:
    shop.workbench.composer.choose(shop.row(workload, container), choice)


def chosen(shop: Bench, workload: str, container: str = "") -> Choice:
    return shop.workbench.planner.choice(shop.row(workload, container))


def tags(shop: Bench, *rows: str) -> list[str]:
    return [chosen(shop, *row.split("/")).tag for row in rows]


async def test_undo_and_redo_of_single_choices(shop: Bench) -> None:
    composer = shop.workbench.composer
    assert composer.undo() is None
    assert composer.redo() is None
    assert composer.next_undo() is None
    choose(shop, "cache", Choice(Mode.TAG, "7.4.1"))
    first = chosen(shop, "cache")
    choose(shop, "cache", Choice(Mode.TAG, "7.4.2"))
    choose(shop, "cache", Choice(Mode.TAG, "7.4.2"))
    choose(shop, "api", Choice(Mode.LATEST))
    next_one = composer.next_undo()
    assert next_one is not None
    assert render(next_one) == "api/api: Latest"
    done = composer.undo()
    assert done is not None
    assert [row_name(key) for key in done.rows] == ["api/api"]
    assert chosen(shop, "api") == start_choice(shop.row("api"))
    assert composer.undo() is not None
    assert chosen(shop, "cache") == first, "with the age it had; the same choice made again was no step"
    assert composer.undo() is not None
    assert composer.undo() is None
    assert shop.workbench.planner.ready("lab", "shop") == ()
    for _ in range(3):
        assert composer.next_redo() is not None
        assert composer.redo() is not None
    assert composer.next_redo() is None
    assert tags(shop, "cache") == ["7.4.2"]
    assert chosen(shop, "api").mode is Mode.LATEST


async def test_a_new_choice_ends_what_can_be_redone(shop: Bench) -> None:
    composer = shop.workbench.composer
    choose(shop, "cache", Choice(Mode.TAG, "7.4.1"))
    composer.undo()
    choose(shop, "cache", Choice(Mode.TAG, "7.4.2"))
    assert composer.redo() is None


async def test_a_reset_is_a_step_too(shop: Bench) -> None:
    composer = shop.workbench.composer
    choose(shop, "web", Choice(Mode.TAG, "1.28.1"), "proxy")
    choose(shop, "web", Choice(Mode.LATEST), "web")
    composer.reset(WEB)
    assert chosen(shop, "web", "web").mode is Mode.APPOINTED
    undone = composer.undo()
    assert undone is not None
    assert (len(undone.rows), render(undone.what)) == (2, "2 rows")
    assert tags(shop, "web/proxy") == ["1.28.1"]
    composer.reset(WEB, ("proxy",))
    assert tags(shop, "web/proxy") == [""]
    said = composer.next_undo()
    assert said is not None
    assert render(said) == "web/proxy: start value"
    composer.reset(WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "nope"))
    composer.undo()
    assert tags(shop, "web/proxy") == ["1.28.1"]


async def test_many_rows_are_one_step(shop: Bench) -> None:
    composer = shop.workbench.composer
    found = composer.paste(f"api {NEW}\ncache 7.4.1\nlogs 3.1.9\nnope 1", "lab", "shop")
    assert [trouble.line for trouble in found.troubles] == [4]
    assert composer.apply(found.good()) == 3
    assert tags(shop, "api", "cache", "logs") == [NEW, "7.4.1", "3.1.9"]
    assert composer.undo() is not None
    assert tags(shop, "cache", "logs") == ["", ""]
    assert composer.undo() is None
    assert composer.redo() is not None
    assert tags(shop, "api", "cache", "logs") == [NEW, "7.4.1", "3.1.9"]
    assert composer.apply(composer.paste(f"api {NEW}", "lab", "shop").items) == 0, "nothing new is no step"


async def test_only_what_still_is_as_it_was_left_is_taken_back(shop: Bench) -> None:
    composer, planner = shop.workbench.composer, shop.workbench.planner
    composer.apply(composer.paste("cache 7.4.1\nlogs 3.1.9", "lab", "shop").good())
    planner.reset(shop.row("cache").workload.key)  # as after a run
    undone = composer.undo()
    assert undone is not None
    assert ([row_name(key) for key in undone.rows], undone.skipped) == (["logs/fluent-bit"], 1)
    assert tags(shop, "cache", "logs") == ["", ""]
    composer.redo()
    assert tags(shop, "cache", "logs") == ["", "3.1.9"], "the row that a run put back stays there"


async def test_a_run_that_went_well_leaves_nothing_to_undo(shop: Bench) -> None:
    composer = shop.workbench.composer
    choose(shop, "api", Choice(Mode.APPOINTED, NEW))
    assert (await shop.run()).state is runs.State.DONE
    await shop.until(lambda: chosen(shop, "api") == start_choice(shop.row("api")))
    assert composer.next_undo() is None
    assert composer.undo() is None
    assert chosen(shop, "api") == start_choice(shop.row("api"))


async def test_a_choice_brought_back_while_its_run_is_at_work_goes_with_the_run(shop: Bench) -> None:
    composer = shop.workbench.composer
    choose(shop, "api", Choice(Mode.APPOINTED, NEW))
    run = shop.begin(await shop.check())
    choose(shop, "api", Choice(Mode.LATEST))
    composer.undo()
    assert chosen(shop, "api").tag == NEW
    await shop.workbench.executor.wait(run)
    await shop.until(lambda: chosen(shop, "api") == start_choice(shop.row("api")))


async def test_rows_that_are_gone_are_passed_over(shop: Bench) -> None:
    composer = shop.workbench.composer
    choose(shop, "api", Choice(Mode.LATEST))
    choose(shop, "cache", Choice(Mode.TAG, "7.4.1"))
    proposals = composer.paste("cache 7.4.2", "lab", "shop").items
    key = shop.row("cache").key
    shop.lab.remove("shop", "cache")
    await shop.until(lambda: shop.workbench.inventory.find(key.workload) is None)
    assert composer.apply(proposals) == 0
    assert composer.row(key) is None
    assert composer.rows_of_image(key) == ()
    assert composer.fill([key]) == Proposals()
    undone = composer.undo()
    assert undone is not None
    assert [row_name(item) for item in undone.rows] == ["api/api"]


async def test_the_history_is_bounded(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composer_module, "MOST_STEPS", 3)
    bench_ = shop.workbench
    composer = composer_module.Composer(bench_.planner, bench_.inventory, bench_.catalog)
    for number in range(9):
        composer.choose(shop.row("cache"), Choice(Mode.TAG, f"7.{number}"))
    assert [composer.undo() is not None for _ in range(4)] == [True, True, True, False]
    assert tags(shop, "cache") == ["7.5"]


async def test_filling_down_and_all_rows_of_an_image(shop: Bench) -> None:
    composer = shop.workbench.composer
    await shop.open(*PROD)
    choose(shop, "web", Choice(Mode.LATEST), "web")
    keys = [shop.row(*name.split("/")).key for name in ("web/web", "api/api", "cache/redis", "web-preview/web")]
    found = composer.fill(keys)
    assert {row_name(item.row.key): item.choice.mode for item in found.items} == {
        "api/api": Mode.LATEST, "cache/redis": Mode.TAG, "web-preview/web": Mode.LATEST}
    rows = composer.rows_of_image(keys[0])
    assert [row_name(row.key) for row in rows] == ["web/web", "web-preview/web"]
    everywhere = composer.rows_of_image(keys[0], everywhere=True)
    assert [row.key.workload.namespace for row in everywhere] == ["shop", "shop", "shop-prod"], "the mirror's name is the same repository"
    assert composer.apply(composer.set_all(everywhere, "build").all()) == 3
    assert chosen(shop, "web-preview").execute


async def test_rows_of_another_app_map_are_pasted_by_namespace(shop: Bench) -> None:
    await shop.open(*PROD)
    composer = shop.workbench.composer
    assert composer.apply(composer.paste("shop-prod/cache 7.4.1", "lab", "shop").good()) == 1
    assert shop.workbench.planner.choice(shop.row("cache", cluster="prod-eu", namespace="shop-prod")).tag == "7.4.1"
    assert tags(shop, "cache") == [""]


# ---- promotion -------------------------------------------------------------------------------------------------------

def by_row(found: Proposals) -> dict[str, str]:
    return {row_name(item.row.key): item.choice.tag for item in found.items}


def told(found: Proposals) -> dict[str, str]:
    return {trouble.text: trouble.message.code for trouble in found.troubles}


async def test_what_runs_in_staging_goes_to_production_by_digest(shop: Bench) -> None:
    await shop.open(*PROD)
    bench_ = shop.workbench
    found = await bench_.promotion.from_map(LAB, PROD)
    assert by_row(found)["web/web"] == shop.row("web", "web").image.tag  # type: ignore[union-attr]  # the sandbox's image is well formed
    assert by_row(found)["web/proxy"] == "1.27.2"
    assert "api/api" not in by_row(found), "it runs there already"
    assert "composing.no_counterpart" in told(found).values()
    assert all(item.choice.digest.startswith("sha256:") for item in found.items)
    bench_.composer.apply(found.good())
    report = await shop.check(*PROD)
    wanted = {row.container: row.digest for step in report.plan.steps for row in step.rows}
    assert all(row.exact for step in report.plan.steps for row in step.rows)
    assert wanted["web"] == shop.image("web", "web").partition("@")[2]
    await bench_.executor.wait(bench_.executor.start(report, Consent(confirmed=True, names=frozenset(report.names))))
    live = shop.sandbox.clusters["prod-eu"].workload("shop-prod", "web").template.containers
    assert {item.name: item.image.partition("@")[2] for item in live if item.name in wanted} == {
        name: digest for name, digest in wanted.items() if name in {item.name for item in live}}
    again = await bench_.promotion.from_map(LAB, PROD)
    assert "web/web" not in by_row(again), "only what differs"


async def test_a_tag_that_names_another_image_by_now_is_refused(shop: Bench) -> None:
    await shop.open(*PROD)
    bench_ = shop.workbench
    bench_.composer.apply((await bench_.promotion.from_map(LAB, PROD)).good())
    row = shop.row("web", "proxy", cluster="prod-eu", namespace="shop-prod")
    assert why_not(row, bench_.planner.choice(row)) is None
    shop.sandbox.hub.put("library/nginx", "1.27.2", digest=digest_of("another"))
    report = await shop.check(*PROD)
    assert "red preflight.tag_moved" in texts(report)
    found = await bench_.promotion.from_map(LAB, PROD)
    assert told(found)["web/proxy"] == "composing.tag_is_other"
    before = row.versions.digest_of("1.29.2")
    bench_.composer.choose(row, Choice(Mode.TAG, "1.29.2", digest=before))
    shop.sandbox.hub.put("library/nginx", "1.29.2", digest=digest_of("yet another"))
    await bench_.tags.refresh(bench_.tags.place(row.image))  # type: ignore[arg-type]  # it is well formed
    row = shop.row("web", "proxy", cluster="prod-eu", namespace="shop-prod")
    assert code(why_not(row, bench_.planner.choice(row))) == "choice.tag_moved"


async def test_it_is_by_digest_also_where_the_registry_is_deployed_by_tag(shop: Bench) -> None:
    await shop.open(*PROD)
    catalog = shop.workbench.catalog
    by_tag = tuple(replace(registry, pinning=Pinning.TAG) for registry in catalog.workspace.registries)
    catalog.workspace = replace(catalog.workspace, registries=by_tag)
    found = await shop.workbench.promotion.from_map(LAB, PROD)
    shop.workbench.composer.apply(found.good())
    report = await shop.check(*PROD)
    await shop.workbench.executor.wait(shop.workbench.executor.start(report, Consent(confirmed=True, names=frozenset(report.names))))
    live = shop.sandbox.clusters["prod-eu"].workload("shop-prod", "web").template.containers
    digests = {item.row.container.name: item.choice.digest for item in found.items if item.row.workload.key.name == "web"}
    assert {item.name: item.image.partition("@")[2] for item in live if item.name in digests} == digests


async def test_pods_tell_what_a_template_without_digest_runs(shop: Bench) -> None:
    await shop.open(*PROD)
    row = shop.row("cache")
    was = await shop.workbench.tags.resolve(row.image, "7.2.5")  # type: ignore[arg-type]  # it is well formed
    shop.sandbox.hub.put("library/redis", "7.2.5", digest=digest_of("pushed anew"))
    found = await shop.workbench.promotion.from_map(LAB, PROD)
    assert told(found)["cache/redis"] == "composing.tag_is_other", "not what the tag names now, but what runs"
    assert was in str([state.image_id for pod in await shop.lab.pods(row.workload) for state in pod.containers])


async def test_pods_that_do_not_agree(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.open(*PROD)
    pods = await shop.lab.pods(shop.row("cache").workload)
    state = pods[0].containers[0]
    other = replace(pods[0], containers=(replace(state, image_id="redis@sha256:" + "7" * 64),))

    async def mixed(workload: Workload) -> tuple[Pod, ...]:
        if workload.key.name == "logs":
            raise Unreachable("composing.no_answer")
        return (other, *pods)

    monkeypatch.setattr(shop.lab, "pods", mixed)
    found = await shop.workbench.promotion.from_map(LAB, PROD)
    assert told(found)["cache/redis"] == "composing.mixed_pods"


async def test_nothing_is_known_of_the_source(shop: Bench) -> None:
    with pytest.raises(UserError) as caught:
        await shop.workbench.promotion.from_map(("lab", "empty"), LAB)
    assert caught.value.code == "composing.nothing_there"


async def test_nothing_is_known_of_the_target(shop: Bench) -> None:
    plan = await shop.workbench.files.load_plan("api-2.0")
    for asked in (shop.workbench.promotion.from_map(LAB, ("lab", "empty")), shop.workbench.promotion.from_plan(plan, ("lab", "empty"))):
        with pytest.raises(UserError) as caught:
            await asked
        assert (caught.value.code, caught.value.message.argument("place")) == ("composing.nothing_there", "lab/empty")


async def test_as_in_a_plan(shop: Bench) -> None:
    bench_ = shop.workbench
    plan = await bench_.files.load_plan("api-2.0")
    found = await bench_.promotion.from_plan(plan, LAB)
    assert by_row(found) == {"api/api": NEW}
    assert [item.state for item in found.items] == [composing.State.READY]
    digest = await bench_.tags.resolve(shop.row("cache").image, "7.4.1")  # type: ignore[arg-type]  # it is well formed
    rows = (RowChange("redis", Mode.TAG, "redis", "7.4.1", digest or ""),)
    step = WorkloadStep(shop.row("cache").workload.key, rows)
    other = RowChange("fluent-bit", Mode.TAG, "fluent/fluent-bit", "3.1.9", "sha256:" + "0" * 64)
    moved = WorkloadStep(shop.row("logs").workload.key, (other,))
    build = WorkloadStep(WEB, (RowChange("web", Mode.BUILD, "x", build="web"),))
    found = await bench_.promotion.from_plan(Plan("x", (step, moved, build)), LAB)
    assert {row_name(item.row.key): (item.choice.mode, item.choice.digest) for item in found.items} == {
        "cache/redis": (Mode.TAG, digest), "web/web": (Mode.BUILD, "")}
    assert told(found) == {"logs/fluent-bit": "composing.tag_is_other"}


async def test_without_a_network_it_goes_by_what_is_known(shop: Bench) -> None:
    await shop.open(*PROD)
    bench_ = shop.workbench
    shop.sandbox.hub.down = shop.sandbox.registry.down = True
    found = await bench_.promotion.from_map(LAB, PROD)
    assert by_row(found)["web/web"]
    plan = Plan("x", (WorkloadStep(shop.row("cache").workload.key, (RowChange("redis", Mode.TAG, "redis", "99", "sha256:" + "0" * 64),)),))
    assert told(await bench_.promotion.from_plan(plan, LAB)) == {"cache/redis": "composing.tag_unasked"}


async def test_a_registry_that_does_not_answer_is_not_asked_for_every_row(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.open(*PROD)
    asked: list[str] = []

    async def never(image: ImageRef, tag: str) -> str:
        asked.append(f"{image.repository}:{tag}")
        await asyncio.sleep(60)
        return ""

    monkeypatch.setattr(shop.workbench.tags, "resolve", never)
    monkeypatch.setattr(promotion, "_PATIENCE", 0.2)
    monkeypatch.setattr(promotion, "_AT_ONCE", 1)
    bench_ = shop.workbench
    asking = promotion.Promotion(bench_.planner, bench_.inventory, bench_.tags, bench_.world)
    found = await asking.from_map(LAB, PROD)
    assert by_row(found)["web/web"], "what is known is enough"
    assert len(asked) == 2, "once each registry"


# ---- kept ------------------------------------------------------------------------------------------------------------

async def test_a_choice_by_digest_is_kept(shop: Bench, tmp_path: Path) -> None:
    choose(shop, "cache", Choice(Mode.TAG, "7.4.1", digest="sha256:" + "1" * 64))
    await asyncio.sleep(0.4)
    folder = tmp_path / "later"
    folder.mkdir()
    async with bench(folder, drafts=shop.sandbox.drafts) as later:
        await later.open()
        assert chosen(later, "cache").digest == "sha256:" + "1" * 64
        assert later.workbench.composer.undo() is None, "what was before the start is no step"


def test_choices_of_former_versions_are_read() -> None:
    key = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web")
    saved = SavedChoices((((key, "web"), Choice(Mode.TAG, "1.10", made_at=3.0)),))  # type: ignore[arg-type]  # as it is packed
    data = pack(saved)
    assert b"digest" in data
    former = data.replace(b"\xa6digest\xa0", b"").replace(b"\xa3uid\xa0", b"").replace(b"\x88\xa4mode", b"\x86\xa4mode")
    assert b"digest" not in former
    assert b"uid" not in former
    read = unpack(former, SavedChoices)
    assert read is not None
    assert replace(read.items[0][1]) == Choice(Mode.TAG, "1.10", made_at=3.0)
