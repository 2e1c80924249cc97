"""Saved plans: lists, moves, the archive, the grid, and how long one would take."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import build_step_id
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import Event, State, StepKind, What, intent, resumed, run_ended, started, step_defined, step_ended
from desktop_pipeline.domain.workloads import Kind, RowKey, WorkloadKey
from desktop_pipeline.services.durations import Durations, took
from desktop_pipeline.services.kept_ports import FileProblem
from desktop_pipeline.services.plans import file_name, renewed
from tests.services.bench import Bench, bench

WEB, GRAFANA = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web"), WorkloadKey("lab", "tools", Kind.DEPLOYMENT, "grafana")


async def saved(shop: Bench, name: str = "friday", *steps: WorkloadStep) -> Plan:
    plan = Plan("Friday", steps or (WorkloadStep(WEB, (RowChange("proxy", Mode.TAG, "docker.io/library/nginx", "1.28.1"),)),), name)
    await shop.workbench.plans.save(plan, None)
    return plan


def names(shop: Bench) -> tuple[tuple[str, ...], tuple[str, ...]]:
    catalog = shop.workbench.catalog
    return tuple(name for name in catalog.plans if name != "api-2.0"), catalog.archived_plans


async def test_the_list_of_plans(shop: Bench) -> None:
    plans = shop.workbench.plans
    await saved(shop, "friday", WorkloadStep(WEB, (RowChange("web", Mode.BUILD, "r/web", build="web"),), wave=2),
                WorkloadStep(GRAFANA, (RowChange("grafana", Mode.TAG, "grafana/grafana", "11.2.3"),)))
    await saved(shop, "loop", WorkloadStep(WEB, (RowChange("web", Mode.TAG, "r/web", "1"),), after=("web",)))
    shop.sandbox.files.problems = (FileProblem("plans/bad.yaml", 3, "titel", Message.of("file.unknown_key", key="titel", kind="plan")),)
    await shop.workbench.catalog.load()
    found = {summary.name: summary for summary in await plans.summaries()}
    assert list(found) == ["api-2.0", "bad", "friday", "loop"]
    friday = found["friday"]
    assert (friday.title, friday.workloads, friday.builds, friday.waves) == ("Friday", 2, 1, 2)
    assert friday.app_maps == ("lab/shop", "lab/tools")
    assert [problem.line for problem in found["bad"].problems] == [3]
    assert [problem.message.code for problem in found["loop"].problems] == ["order.cycle"]
    shop.sandbox.files.plans.pop("loop")
    gone = {summary.name: summary for summary in await plans.summaries()}["loop"]
    assert [problem.message.code for problem in gone.problems] == ["file.missing"]


async def test_rename_duplicate_archive_and_back(shop: Bench) -> None:
    plans = shop.workbench.plans
    await saved(shop)
    await plans.duplicate("friday", "copy")
    await plans.rename("friday", "monday")
    assert names(shop) == (("copy", "monday"), ())
    assert await plans.archive("copy") == "copy"
    await plans.duplicate("monday", "copy")
    assert await plans.archive("copy") == "copy-2"
    assert names(shop) == (("monday",), ("copy", "copy-2"))
    assert [summary.name for summary in await plans.summaries(archived=True) if summary.archived] == ["copy", "copy-2"]
    assert await plans.bring_back("copy") == "copy"
    await plans.delete("copy-2")
    assert names(shop) == (("copy", "monday"), ())
    assert plans.free_name("copy") == "copy-2"
    with pytest.raises(UserError) as exists:
        await plans.rename("copy", "monday")
    assert str(exists.value) == "There is a plan “monday” already. Take another name."
    with pytest.raises(UserError) as gone:
        await plans.rename("nobody", "tuesday")
    assert gone.value.code == "file.missing"


async def test_a_change_of_somebody_else_is_not_overwritten_even_when_it_was_read_meanwhile(shop: Bench) -> None:
    plans = shop.workbench.plans
    plan = await saved(shop)
    shop.sandbox.files.others_save_plan(replace(plan, title="Other"))
    await shop.workbench.catalog.load()
    await plans.summaries()  # the list has read the new content; whoever edits the plan has not
    with pytest.raises(UserError) as changed:
        await plans.save(replace(plan, notes="mine"), plan)
    assert changed.value.code == "file.changed"
    with pytest.raises(UserError) as exists:
        await plans.save(plan, None)
    assert exists.value.code == "plans.exists"
    await plans.save(replace(plan, notes="mine"), replace(plan, title="Other"))
    assert (await plans.load("friday")).notes == "mine"


async def test_a_plan_of_several_app_maps_from_the_grid_and_back(shop: Bench) -> None:
    plans, planner = shop.workbench.plans, shop.workbench.planner
    await shop.open("lab", "tools")
    shop.choose("web", Mode.TAG, "1.28.1", "proxy")
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    shop.choose("grafana", Mode.TAG, "11.2.3", namespace="tools")
    assert plans.chosen_maps() == (("lab", "shop"), ("lab", "tools"))
    plan = plans.from_grid(plans.chosen_maps(), "All", "all")
    assert [step.key.name for step in plan.steps] == ["api", "web", "grafana"]
    await plans.save(plan, None)
    for step in plan.steps:
        planner.reset(step.key)
    assert plans.chosen_maps() == ()
    done = await plans.to_grid(await plans.load("all"))
    assert (done.chosen, done.said) == (3, ())
    again = plans.from_grid(plans.chosen_maps(), "All", "all")
    assert [(step.key, [(row.container, row.mode, row.tag) for row in step.rows]) for step in again.steps] == \
        [(step.key, [(row.container, row.mode, row.tag) for row in step.rows]) for step in plan.steps]


async def test_rows_that_are_gone_or_there_already_are_said(shop: Bench) -> None:
    gone = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "nope")
    plan = Plan("", (
        WorkloadStep(gone, (RowChange("x", Mode.TAG, "a/b", "1"),)),
        WorkloadStep(WEB, (RowChange("nope", Mode.TAG, "a/b", "1"), RowChange("proxy", Mode.TAG, "docker.io/library/nginx", "1.27.2"),
                           RowChange("web", Mode.BUILD, "registry.shop.example:5000/shop/web", build="web"))),
    ))
    done = await shop.workbench.plans.to_grid(plan)
    assert done.chosen == 2
    assert [(key, message.code) for key, message in done.said] == [
        (RowKey(gone, "x"), "plans.no_workload"), (RowKey(WEB, "nope"), "plans.no_container"), (RowKey(WEB, "proxy"), "choice.same")]
    assert shop.workbench.planner.choice(shop.row("web", "web")).execute


async def test_latest_in_the_grid_stays_the_version_that_the_plan_names(shop: Bench) -> None:
    newest = shop.row("api").versions.newest()
    assert newest is not None
    for tag, mode in ((newest.tag, Mode.LATEST), ("2.0.0.B000001", Mode.APPOINTED)):
        api = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "api")
        await shop.workbench.plans.to_grid(Plan("", (WorkloadStep(api, (RowChange("api", Mode.LATEST, "r/api", tag),)),)))
        choice = shop.workbench.planner.choice(shop.row("api"))
        assert (choice.mode, choice.tag or newest.tag) == (mode, tag)


async def test_what_the_grid_cannot_say_of_a_plan_is_said(shop: Bench) -> None:
    digest = "sha256:" + "0" * 64
    other = RowChange("proxy", Mode.TAG, "mirror/nginx", "1.28.1")
    await shop.until(lambda: shop.row("web", "proxy").versions.digest_of("1.28.1"))
    done = await shop.workbench.plans.to_grid(Plan("", (WorkloadStep(WEB, (other,)),)))
    assert [message.code for _, message in done.said] == ["plans.other_image"]
    moved = RowChange("proxy", Mode.TAG, "nginx", "1.28.1", digest)
    done = await shop.workbench.plans.to_grid(Plan("", (WorkloadStep(WEB, (moved,)),)))
    assert [message.code for _, message in done.said] == ["plans.tag_moved"]


async def test_what_a_plan_expected_stays_expected_in_the_grid(shop: Bench) -> None:
    """What a run of the plan would refuse is not green in the grid."""
    shop.choose("web", Mode.TAG, "1.28.1", container="proxy")
    shop.choose("cache", Mode.TAG, "7.4.2")
    plan = shop.workbench.planner.plan("lab", "shop", title="friday")
    for step in plan.steps:
        shop.workbench.planner.reset(step.key)
    shop.lab.somebody_sets("shop", "web", "proxy", "nginx:1.26.1", by="kubectl-set")
    await shop.until(lambda: shop.row("web", "proxy").container.image == "nginx:1.26.1")
    done = await shop.workbench.plans.to_grid(plan)
    assert [(key, message.code, message.argument("by")) for key, message in done.said] == [
        (RowKey(WEB, "proxy"), "drift.image", "kubectl-set")]
    row = shop.row("web", "proxy")
    expected = next(step for step in plan.steps if step.key == WEB).rows[0].expect
    assert shop.workbench.planner.choice(row).seen == expected != row.container.image
    report = await shop.check()
    assert [found.container for found in report.findings if found.message.code == "preflight.changed_since"] == ["proxy"]
    assert report.confirm
    shop.workbench.planner.confirm_kept((row.key,))
    assert shop.workbench.planner.choice(row).seen, "a look at it is no new choice"
    shop.choose("web", Mode.TAG, "1.28.0", container="proxy")
    assert shop.workbench.planner.choice(row).seen == row.container.image


async def test_a_workload_that_was_made_anew_is_said_when_a_plan_is_opened(shop: Bench) -> None:
    shop.choose("cache", Mode.TAG, "7.4.2")
    plan = shop.workbench.planner.plan("lab", "shop")
    done = await shop.workbench.plans.to_grid(replace(plan, steps=(replace(plan.steps[0], uid="another"),)))
    assert [message.code for _, message in done.said] == ["drift.replaced"]


def ran(start: float, seconds: float, state: State = State.DONE, step: str = "s") -> list[Event]:
    return [started(start, "t", "me", ""), step_defined(start, step, StepKind.ROLLOUT, step), intent(start + 5, step, "patch"),
            intent(start + 6, step, "watch"), step_ended(start + 5 + seconds, step, state), run_ended(start + 5 + seconds, state)]


def test_how_long_steps_took() -> None:
    assert took(ran(100, 7)) == {"s": 7}
    assert took(ran(100, 7, State.FAILED)) == {}
    assert took([event for event in ran(100, 7) if event.what is not What.INTENT]) == {}
    nothing = took(ran(100, 1, State.NOT_STARTED))
    assert (nothing, nothing.at_once, took(ran(100, 7)).at_once) == ({"s": 1}, {"s"}, set())


def test_what_was_under_way_when_the_program_died_says_nothing_of_how_long_it_takes() -> None:
    """Nobody saw how long it took; steps that ended before, and those that began afterwards, count."""
    events = [intent(1, "before", "patch"), step_ended(3, "before", State.DONE), intent(3, "died", "patch"),
              resumed(60, "me"), intent(61, "died", "watch"), intent(62, "after", "patch"), step_ended(66, "after", State.DONE),
              step_ended(70, "died", State.DONE)]
    assert took(events) == {"before": 2, "after": 4}
    assert took([intent(1, "s", "patch"), step_ended(51, "s", State.DONE, Message.of("recovery.done", by="me"))]) == {}
    assert took([intent(1, "s", "patch"), step_ended(7, "s", State.DONE, Message.of("rollout.done", n=1))]) == {"s": 6}


async def test_a_forecast_from_the_history(tmp_path: Path) -> None:
    async with bench(tmp_path) as made:
        plans, journal = made.workbench.plans, made.workbench.journal
        plan = Plan("", (WorkloadStep(WEB, (RowChange("web", Mode.BUILD, "r/web", build="web"),)),))
        known = await plans.forecast(plan)
        assert known.guessed == {str(WEB), build_step_id("web")}
        for number, seconds in enumerate((40.0, 10.0, 20.0)):
            with await journal.create(f"r{number}", plan, "t", "me", 1000.0 + number):
                for step in (str(WEB), build_step_id("web")):
                    for event in ran(1000.0 + number, seconds, step=step):
                        await journal.append(f"r{number}", event)
        known = await plans.forecast(plan)
        assert (known.seconds, known.guessed, known.critical) == (40.0, frozenset(), (build_step_id("web"), str(WEB)))


@pytest.mark.parametrize(("title", "name"), [
    ("Release of Friday", "release-of-friday"), ("  1.10 / shop ", "1.10-shop"), ("…", "plan"), ("금요", "금요"), ("x" * 200, "x" * 80)])
def test_file_names(title: str, name: str) -> None:
    assert file_name(title) == name


def test_a_renewed_plan_keeps_its_order_where_it_can() -> None:
    def step(name: str, tag: str, **order: object) -> WorkloadStep:
        row = RowChange(name, Mode.TAG, "hub/app", tag)
        return WorkloadStep(WorkloadKey("lab", "shop", Kind.DEPLOYMENT, name), (row,), **order)  # type: ignore[arg-type]

    first = step("a", "1", wave=2, note="n", time_limit=5.0)
    was = Plan("Old", (first, step("b", "1", after=("a", "gone")), step("gone", "1")), "p", "Ask Kim", links=("l",))
    made = renewed(was, Plan("New", (step("a", "2"), step("b", "2"), step("c", "2")), "p"))
    assert (made.title, made.notes, made.links, made.name) == ("New", "Ask Kim", ("l",), "p")
    assert made.steps == (step("a", "2", wave=2, note="n", time_limit=5.0), step("b", "2", after=("a",)), step("c", "2"))


async def test_a_plan_opened_in_the_grid_is_one_step_that_can_be_taken_back(shop: Bench) -> None:
    shop.choose("cache", Mode.TAG, "7.4.2")
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    plan = shop.workbench.planner.plan("lab", "shop", title="two")
    shop.workbench.planner.reset(shop.row("cache").workload.key)
    shop.workbench.planner.reset(shop.row("api").workload.key)
    await shop.workbench.plans.to_grid(plan)
    assert len(shop.workbench.planner.ready("lab", "shop")) == 2
    assert shop.workbench.composer.undo() is not None
    assert shop.workbench.planner.ready("lab", "shop") == ()


async def test_a_plan_opened_in_the_grid_keeps_to_its_digest(shop: Bench) -> None:
    shop.choose("cache", Mode.TAG, "7.4.2")
    plan = shop.workbench.planner.plan("lab", "shop", title="exact")
    step = plan.steps[0]
    exact = replace(plan, steps=(replace(step, rows=(replace(step.rows[0], exact=True),)),))
    await shop.workbench.plans.to_grid(exact)
    row = shop.workbench.planner.plan("lab", "shop").steps[0].rows[0]
    assert (row.exact, row.digest, row.tag) == (True, step.rows[0].digest, "7.4.2")
    assert row.digest.startswith("sha256:")


async def test_what_started_something_counts_before_what_did_not() -> None:
    class Kept:
        """Two runs of one step, and one of another."""

        async def runs(self, limit: int) -> list[object]:
            return [SimpleNamespace(id=str(number), ended=1.0) for number in range(3)]

        async def events(self, run_id: str) -> list[Event]:
            return {"0": ran(100, 1, State.NOT_STARTED), "1": ran(100, 30), "2": ran(100, 2, State.NOT_STARTED, "zero")}[run_id]

    found = await Durations(Kept()).medians()  # type: ignore[arg-type]
    assert (found, found.at_once) == ({"s": 30, "zero": 2}, {"zero"})
