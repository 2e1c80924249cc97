"""Runs: what events add up to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import (
    Event,
    RunState,
    State,
    StepKind,
    StepState,
    What,
    answer,
    fold,
    intent,
    outcome,
    percent,
    progress,
    question,
    reduce,
    resumed,
    run_ended,
    started,
    step_defined,
    step_ended,
    stop_asked,
    unpacked,
    verdict,
)

ENDS = [state for state in State if state.ended]
FAILED = Message.of("pod.crash", container="main", code=1, restarts=2)
RUN = [
    started(1.0, "Batch", "ann", "the plan"),
    step_defined(1.1, "build/web", StepKind.BUILD, "web"),
    step_defined(1.2, "lab/shop/Deployment/web", StepKind.ROLLOUT, "web", waves=1),
    intent(2.0, "build/web", "build", number=7, tag="1.4.0.B000007"),
    progress(2.5, "build/web", 0.5, Message.of("rollout.updated", n=1, want=2)),
    outcome(3.0, "build/web", "build", "ok", digest="sha256:1"),
    intent(3.1, "build/web", "push"),
    step_ended(4.0, "build/web", State.DONE),
    intent(5.0, "lab/shop/Deployment/web", "patch"),
    step_ended(6.0, "lab/shop/Deployment/web", State.FAILED, FAILED, log="x.log"),
    run_ended(7.0, State.FAILED),
]


def test_a_run_from_beginning_to_end() -> None:
    run = fold("r1", RUN)
    assert (run.id, run.title, run.by, run.plan) == ("r1", "Batch", "ann", "the plan")
    assert (run.state, run.started, run.ended) == (State.FAILED, 1.0, 7.0)
    build, rollout = run.steps.values()
    assert build == StepState("build/web", StepKind.BUILD, "web", State.DONE, started=2.0, ended=4.0, data=build.data)
    assert build.data == {"kind": "build", "title": "web", "number": 7, "tag": "1.4.0.B000007", "digest": "sha256:1"}
    assert (rollout.state, rollout.message) == (State.FAILED, FAILED)
    assert rollout.data == {"kind": "rollout", "title": "web", "waves": 1, "log": "x.log"}
    assert run.failed() == (rollout,)
    assert run.fraction == 1.0
    pause = StepState("pause/0", StepKind.PAUSE, "")
    assert replace(run, steps={**run.steps, pause.id: pause}).work() == (build, rollout)


def test_a_step_on_its_way() -> None:
    run = fold("r1", RUN[:5])
    assert run.state is State.RUNNING
    step = run.steps["build/web"]
    assert (step.state, step.stage, step.fraction, step.started) == (State.RUNNING, "build", 0.5, 2.0)
    assert step.message == Message.of("rollout.updated", n=1, want=2)
    assert run.fraction == 0.25
    assert run.failed() == ()
    pushing = fold("r1", RUN[:7]).steps["build/web"]
    assert (pushing.stage, pushing.started) == ("push", 2.0)
    assert pushing.message == step.message  # said until something else is


def test_the_stage_is_what_is_intended_not_what_came_of_something_else() -> None:
    run = fold("r", [*RUN[:2], intent(2.0, "build/web", "push"), outcome(3.0, "build/web", "build", "ok")])
    assert run.steps["build/web"].stage == "push"


@pytest.mark.parametrize(("raw", "fraction"), [(0.3, 0.3), (None, None), (512 / 2, 0.99), (-1.0, 0.0), (1, 0.99)])
def test_a_fraction_lies_between_nothing_and_nearly_all(raw: float | None, fraction: float | None) -> None:
    run = fold("r", [*RUN[:2], progress(2.0, "build/web", raw, Message.of("rollout.not_seen"))])
    assert run.steps["build/web"].fraction == fraction


def test_when_the_bar_of_a_step_last_moved() -> None:
    text = Message.of("rollout.not_seen")
    events = [started(1.0, "x", "me", ""), step_defined(1.0, "a", StepKind.ROLLOUT, "a"), intent(2.0, "a", "watch")]
    bars = [progress(3.0, "a", None, text), progress(4.0, "a", 0.5, text), progress(9.0, "a", 0.5, text), progress(12.0, "a", 0.75, text)]
    assert [fold("r", [*events, *bars[:n]]).steps["a"].moved for n in range(5)] == [None, None, 4.0, 4.0, 12.0]
    assert fold("r", [*events, *bars, resumed(20.0, "me")]).steps["a"].moved is None, "that was another time"


@pytest.mark.parametrize(("fraction", "shown"), [(0.0, 0), (0.29, 29), (0.994, 99), (0.9975, 99), (0.999999, 99), (1.0, 100)])
def test_a_hundred_percent_is_all(fraction: float, shown: int) -> None:
    assert percent(fraction) == shown


def test_a_run_with_a_step_at_work_is_not_all_done() -> None:
    events = [started(1.0, "t", "me", ""), *(step_defined(1.0, str(n), StepKind.ROLLOUT, str(n)) for n in range(4)),
              *(step_ended(2.0, str(n), State.DONE) for n in range(3)), progress(2.0, "3", 1.0, FAILED)]
    run = fold("r", events)
    assert run.steps["3"].fraction == 0.99 and percent(run.fraction) == 99
    assert percent(reduce(run, step_ended(3.0, "3", State.DONE)).fraction) == 100


@pytest.mark.parametrize(("state", "fraction"), [(State.PENDING, 0.0), (State.RUNNING, 0.0), (State.DONE, 1.0)])
def test_fraction_of_a_run_without_steps(state: State, fraction: float) -> None:
    assert RunState("r", state=state).fraction == fraction


def test_stop_is_asked_while_a_run_goes_on() -> None:
    assert fold("r", [RUN[0], stop_asked(2.0)]).stopping is True
    assert fold("r", [*RUN, stop_asked(8.0)]).stopping is False


def test_events_for_an_unknown_step_change_nothing() -> None:
    run = fold("r", RUN[:1])
    for event in RUN[3:10]:
        assert reduce(run, event) == run


@pytest.mark.parametrize("late", [
    progress(9.0, "build/web", 0.1, Message.of("rollout.not_seen")),
    intent(9.0, "build/web", "build"),
    outcome(9.0, "build/web", "push", "failed", digest="sha256:2"),
    step_ended(9.0, "build/web", State.CANCELLED),
    step_defined(9.0, "build/web", StepKind.ROLLOUT, "other"),
    run_ended(9.0, State.DONE),
    stop_asked(9.0),
])
def test_what_comes_after_the_end_changes_nothing(late: Event) -> None:
    run = fold("r", RUN)
    assert reduce(run, late) == run


def test_a_run_that_is_resumed_keeps_its_beginning_and_its_steps() -> None:
    run = fold("r", [*RUN[:5], started(50.0, "Batch", "ann", "the plan")])
    assert (run.state, run.started) == (State.RUNNING, 1.0)
    assert run.steps == fold("r", RUN[:5]).steps
    assert fold("r", [*RUN, started(50.0, "Batch", "ann", "the plan")]).state is State.FAILED


def test_unknown_is_settled_when_the_object_shows_either_value() -> None:
    step = "lab/shop/Deployment/web"
    run = fold("r", [*RUN[:9], step_ended(6.0, step, State.UNKNOWN, FAILED), run_ended(7.0, State.UNKNOWN)])
    assert (run.steps[step].state, run.state) == (State.UNKNOWN, State.UNKNOWN)
    assert reduce(run, progress(8.0, step, 0.5, FAILED)) == run  # it has ended all the same
    settled = fold("r", [*RUN[:9], step_ended(6.0, step, State.UNKNOWN), run_ended(7.0, State.UNKNOWN), step_ended(30.0, step, State.DONE),
                         run_ended(31.0, State.DONE)])
    assert (settled.steps[step].state, settled.steps[step].ended, settled.state, settled.ended) == (State.DONE, 30.0, State.DONE, 31.0)


@pytest.mark.parametrize("state", [State.PENDING, State.RUNNING])
def test_an_end_needs_a_state_that_is_one(state: State) -> None:
    with pytest.raises(ValueError, match="no end"):
        step_ended(1.0, "x", state)
    with pytest.raises(ValueError, match="no end"):
        run_ended(1.0, state)


@pytest.mark.parametrize("message", [None, FAILED, Message.of("choice.no_tag"), Message.of("x", n=None, t=True, f=1.5)])
def test_messages_travel_in_events(message: Message | None) -> None:
    assert unpacked(step_ended(1.0, "x", State.FAILED, message, extra=1)) == message


@pytest.mark.parametrize(("data", "text"), [({}, ""), ({"x": None}, ""), ({"x": "y"}, "y"), ({"x": 7}, "7")])
def test_text_of_an_event(data: dict[str, str | int | None], text: str) -> None:
    assert Event(What.OUTCOME, 1.0, data=data).text("x") == text


# ---- any order -----------------------------------------------------------------------------------------------------

STEPS = st.sampled_from(["a", "b"])
AT = st.floats(0, 1e10)
SAID = st.one_of(st.none(), st.just(FAILED))
EVENTS = st.one_of(
    st.builds(started, AT, st.text(), st.text(), st.text()),
    st.builds(step_defined, AT, STEPS, st.sampled_from(StepKind), st.text()),
    st.builds(intent, AT, STEPS, st.sampled_from(["build", "push", "patch", "delete-pod", "watch"])),
    st.builds(outcome, AT, STEPS, st.sampled_from(["build", "push", "patch"]), st.sampled_from(["ok", "failed", "cancelled", "unknown"])),
    st.builds(progress, AT, STEPS, st.one_of(st.none(), st.floats()), st.just(FAILED)),
    st.builds(step_ended, AT, STEPS, st.sampled_from(ENDS), SAID),
    st.builds(question, AT, STEPS, st.just(FAILED)),
    st.builds(answer, AT, STEPS, st.just(FAILED), st.text(), yes=st.booleans()),
    st.builds(stop_asked, AT),
    st.builds(run_ended, AT, st.sampled_from(ENDS)),
)


@given(st.lists(EVENTS, max_size=30))
def test_no_order_of_events_un_ends_anything(events: list[Event]) -> None:
    run = RunState("r")
    for event in events:
        before, run = run, reduce(run, event)
        assert set(before.steps) <= set(run.steps)
        assert 0.0 <= run.fraction <= 1.0
        for name, step in before.steps.items():
            if step.state.ended:
                assert run.steps[name] == step or (step.state is State.UNKNOWN and run.steps[name].state.ended)
        if before.state.ended:
            assert run.state is before.state or (before.state is State.UNKNOWN and run.state.ended)
    assert fold("r", events) == run


@given(st.lists(EVENTS, max_size=20), st.integers(0, 20))
def test_folding_can_be_interrupted_anywhere(events: list[Event], cut: int) -> None:
    run = fold("r", events[:cut])
    for event in events[cut:]:
        run = reduce(run, event)
    assert run == fold("r", events)


# ---- verdict -------------------------------------------------------------------------------------------------------

def steps(*states: State, kind: StepKind = StepKind.ROLLOUT) -> list[StepState]:
    return [StepState(str(number), kind, "", state) for number, state in enumerate(states)]


@pytest.mark.parametrize(("states", "expected"), [
    ([], State.CANCELLED),  # it was ended before it had told what it would do
    ([State.DONE, State.DONE], State.DONE),
    ([State.DONE, State.FAILED], State.FAILED),
    ([State.DONE, State.TIMED_OUT], State.FAILED),
    ([State.FAILED, State.SKIPPED], State.FAILED),
    ([State.DONE, State.SKIPPED], State.FAILED),
    ([State.CANCELLED, State.DONE, State.SKIPPED], State.CANCELLED),  # cancelled, never failed
    ([State.CANCELLED, State.FAILED], State.FAILED),
    ([State.UNKNOWN, State.FAILED, State.CANCELLED], State.UNKNOWN),  # never skipped silently
    ([State.SUPERSEDED, State.DONE], State.SUPERSEDED),  # neither done nor failed
    ([State.SUPERSEDED, State.SKIPPED], State.SUPERSEDED),
    ([State.SUPERSEDED, State.FAILED], State.FAILED),
    ([State.SUPERSEDED, State.CANCELLED], State.CANCELLED),
    ([State.NOT_STARTED], State.NOT_STARTED),  # never shown as a success of a rollout
    ([State.NOT_STARTED, State.NOT_STARTED], State.NOT_STARTED),
    ([State.NOT_STARTED, State.DONE], State.DONE),
])
def test_verdict(states: list[State], expected: State) -> None:
    assert verdict(steps(*states)) is expected
    assert verdict(reversed(steps(*states))) is expected


def test_a_build_that_was_done_does_not_make_a_rollout_of_nothing_done() -> None:
    built = replace(steps(State.DONE)[0], kind=StepKind.BUILD)
    assert verdict([built]) is State.DONE
    assert verdict([built, *steps(State.NOT_STARTED)]) is State.NOT_STARTED


@given(st.lists(st.sampled_from(ENDS), min_size=1))
def test_a_verdict_is_good_exactly_when_all_steps_are(states: list[State]) -> None:
    assert verdict(steps(*states)).ended
    assert verdict(steps(*states)).good is all(state.good for state in states)


def test_a_question_is_open_until_it_is_answered_or_its_step_ends() -> None:
    asked = Message.of("build.large_context", megabytes="600.0", files=3, limit=500, largest="a")
    begun = [started(1.0, "r", "me", ""), step_defined(1.0, "s", StepKind.BUILD, "web")]
    run = fold("r", [*begun, question(2.0, "s", asked)])
    assert (run.steps["s"].question, run.steps["s"].state, run.asking()) == (asked, State.RUNNING, (run.steps["s"],))
    said = answer(3.0, "s", asked, "me", yes=True)
    assert dict(said.data)["yes"] is True
    assert reduce(run, said).asking() == ()
    assert reduce(run, step_ended(3.0, "s", State.CANCELLED)).asking() == ()
