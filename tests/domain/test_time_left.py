"""How long a run still takes: by its order, by what was before, by what has happened so far; and how an end is shown without jumping."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import Pause, forecast
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import (
    Event,
    RunState,
    State,
    StepKind,
    fold,
    intent,
    progress,
    question,
    started,
    step_defined,
    step_ended,
)
from desktop_pipeline.domain.time_left import GUESS, Basis, StepLeft, TimeLeft, Usual, course, rounded, steady, time_left
from desktop_pipeline.domain.workloads import Kind, WorkloadKey

T = 1000.0
"""When the runs of these tests began."""
LIMIT = 600.0


def key(name: str, kind: Kind = Kind.DEPLOYMENT) -> WorkloadKey:
    return WorkloadKey("lab", "shop", kind, name)


def at(name: str) -> str:
    return str(key(name))


def step(name: str, wave: int = 0, build: str = "") -> WorkloadStep:
    return WorkloadStep(key(name), (RowChange(name, Mode.TAG, name, "1", build=build),), wave=wave)


def run(*events: Event) -> RunState:
    ids = [name for name in dict.fromkeys(event.step for event in events) if name]
    kinds = {"build": StepKind.BUILD, "pause": StepKind.PAUSE, "job": StepKind.JOB}
    defined = [step_defined(T, name, kinds.get(name.partition("/")[0], StepKind.ROLLOUT), name) for name in ids]
    return fold("r", [started(T, "release", "me", ""), *defined, *events])


def begun(name: str, after: float = 0.0) -> Event:
    return intent(T + after, name, "patch")


def done(name: str, after: float, state: State = State.DONE) -> Event:
    return step_ended(T + after, name, state)


def left(plan: Plan, usual: dict[str, float], state: RunState, after: float, rollouts: int = 10, builds: int = 2) -> TimeLeft:
    return time_left(course(plan, rollouts, builds, LIMIT), usual, state, T + after)


WAVES = Plan("", (step("db", 1), step("api", 2), step("web", 2, build="web")))
USUAL = {at("db"): 30.0, at("api"): 40.0, at("web"): 20.0, "build/web": 100.0}


def test_before_anything_has_happened_it_is_the_forecast() -> None:
    expected = forecast(WAVES, USUAL, 10, 2)
    found = left(WAVES, USUAL, run(), 0.0)
    assert found.seconds == expected.seconds == 120.0
    assert {name: (one.begins, one.ends) for name, one in found.steps.items()} == {
        name: (span.start, span.end) for name, span in expected.spans.items()}
    assert found.known
    assert not found.late


def test_what_has_ended_counts_no_more_and_what_is_at_work_counts_its_rest() -> None:
    state = run(begun(at("db")), done(at("db"), 25), begun("build/web"), begun(at("api"), 25))
    found = left(WAVES, USUAL, state, 35.0)
    assert at("db") not in found.steps
    assert found.steps[at("api")].ends == 30.0, "ten of forty seconds are over"
    assert found.steps["build/web"].ends == 65.0
    assert (found.steps[at("web")].begins, found.seconds) == (65.0, 85.0)


def test_the_order_of_places_is_kept_and_those_at_work_have_theirs() -> None:
    plan = Plan("", tuple(step(name) for name in "abc"))
    usual = {at(name): 10.0 for name in "abc"}
    found = left(plan, usual, run(begun(at("c"))), 4.0, rollouts=1)
    assert [found.steps[at(name)].begins for name in "cab"] == [0.0, 6.0, 16.0]
    assert found.seconds == 26.0


def test_a_step_is_late_only_after_a_grace_and_then_the_time_is_a_least() -> None:
    plan = Plan("", (step("db", 1), step("api", 2)))
    usual = {at("db"): 40.0, at("api"): 15.0}
    state = run(begun(at("db")))
    assert left(plan, usual, state, 49.0).late is False, "half of all steps take longer than the median"
    late = left(plan, usual, state, 51.0)
    assert late.steps[at("db")].late
    assert (late.late, late.seconds) == (True, 15.0)
    short = left(Plan("", (step("db"),)), {at("db"): 2.0}, state, 6.0)
    assert not short.late, "seconds are no news"


def test_a_late_step_beside_a_longer_one_does_not_hold_up_the_run() -> None:
    plan = Plan("", (step("a"), step("b")))
    found = left(plan, {at("a"): 10.0, at("b"): 100.0}, run(begun(at("a")), begun(at("b"))), 50.0)
    assert found.steps[at("a")].late
    assert (found.late, found.seconds) == (False, 50.0)


def test_without_a_former_run_the_others_of_its_kind_tell() -> None:
    plan = Plan("", (step("a"), step("b"), step("c")))
    by_history = left(plan, {"lab/other/Deployment/x": 20.0, "build/web": 500.0}, run(), 0.0)
    assert by_history.steps[at("a")].basis is Basis.LIKE
    assert by_history.seconds == 20.0
    here = run(begun(at("a")), done(at("a"), 7.0))
    assert left(plan, {"lab/other/Deployment/x": 20.0}, here, 7.0).seconds == 7.0, "this run itself tells more"
    bad = run(begun(at("a")), done(at("a"), 7.0, State.FAILED))
    assert left(plan, {"lab/other/Deployment/x": 20.0}, bad, 7.0).seconds == 20.0, "what failed tells nothing"


def test_what_started_nothing_is_no_pattern_for_others() -> None:
    """A workload without replicas and a CronJob are changed at once; others are not."""
    plan = Plan("", (step("a"), step("b"), step("c")))
    state = run(begun(at("a")), done(at("a"), 1.0, State.NOT_STARTED), begun(at("b"), 1.0))
    first = left(plan, {}, state, 20.0)
    assert (first.known, first.late, first.seconds) == (False, False, GUESS)
    before = Usual({at("a"): 1.0, "lab/shop/CronJob/night": 2.0}, frozenset({at("a"), "lab/shop/CronJob/night"}))
    found = left(plan, before, run(), 0.0)
    assert found.steps[at("a")].ends == 1.0, "of itself it tells"
    assert (found.steps[at("b")].basis, found.steps[at("b")].ends) == (Basis.NOTHING, GUESS)


def test_what_takes_longer_than_the_others_is_not_late_where_it_never_ran() -> None:
    plan = Plan("", (step("a"), step("b")))
    usual = {"lab/other/Deployment/x": 10.0}
    state = run(begun(at("a")), begun(at("b")))
    assert left(plan, usual, state, 9.0).known
    found = left(plan, usual, state, 30.0)
    assert (found.known, found.late, found.seconds) == (False, False, GUESS - 30.0)
    assert left(plan, usual, state, 300.0).steps[at("a")] == StepLeft(0.0, 0.0, Basis.NOTHING)


def test_of_nothing_a_guess_is_made_and_told() -> None:
    plan = Plan("", (step("a"), step("b", build="web")))
    found = left(plan, {}, run(), 0.0)
    assert (found.known, found.seconds) == (False, 2 * GUESS)
    assert not left(plan, {"build/web": 30.0}, run(), 0.0).known, "the end waits for a rollout, of which nothing is known"
    beside = Plan("", (step("a"),), also_build=("web",))
    assert left(beside, {"build/web": 300.0}, run(), 0.0).known, "what is not known is over long before by any guess"
    assert left(plan, {}, run(begun(at("a"))), 500.0).steps[at("a")].late is False, "nobody knows what is usual"


def test_the_own_bar_tells_where_there_was_no_former_run() -> None:
    plan = Plan("", (step("a"),))

    def with_bar(fraction: float) -> RunState:
        return run(begun(at("a")), bar(10, fraction))

    assert left(plan, {}, with_bar(0.25), 10.0).seconds == 30.0
    assert left(plan, {}, with_bar(0.05), 10.0).seconds == GUESS - 10.0, "a bar that has hardly begun tells nothing"
    assert left(plan, {at("a"): 15.0}, with_bar(0.25), 10.0).seconds == 5.0, "what was before is surer than a bar"


def bar(after: float, fraction: float) -> Event:
    return progress(T + after, at("a"), fraction, Message.of("rollout.updated", n=1, want=4))


@pytest.mark.parametrize("usual", [{}, {"lab/other/Deployment/x": 40.0}])
def test_the_end_is_not_moved_on_while_the_bar_stands_still(usual: dict[str, float]) -> None:
    plan = Plan("", (step("a"),))
    stands = run(begun(at("a")), bar(30, 0.25), *(bar(after, 0.5) for after in range(40, 600, 10)))
    assert [left(plan, usual, stands, after).seconds for after in (40.0, 60.0, 79.0, 90.0)] == [40.0, 20.0, 1.0, 0.0]
    for after in (101.0, 300.0, 590.0):
        found = left(plan, usual, stands, after)
        assert (found.known, found.late, found.seconds) == (False, False, 0.0), "it tells nothing any more"
    moved = run(begun(at("a")), bar(40, 0.5), bar(300, 0.75))
    assert left(plan, usual, moved, 310.0).seconds == 90.0, "a bar that moves again tells again"


def test_by_its_bar_a_rollout_takes_no_longer_than_it_may() -> None:
    state = run(begun(at("a")), bar(100, 0.1))
    assert left(Plan("", (step("a"),)), {}, state, 100.0).seconds == LIMIT - 100.0
    assert left(Plan("", (step("a"),), time_limit=300.0), {}, state, 100.0).seconds == 200.0
    assert left(Plan("", (replace(step("a"), time_limit=150.0),), time_limit=300.0), {}, state, 100.0).seconds == 50.0


def test_pauses_take_no_time_and_a_question_is_told() -> None:
    plan = Plan("", (step("a", 1), step("b", 2)), pauses=(Pause(1, "look"),))
    usual = {at("a"): 10.0, at("b"): 20.0}
    assert left(plan, usual, run(), 0.0).seconds == 30.0
    asked = run(begun(at("a")), done(at("a"), 10), question(T + 10, "pause/1", Message.of("executor.pause", text="look")))
    found = left(plan, usual, asked, 500.0)
    assert (found.asks, found.seconds, found.late) == (True, 20.0, False)
    assert found.steps[at("b")].begins == 0.0
    only = Plan("", (), pauses=(Pause(1),))
    assert left(only, {}, run(), 0.0).known, "there is no time to be known"


def test_a_build_that_asks_does_not_become_late_and_others_go_on_beside_it() -> None:
    plan = Plan("", (step("a"),), also_build=("web",))
    asked = run(begun("build/web"), question(T + 1, "build/web", Message.of("executor.pause_silent")), begun(at("a")))
    found = left(plan, {"build/web": 30.0, at("a"): 400.0}, asked, 300.0)
    assert not found.steps["build/web"].late
    assert found.steps["build/web"].ends == 30.0
    assert not found.asks


def test_jobs_are_a_kind_of_their_own_and_the_end_of_a_run_takes_nothing() -> None:
    night = key("night", Kind.CRON_JOB)
    plan = Plan("", (step("a"),), start_jobs=(night,))
    found = left(plan, {"job/lab/shop/CronJob/other": 90.0}, run(), 0.0)
    assert found.steps[f"job/{night}"].ends == 90.0
    assert found.steps[at("a")].basis is Basis.NOTHING
    over = left(plan, {}, run(done(at("a"), 1), done(f"job/{night}", 2)), 3.0)
    assert (over.seconds, over.steps, over.late, over.known) == (0.0, {}, False, True)


def test_mistakes_in_the_order_are_told() -> None:
    wrong = WorkloadStep(key("a"), (RowChange("a", Mode.TAG, "a", "1"),), after=("nobody",))
    with pytest.raises(UserError) as error:
        course(Plan("", (wrong,)), 1, 1, LIMIT)
    assert error.value.code == "order.unknown"


def test_the_end_that_is_shown_goes_and_does_not_jump() -> None:
    assert steady(None, T + 100, T, 0.0) == T + 100
    assert steady(T + 100, T + 104, T, 1.0) == T + 100, "so near that it stays"
    there = T + 100.0
    before = there
    for second in range(1, 40):
        there = steady(there, T + 220, T + second, 1.0)
        assert 0.0 <= there - before <= 0.2 * 120
        before = there
    assert abs(there - (T + 220)) <= 0.06 * 220
    assert steady(T + 100, T + 50, T, 4.0) == T + 75
    assert steady(T + 100, T + 50, T, -1.0) == T + 100, "a clock that was put back"
    assert steady(T - 10, T, T, 60.0) == pytest.approx(T, abs=0.01)


def test_times_are_as_precise_as_people_believe_them() -> None:
    assert [rounded(seconds) for seconds in (0, 1, 7.6, 61, 119, 131, 599, 601, 3700)] == [5, 5, 10, 60, 120, 130, 600, 600, 3720]
