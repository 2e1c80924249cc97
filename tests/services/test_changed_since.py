"""What happened to a row since it was chosen: made anew by somebody, or changed by a run of another window of this profile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.domain.choices import Choice, Mode, changed_since, made_anew
from desktop_pipeline.domain.runs import State
from desktop_pipeline.services.planner import SavedChoices
from tests.services.bench import Bench, bench, texts

API = "2.0.0.B000003"


def made_again(shop: Bench, name: str) -> str:
    """Somebody deletes a workload and makes it anew, the same; the former uid."""
    old = shop.lab.workload("shop", name)
    shop.lab.remove("shop", name)
    shop.lab.add("shop", old.kind, name, *old.template.containers)
    return old.uid


async def test_a_workload_made_anew_is_changed_since_it_was_chosen(shop: Bench) -> None:
    shop.choose("api", Mode.APPOINTED, API)
    planner = shop.workbench.planner
    assert not changed_since(shop.row("api"), planner.choice(shop.row("api")))
    old = made_again(shop, "api")
    await shop.until(lambda: any(row.workload.key.name == "api" and row.workload.uid != old for row in planner.rows("lab", "shop")))
    row = shop.row("api")
    assert made_anew(row, planner.choice(row))
    report = await shop.check()
    assert "amber preflight.made_anew" in texts(report)
    assert report.confirm
    assert not report.red()
    planner.choose(row, Choice(Mode.APPOINTED, API))
    assert not changed_since(row, planner.choice(row)), "chosen again"
    assert "amber preflight.made_anew" not in texts(await shop.check())


async def test_it_is_known_after_a_restart_and_old_drafts_load(shop: Bench, tmp_path: Path) -> None:
    shop.choose("api", Mode.APPOINTED, API)
    shop.choose("cache", Mode.TAG, "7.4.2")
    planner = shop.workbench.planner
    await planner.save()
    saved = await shop.sandbox.drafts.load("choices", SavedChoices)
    assert saved is not None
    without = tuple((key, replace(choice, uid="") if key.workload.name == "cache" else choice) for key, choice in saved.items)
    await shop.sandbox.drafts.save("choices", SavedChoices(without))
    for name in ("api", "cache"):
        made_again(shop, name)
    async with bench(tmp_path / "later", sandbox=shop.sandbox) as later:
        await later.open()
        planner = later.workbench.planner
        assert made_anew(later.row("api"), planner.choice(later.row("api")))
        assert not made_anew(later.row("cache"), planner.choice(later.row("cache"))), "of a choice of before it is not known"


async def test_a_plan_opened_in_the_grid_tells_it(shop: Bench) -> None:
    shop.choose("api", Mode.APPOINTED, API)
    plan = shop.workbench.planner.plan("lab", "shop", title="test")
    old = made_again(shop, "api")
    await shop.until(lambda: shop.row("api").workload.uid != old)
    found = await shop.workbench.plans.to_grid(plan)
    assert [message.code for _, message in found.said] == ["drift.replaced"]
    assert made_anew(shop.row("api"), shop.workbench.planner.choice(shop.row("api")))


# ---- two windows of one profile --------------------------------------------------------------------------------------


@pytest.mark.parametrize("looks", ["while it runs", "afterwards"])
async def test_a_run_of_another_window_is_not_somebody_else(shop: Bench, tmp_path: Path, looks: str) -> None:
    shop.choose("api", Mode.APPOINTED, API)
    shop.choose("cache", Mode.TAG, "7.4.2")
    await shop.workbench.planner.save()
    async with bench(tmp_path / "b", sandbox=shop.sandbox) as other:
        await other.open()
        planner, recovery = other.workbench.planner, other.workbench.recovery
        await recovery.show()
        other.choose("cache", Mode.TAG, "7.2.6")  # not what A runs
        run = shop.begin(await shop.check())
        if looks == "while it runs":
            await shop.followed(run, "api")
            await recovery.show()
            await other.until(lambda: API in other.row("api").container.image)
            assert not changed_since(other.row("api"), planner.choice(other.row("api")))
        state = await shop.workbench.executor.wait(run)
        assert state.state is State.DONE
        await recovery.show()
        await other.until(lambda: API in other.row("api").container.image and "7.4.2" in other.row("cache").container.image)
        assert planner.chosen(other.row("api").key) is None, "back to its start value, as in the window that ran it"
        assert planner.chosen(shop.row("cache").key) is not None, "another choice than the one that was run stays"
        assert planner.choice(other.row("cache")).tag == "7.2.6"
        assert not changed_since(other.row("cache"), planner.choice(other.row("cache"))), "it was ours"
        other.lab.somebody_sets("shop", "cache", "redis", "redis:7.2.4")
        await other.until(lambda: other.row("cache").container.image == "redis:7.2.4")
        assert changed_since(other.row("cache"), planner.choice(other.row("cache"))), "that was somebody else"
    assert shop.workbench.planner.chosen(shop.row("api").key) is None


async def test_choices_of_another_window_are_not_written_over(shop: Bench, tmp_path: Path) -> None:
    shop.choose("api", Mode.APPOINTED, API)
    await shop.workbench.planner.save()
    async with bench(tmp_path / "b", sandbox=shop.sandbox) as other:
        await other.open()
        await other.workbench.recovery.show()
        await shop.run()
        shop.choose("worker", Mode.LATEST)
        await shop.workbench.planner.save()
        await other.workbench.recovery.show()
        assert other.workbench.planner.chosen(shop.row("api").key) is None
    saved = await shop.sandbox.drafts.load("choices", SavedChoices)
    assert saved is not None
    assert [key.workload.name for key, _ in saved.items] == ["worker"]


async def test_what_two_windows_choose_is_kept_side_by_side(shop: Bench, tmp_path: Path) -> None:
    async with bench(tmp_path / "b", sandbox=shop.sandbox) as other:
        await other.open()
        other.choose("cache", Mode.TAG, "7.4.2")
        await other.workbench.planner.save()
        shop.choose("api", Mode.APPOINTED, API)  # knows nothing of that
        await shop.workbench.planner.save()
        other.choose("worker", Mode.LATEST)
        await other.workbench.planner.save()
        shop.workbench.planner.reset(shop.row("api").workload.key)
        await shop.workbench.planner.save()
    saved = await shop.sandbox.drafts.load("choices", SavedChoices)
    assert saved is not None
    assert {key.workload.name for key, _ in saved.items} == {"cache", "worker"}


async def test_changes_of_ours_are_followed_one_after_the_other(shop: Bench) -> None:
    planner, workload = shop.workbench.planner, shop.row("api").workload

    def wrote(run: str, before: str, after: str) -> None:
        planner.perhaps_wrote(run, workload.key, {"api": (before, after)}, 5.0)

    def is_ours(before: str, now: str, run: str) -> bool:
        found = replace(workload, run=run, containers=tuple(replace(item, image=now) for item in workload.containers))
        return planner.is_ours(found, "api", before)

    wrote("a", "1", "2")
    wrote("b", "2", "3")
    assert is_ours("1", "3", "b")
    assert not is_ours("1", "3", "a")
    assert not is_ours("1", "4", "b")
    assert not is_ours("3", "1", "b")
    wrote("c", "3", "1")  # all was put back: who makes the first change again is not us
    assert not is_ours("1", "2", "c")
    assert is_ours("2", "1", "c")
    shop.choose("api", Mode.APPOINTED, API)  # after all that
    assert not is_ours("2", "1", "c")
