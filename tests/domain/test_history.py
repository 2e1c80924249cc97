"""What a run really changed, the same once more, and the words by which runs are found."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from desktop_pipeline.domain.builds import BuildRun, RunOutcome
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.history import (
    ContainerChange,
    again,
    as_ended,
    build_words,
    changes_of,
    interrupted,
    last_word,
    plan_words,
    state_of,
    wanted,
    went_bad,
)
from desktop_pipeline.domain.messages import MESSAGES, Message
from desktop_pipeline.domain.order import OnFailure, Pause
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import Event, RunState, State, StepKind, StepState, What, intent, outcome, progress
from desktop_pipeline.domain.workloads import Container, Group, Kind, WorkloadKey
from tests.domain.facts import digest, workload

WEB = "registry:5000/shop/web"
A, B, C = (WorkloadKey("lab", "shop", Kind.DEPLOYMENT, name) for name in ("a", "b", "c"))
PLAN = Plan("Release 7", (
    WorkloadStep(A, (RowChange("main", Mode.TAG, WEB, "2", digest(2), expect=f"{WEB}:1"),
                     RowChange("init", Mode.BUILD, WEB, build="web", group=Group.INIT)), "uid-a", note="after midnight"),
    WorkloadStep(B, (RowChange("main", Mode.TAG, WEB, "latest"),), "uid-b", wave=1, after=("a", "Deployment/c")),
    WorkloadStep(C, (RowChange("main", Mode.TAG, WEB, "9"),), "uid-c"),
), name="night", notes="Ünïcode", also_build=("extra",), links=("https://tickets/7",), pauses=(Pause(0, "look"),),
    on_failure=OnFailure.UNDO, concurrency=3, time_limit=60.0, undoes="")


def patch(step: WorkloadStep, *changes: tuple[str, str, str], running: object = None) -> Event:
    made = json.dumps([[name, old, new, "", ""] for name, old, new in changes])
    extra = {"running": json.dumps(running)} if running is not None else {}
    return intent(1.0, step.id, "patch", uid="u", changes=made, **extra)


def answered(step: WorkloadStep, result: str, **became: str) -> Event:
    return outcome(2.0, step.id, "patch", result, became=json.dumps(list(became.items())))


FIRST, SECOND, THIRD = PLAN.steps
EVENTS = (
    outcome(0.5, "build/web", "build", "ok", tag="1.B000007", digest=digest(7)),
    patch(FIRST, ("main", f"{WEB}:1", f"{WEB}:2@{digest(2)}"), ("init", f"{WEB}:0", f"{WEB}:1.B000007"),
          running={"main": {f"{WEB}@{digest(1)}": 2, f"mirror@{digest(1)}": 1}}),
    answered(FIRST, "ok", main=f"mirror/web:2@{digest(2)}"),
    patch(SECOND, ("main", "old", f"{WEB}:latest")), answered(SECOND, "unknown"),
    patch(THIRD, ("main", "old", f"{WEB}:9")), answered(THIRD, "failed"),
)


def test_what_a_run_changed() -> None:
    assert changes_of(EVENTS) == {
        FIRST.id: (ContainerChange("main", f"{WEB}:1", f"mirror/web:2@{digest(2)}", (digest(1),)),
                   ContainerChange("init", f"{WEB}:0", f"{WEB}:1.B000007")),
        SECOND.id: (ContainerChange("main", "old", f"{WEB}:latest"),)}
    answers = [outcome(2.0, "x", "patch", "failed"), outcome(3.0, "x", "patch", "ok")]
    begun = intent(1.0, "x", "patch", changes='[["app", "a:1", "a:2", "", ""]]')
    assert changes_of((begun, answers[0])) == {}
    assert changes_of((begun, *answers)) == {"x": (ContainerChange("app", "a:1", "a:2", ()),)}, "its answer was lost, and found later"
    assert changes_of((progress(1.0, "x", None, Message.of("a")), intent(1.0, "x", "patch"))) == {"x": ()}


def test_the_same_again() -> None:
    live = workload(Kind.DEPLOYMENT, "a", Container("main", f"{WEB}:5"))
    made = again(PLAN, EVENTS, "Again", {A: live})
    assert made.tag_only == (("b", "main", "latest"),)
    assert [message.code for message in made.told()] == ["history.tag_only"]
    first, second = made.plan.steps
    assert [(row.container, row.repository, row.tag, row.digest, row.exact, row.group) for row in first.rows] == [
        ("main", "mirror/web", "2", digest(2), True, Group.MAIN), ("init", WEB, "1.B000007", digest(7), True, Group.INIT)]
    assert [(row.expect, row.shown_from) for row in first.rows] == [(f"{WEB}:5", "5"), ("", "")]
    assert (first.uid, second.uid) == (live.uid, "")
    assert (second.wave, second.after, second.rows[0].exact) == (1, ("a",), False)
    assert (made.plan.title, made.plan.on_failure, made.plan.concurrency, made.plan.time_limit) == ("Again", OnFailure.UNDO, 3, 60.0)
    assert (made.plan.pauses, made.plan.builds()) == (PLAN.pauses, ())


def test_what_was_put_back_and_cannot_be_read_is_left_out() -> None:
    events = (patch(FIRST, ("main", f"{WEB}:1", "not an image!"), ("other", "x", f"{WEB}:3")),
              patch(SECOND, ("main", "x", f"{WEB}:latest")),
              patch(THIRD, ("main", "x", f"{WEB}:9")))
    made = again(PLAN, events, "Again")
    assert [[row.container for row in step.rows] for step in made.plan.steps] == [["other"], ["main"], ["main"]]
    assert made.plan.steps[1].after == ("a", "Deployment/c")
    assert again(PLAN, (), "Again").plan.steps == ()


@pytest.mark.parametrize("word", ["Release", "night", "ünï", "lab/shop/deployment/a", "init", f"{WEB}:2", digest(2), "extra", "tickets/7",
                                  f"{WEB}:1", "midnight"])
def test_words_of_a_plan(word: str) -> None:
    assert all(part in plan_words(PLAN) for part in wanted(word))


def test_names_of_fields_are_no_words() -> None:
    for word in ("repository", "expect", "rows"):
        assert word not in plan_words(PLAN)
    assert wanted("  Web   2.0 ") == ("web", "2.0")


def test_words_of_a_build() -> None:
    words = build_words(BuildRun("web", 7, "1.B000007", RunOutcome.DONE, "r", digest=digest(7), commit="abc", description="Fix"))
    assert all(word in words for word in ("1.b000007", digest(7), "abc", "fix"))


@pytest.mark.parametrize(("state", "live", "shown"), [
    ("running", True, "running"), ("running", False, "interrupted"), ("failed", False, "failed")])
def test_the_state_of_a_run(state: str, live: bool, shown: str) -> None:
    assert state_of(state, live=live) == shown


def test_a_run_whose_program_died() -> None:
    times = {State.DONE: (1.0, 5.0), State.RUNNING: (7.0, None), State.PENDING: (None, None)}
    steps = {state.value: StepState(state.value, StepKind.ROLLOUT, "w", state, started=begun, ended=ended)
             for state, (begun, ended) in times.items()}
    begun = RunState("r", state=State.RUNNING, steps=steps, started=1.0)
    known = interrupted(begun)
    assert known.interrupted and not known.state.ended
    assert [step.state for step in known.steps.values()] == [State.DONE, State.UNKNOWN, State.PENDING]
    assert known.steps["running"].ended is None
    assert interrupted(begun, 9.0).steps["running"].ended == 9.0
    assert (as_ended(begun, 9.0).ended, as_ended(begun, 9.0).steps["running"].ended) == (9.0, 9.0)
    run = as_ended(begun)
    assert (run.state, run.ended, run.steps["running"].ended) == (State.UNKNOWN, 7.0, 7.0)
    assert as_ended(RunState("r", state=State.RUNNING, started=3.0)).ended == 3.0
    assert [step.state for step in run.steps.values()] == [State.DONE, State.UNKNOWN, State.CANCELLED]
    ended = RunState("r", state=State.FAILED)
    assert interrupted(ended) is as_ended(ended) is ended


def test_what_is_said_of_a_step_whose_program_died() -> None:
    """Only a rollout goes on in the cluster."""
    steps = {kind.value: StepState(kind.value, kind, "x", State.RUNNING) for kind in StepKind}
    said = {name: step.message for name, step in interrupted(RunState("r", state=State.RUNNING, steps=steps)).steps.items()}
    assert {name: message and message.code for name, message in said.items()} == {
        "build": "interrupted.build", "rollout": "undo.interrupted", "job": "interrupted.job", "pause": "interrupted.pause"}
    assert all(message is not None and message.code in MESSAGES for message in said.values())
    assert last_word([Event(What.STOP_ASKED, 3.0), Event(What.STOP_ASKED, 2.0)]) == 3.0 and last_word([]) is None


def test_a_step_of_an_interrupted_run_did_not_fail() -> None:
    steps = {state.value: StepState(state.value, StepKind.ROLLOUT, "x", state) for state in (State.UNKNOWN, State.FAILED, State.DONE)}
    run = RunState("r", state=State.RUNNING, steps=steps)
    assert [went_bad(run, step) for step in steps.values()] == [True, True, False]
    died = replace(run, interrupted=True)
    assert [went_bad(died, step) for step in steps.values()] == [False, True, False]
    assert (run.fraction, died.fraction) == (1.0, pytest.approx(2 / 3))
