"""What became of the steps of a run whose program died, and what is left to be done."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from desktop_pipeline.domain.acts import Acts
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import OnFailure, Pause
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.recovery import (
    Fate,
    Found,
    as_it_stands,
    built,
    ended,
    halted,
    of_build,
    of_job,
    of_rollout,
    puts_back,
    rest_of,
    with_expectations,
)
from desktop_pipeline.domain.runs import (
    RunState,
    State,
    StepKind,
    StepState,
    fold,
    intent,
    outcome,
    question,
    resumed,
    run_ended,
    started,
    step_defined,
    step_ended,
    stop_asked,
)
from desktop_pipeline.domain.workloads import Container, Kind, Workload, WorkloadKey

WEB = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web")
API = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "api")
DB = WorkloadKey("lab", "shop", Kind.STATEFUL_SET, "db")
NIGHT = WorkloadKey("lab", "shop", Kind.CRON_JOB, "night")
OLD, NEW = "registry/web:1", "registry/web:2@sha256:22"
CHANGES = json.dumps([["main", OLD, NEW, "", ""]])
PATCH = intent(2.0, str(WEB), "patch", uid="u1", changes=CHANGES, repairs='["db-0"]')


def web(image: str = OLD, *, run: str = "", step: str = "", uid: str = "u1", **fields: object) -> Workload:
    return Workload(WEB, uid, (Container("main", image), Container("proxy", "proxy:1")), run=run, step=step, **fields)  # type: ignore[arg-type]  # any


def answered(result: str, **data: object) -> Acts:
    return Acts(PATCH, outcome(3.0, str(WEB), "patch", result, **data))  # type: ignore[arg-type]  # plain values


# ---- a change ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("acts", "live", "fate"), [
    (Acts(), None, Fate.AGAIN),
    (Acts(), web(), Fate.AGAIN),
    (Acts(PATCH), web(), Fate.AGAIN),
    (Acts(PATCH), None, Fate.AGAIN),
    (Acts(PATCH), web(NEW, run="r", step=str(WEB)), Fate.MADE),
    (Acts(PATCH), web(NEW, run="r", step=str(WEB), uid="u2"), Fate.AGAIN),
    (Acts(PATCH), web(NEW, run="other", step=str(WEB)), Fate.AGAIN),
    (Acts(PATCH), web(NEW, run="r", step="another"), Fate.AGAIN),
    (answered("ok", generation=4), web(NEW, run="r", step=str(WEB)), Fate.MADE),
    (answered("unknown"), web(NEW, run="r", step=str(WEB)), Fate.MADE),
    (answered("unknown"), web(), Fate.AGAIN),
    (answered("failed"), web(), Fate.AGAIN),
    (answered("cancelled"), web(), Fate.AGAIN),
    (answered("ok", generation=4), web("else:1", run="other"), Fate.MADE),  # somebody came after: the following says so
    (answered("ok", generation=4), None, Fate.MADE),
])
def test_what_became_of_a_change(acts: Acts, live: Workload | None, fate: Fate) -> None:
    assert of_rollout(acts, live, "r", str(WEB)).fate is fate


def test_a_change_that_was_only_intended_still_expects_what_was_there() -> None:
    meant = of_rollout(Acts(PATCH), web("else:1"), "r", str(WEB))
    assert (meant.uid, meant.images) == ("u1", (("main", OLD),))
    plan = Plan("t", (WorkloadStep(WEB, (row(), row("proxy"))),))
    step = rest_of(plan, RunState("r"), {str(WEB): meant}).steps[0]
    assert (step.uid, [item.expect for item in step.rows]) == ("u1", [OLD, ""])


def test_a_change_that_was_made_is_followed_by_what_it_made() -> None:
    live = web("mirror/web:2", run="r", step=str(WEB))  # admission wrote another image
    found = of_rollout(answered("ok", generation=4, became='[["main", "mirror/web:2"], ["proxy", "proxy:1"]]'), live, "r", str(WEB))
    assert found == Found(Fate.MADE, "u1", 4, (("main", "mirror/web:2"),), ("db-0",))
    gone = of_rollout(answered("ok", generation=4, became='[["main", "mirror/web:2"]]'), None, "r", str(WEB))
    assert gone.images == (("main", "mirror/web:2"),)
    assert of_rollout(answered("ok"), web("else:1"), "r", str(WEB)).images == (("main", NEW),)


def test_what_somebody_wrote_after_it_is_not_taken_for_what_it_made() -> None:
    sent = intent(1.0, str(WEB), "patch", uid="u1", changes=PATCH.data["changes"], generation=3)
    done = {"run": "r", "step": str(WEB), "observed_generation": 9, "replicas": 1, "current": 1, "updated": 1, "ready": 1, "available": 1}
    by_admission = of_rollout(Acts(sent), replace(web("mirror/web:2"), generation=4, **done), "r", str(WEB))
    assert (by_admission.images, by_admission.done) == ((("main", "mirror/web:2"),), True)
    by_somebody = of_rollout(Acts(sent), replace(web("web:0"), generation=5, **done), "r", str(WEB))
    assert (by_somebody.fate, by_somebody.images, by_somebody.done) == (Fate.MADE, (("main", NEW),), False)
    scaled = of_rollout(Acts(sent), replace(web(NEW), generation=5, **done), "r", str(WEB))
    assert (scaled.images, scaled.done) == ((("main", NEW),), True)
    told = answered("ok", generation=4, became='[["main", "mirror/web:2"]]')
    assert not of_rollout(told, replace(web("web:0"), generation=5, **done), "r", str(WEB)).done


def test_it_is_done_when_the_cluster_says_so() -> None:
    done = web(NEW, run="r", step=str(WEB), generation=2, observed_generation=2, replicas=1, current=1, updated=1, ready=1, available=1)
    assert of_rollout(Acts(PATCH), done, "r", str(WEB)).done
    assert not of_rollout(Acts(PATCH), replace(done, available=0), "r", str(WEB)).done


# ---- a build and a job -------------------------------------------------------------------------------------------------------------------

BEGUN = intent(1.0, "build/web", "build", number=7, tag="1.0.B000007")
OURS = ("io.desktop-pipeline.run", "r")
LABELS = {"io.desktop-pipeline.run": "r", "org.opencontainers.image.revision": "abc"}
MADE = outcome(2.0, "build/web", "build", "ok", number=8, tag="1.0.B000008", digest="sha256:8", commit="abc", repository="registry/web")
IMAGE = Found(Fate.MADE, number=7, tag="1.0.B000007", digest="sha256:7", repository="registry/web", commit="abc", done=True)


@pytest.mark.parametrize(("acts", "image", "found"), [
    (Acts(), None, Found(Fate.AGAIN)),
    (Acts(BEGUN), None, Found(Fate.AGAIN, number=7, tag="1.0.B000007")),
    (Acts(BEGUN), ("sha256:7", LABELS), IMAGE),
    (Acts(BEGUN), ("sha256:7", {"io.desktop-pipeline.run": "r"}), replace(IMAGE, commit="")),
    (Acts(BEGUN), ("sha256:9", {"io.desktop-pipeline.run": "other"}), Found(Fate.AGAIN, number=7)),
    (Acts(BEGUN, outcome(2.0, "build/web", "build", "failed")), None, Found(Fate.AGAIN, number=7, tag="1.0.B000007")),
    (Acts(BEGUN, MADE), None, Found(
        Fate.MADE, number=8, tag="1.0.B000008", digest="sha256:8", repository="registry/web", commit="abc", done=True)),
])
def test_what_became_of_a_build(acts: Acts, image: tuple[str, dict[str, str]] | None, found: Found) -> None:
    assert of_build(acts, image, OURS, "registry/web") == found


JOB = intent(1.0, f"job/{NIGHT}", "job", uid="u", job="night-r")


@pytest.mark.parametrize(("acts", "there", "vanish", "fate"), [
    (Acts(), False, False, Fate.AGAIN),
    (Acts(JOB), False, False, Fate.AGAIN),
    (Acts(JOB), False, True, Fate.UNKNOWN),
    (Acts(JOB), True, True, Fate.MADE),
    (Acts(JOB, outcome(2.0, "", "job", "ok")), True, False, Fate.MADE),
    (Acts(JOB, outcome(2.0, "", "job", "ok")), False, False, Fate.UNKNOWN),
    (Acts(JOB, outcome(2.0, "", "job", "failed")), False, True, Fate.AGAIN),
    (Acts(JOB, outcome(2.0, "", "job", "cancelled")), False, True, Fate.AGAIN),
])
def test_what_became_of_a_job(acts: Acts, there: bool, vanish: bool, fate: Fate) -> None:
    assert of_job(acts, there=there, vanish=vanish).fate is fate


def test_of_a_step_that_ended_the_image_it_made_is_known() -> None:
    assert ended(Acts(BEGUN, MADE)) == replace(built(MADE), fate=Fate.ENDED)
    assert ended(Acts(BEGUN, outcome(2.0, "build/web", "build", "failed"))) == ended(Acts()) == Found(Fate.ENDED)


# ---- what is left ------------------------------------------------------------------------------------------------------------------------


def row(container: str = "main", **fields: object) -> RowChange:
    return RowChange(container, Mode.TAG, f"registry/{container}", **{"tag": "2", **fields})  # type: ignore[arg-type]  # any field


PLAN = Plan("night", (
    WorkloadStep(DB, (row(),), "u3"),
    WorkloadStep(WEB, (row(tag="", build="web"), row("proxy")), "u1", wave=1, after=("db",)),
    WorkloadStep(API, (row(restore="registry/api:0"),), "u2", wave=2, after=("web",)),
), also_build=("tools",), start_jobs=(NIGHT,), pauses=(Pause(0), Pause(1)))


def state(**ends: State) -> RunState:
    names = {"db": str(DB), "web": str(WEB), "api": str(API), "image": "build/web", "tools": "build/tools", "night": f"job/{NIGHT}",
             "first": "pause/0", "second": "pause/1"}
    steps = {step: StepState(step, StepKind.ROLLOUT, name, ends.get(name, State.PENDING)) for name, step in names.items()}
    steps[str(WEB)] = replace(steps[str(WEB)], data={"pins": '{"proxy": "sha256:99"}'})
    return RunState("r", steps=steps)


def ahead(plan: Plan) -> set[str]:
    return {*(step.key.name for step in plan.steps), *plan.also_build, *(key.name for key in plan.start_jobs), *(p.id for p in plan.pauses)}


def test_all_of_it_is_left_at_first() -> None:
    found = {name: Found(Fate.AGAIN) for name in state().steps}
    rest = rest_of(PLAN, state(), found)
    assert ahead(rest) == {"db", "web", "api", "tools", "night", "pause/0", "pause/1"}
    assert {step.key.name: step.after for step in rest.steps} == {"db": (), "web": (str(DB),), "api": (str(WEB),)}
    assert ahead(rest_of(PLAN, RunState("r"), {})) == ahead(rest)  # died before any step was defined


def test_what_ended_or_was_made_is_not_left() -> None:
    found = {**{name: Found(Fate.AGAIN) for name in state().steps}, str(DB): Found(Fate.ENDED), "build/web": IMAGE, "build/tools": IMAGE,
             f"job/{NIGHT}": Found(Fate.MADE), "pause/0": Found(Fate.ENDED)}
    rest = rest_of(PLAN, state(db=State.DONE, first=State.DONE, image=State.DONE), found)
    assert ahead(rest) == {"web", "api", "pause/1"}
    step = next(step for step in rest.steps if step.key == WEB)
    assert step.after == ()
    image, proxy = step.rows
    assert (image.build, image.tag, image.digest, image.exact) == ("", "1.0.B000007", "sha256:7", True)
    assert (proxy.tag, proxy.digest, proxy.exact) == ("2", "sha256:99", False)
    assert next(step for step in rest.steps if step.key == API).rows[0].digest == ""


def test_what_cannot_begin_any_more_is_not_left() -> None:
    found = {name: Found(Fate.AGAIN) for name in state().steps}
    assert ahead(rest_of(PLAN, state(image=State.FAILED), {**found, "build/web": Found(Fate.ENDED)})) == {
        "db", "tools", "night", "pause/0", "pause/1"}
    unknown = rest_of(PLAN, state(), {**found, f"job/{NIGHT}": Found(Fate.UNKNOWN)})
    assert "night" not in ahead(unknown)


def test_after_a_failure_that_lets_nothing_begin_nothing_is_left() -> None:
    found = {**{name: Found(Fate.AGAIN) for name in state().steps}, str(DB): Found(Fate.ENDED)}
    failed = state(db=State.FAILED)
    unknown = {**found, str(DB): Found(Fate.AGAIN), f"job/{NIGHT}": Found(Fate.UNKNOWN)}
    assert not halted(PLAN, failed, found) and ahead(rest_of(PLAN, failed, found))
    assert not halted(PLAN, state(), unknown) and ahead(rest_of(PLAN, state(), unknown))
    for policy in (OnFailure.STOP, OnFailure.UNDO):
        plan = replace(PLAN, on_failure=policy)
        assert halted(plan, failed, found) and not ahead(rest_of(plan, failed, found))
        assert not halted(plan, state(db=State.CANCELLED), found) and not halted(plan, state(db=State.DONE), found)
        assert halted(plan, state(), unknown) and not ahead(rest_of(plan, state(), unknown)), "the job is going to end as unknown"


def test_it_is_known_beforehand_that_what_was_changed_is_put_back() -> None:
    undo, again = replace(PLAN, on_failure=OnFailure.UNDO), {name: Found(Fate.AGAIN) for name in state().steps}
    assert puts_back(undo, state(db=State.TIMED_OUT), again)
    assert puts_back(undo, state(), {**again, f"job/{NIGHT}": Found(Fate.UNKNOWN)}), "it is going to end as unknown"
    assert not puts_back(undo, state(db=State.DONE, web=State.SKIPPED), again)
    assert not puts_back(replace(PLAN, on_failure=OnFailure.STOP), state(db=State.FAILED), again)
    own = replace(PLAN, steps=(replace(PLAN.steps[0], on_failure=OnFailure.UNDO), *PLAN.steps[1:]))
    assert puts_back(own, state(db=State.FAILED), again) and not puts_back(own, state(api=State.FAILED), again)


def test_what_preflight_let_pass_counts_for_the_whole_plan() -> None:
    passed = replace(PLAN.steps[1], uid="u9", rows=(replace(PLAN.steps[1].rows[0], build="", expect="a", seen="b"),))
    whole = with_expectations(PLAN, replace(PLAN, steps=(passed,)))
    assert [step.uid for step in whole.steps] == ["u3", "u9", "u2"]
    changed = whole.steps[1].rows
    assert [(item.build, item.expect, item.seen) for item in changed] == [("web", "a", "b")]


def test_ended_as_it_stands() -> None:
    run = state(db=State.DONE, web=State.RUNNING, api=State.RUNNING, image=State.RUNNING, night=State.RUNNING)
    found = {str(WEB): Found(Fate.MADE, done=True), str(API): Found(Fate.MADE), "build/web": Found(Fate.AGAIN),
             f"job/{NIGHT}": Found(Fate.UNKNOWN), str(DB): Found(Fate.ENDED)}
    assert as_it_stands(run, found) == {
        str(WEB): State.DONE, str(API): State.UNKNOWN, "build/web": State.CANCELLED, f"job/{NIGHT}": State.UNKNOWN,
        "build/tools": State.CANCELLED, "pause/0": State.CANCELLED, "pause/1": State.CANCELLED}


@pytest.mark.parametrize(("acts", "may"), [
    (Acts(), False), (Acts(PATCH), True), (answered("unknown"), True), (answered("failed"), False), (answered("cancelled"), False)])
def test_a_change_that_may_still_arrive(acts: Acts, may: bool) -> None:
    """Nothing is seen of it; left out or not, nobody knows whether it will be."""
    found = of_rollout(acts, web(), "r", str(WEB))
    assert (found.fate, found.sent) == (Fate.AGAIN, may)
    assert as_it_stands(state(web=State.RUNNING), {str(WEB): found})[str(WEB)] is (State.UNKNOWN if may else State.CANCELLED)


def test_the_image_of_an_outcome() -> None:
    assert built(MADE).commit == "abc"
    assert built(outcome(1.0, "build/web", "build", "ok")) == Found(Fate.MADE, done=True)


# ---- events ------------------------------------------------------------------------------------------------------------------------------


def test_a_run_that_goes_on_forgets_what_was_only_of_the_moment() -> None:
    asked = Message.of("run.active")
    run = fold("r", [
        started(1.0, "t", "me", ""), step_defined(1.0, "a", StepKind.PAUSE, "a"), step_defined(1.0, "b", StepKind.PAUSE, "b"),
        step_ended(2.0, "b", State.DONE, asked), question(2.0, "a", asked), stop_asked(3.0), resumed(4.0, "me")])
    assert (run.stopping, run.steps["a"].question, run.steps["a"].message, run.steps["b"].message) == (False, None, None, asked)
    assert run.steps["a"].state is State.RUNNING
    assert set(replace(run, steps={**run.steps, "c": StepState("c", StepKind.PAUSE, "c")}).begun()) == {"a", "b"}
    over = [started(1.0, "t", "me", ""), stop_asked(1.5), run_ended(2.0, State.CANCELLED)]
    assert fold("r", [*over, resumed(3.0, "me")]) == fold("r", over)
