"""Order of a plan: who waits for whom, what is wrong with it, when it would be over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.order import Needs, OnFailure, Pause, StepNames, forecast, job_step_id, key_of_step, needs, not_over, problems
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.undo import backwards
from desktop_pipeline.domain.workloads import Kind, WorkloadKey


def key(name: str, namespace: str = "shop", kind: Kind = Kind.DEPLOYMENT) -> WorkloadKey:
    return WorkloadKey("lab", namespace, kind, name)


def step(name: str, wave: int = 0, after: tuple[str, ...] = (), build: str = "", namespace: str = "shop") -> WorkloadStep:
    return WorkloadStep(key(name, namespace), (RowChange(name, Mode.TAG, name, "1", build=build),), wave=wave, after=after)


def ids(*names: str) -> frozenset[str]:
    return frozenset(name if "/" in name else str(key(name)) for name in names)


def test_the_workload_that_a_step_acts_on() -> None:
    night = key("night", kind=Kind.CRON_JOB)
    assert [key_of_step(str(night)), key_of_step(job_step_id(night))] == [night, night]
    assert [key_of_step(name) for name in ("build/web", "pause/0", "a/b/Nothing/c", "")] == [None] * 4


def test_without_an_order_a_rollout_waits_for_its_builds_only() -> None:
    plan = Plan("", (step("web", build="web"), step("api")), also_build=("tool",), start_jobs=(key("night", kind=Kind.CRON_JOB),))
    assert needs(plan) == {
        "build/tool": Needs(), "build/web": Needs(), str(key("web")): Needs(ids("build/web")), str(key("api")): Needs(),
        f"job/{key('night', kind=Kind.CRON_JOB)}": Needs()}


def test_a_wave_waits_for_the_end_of_the_one_before_and_after_for_a_good_end() -> None:
    plan = Plan("", (step("db"), step("api", 2), step("web", 2, ("api",)), step("mail", 7)))
    found = needs(plan)
    assert found[str(key("api"))] == Needs(over=ids("db"))
    assert found[str(key("web"))] == Needs(ids("api"), ids("db"))
    assert found[str(key("mail"))] == Needs(over=ids("api", "web"))
    assert found[str(key("web"))].all() == ids("api", "db")


def test_pauses_stand_between_waves() -> None:
    plan = Plan("", (step("db", 1), step("api", 2), step("web", 3)), pauses=(Pause(2, "look"), Pause(0), Pause(9)))
    found = needs(plan)
    assert found["pause/0"] == Needs()
    assert found["pause/2"] == Needs(ids("pause/0"), ids("api"))
    assert found["pause/9"] == Needs(ids("pause/2"), ids("web"))
    assert found[str(key("db"))] == Needs(ids("pause/0"))
    assert found[str(key("api"))] == Needs(ids("pause/0"), ids("db"))
    assert found[str(key("web"))] == Needs(ids("pause/2"), ids("api"))


@pytest.mark.parametrize(("word", "found"), [
    ("web", "lab/shop/Deployment/web"), ("deployment/web", "lab/shop/Deployment/web"), ("cache", "lab/tools/StatefulSet/cache"),
    ("lab/tools/Deployment/web", "lab/tools/Deployment/web"), ("StatefulSet/web", "lab/shop/StatefulSet/web"),
])
def test_words_of_after(word: str, found: str) -> None:
    kinds = [key("web"), key("web", "tools"), key("cache", "tools", Kind.STATEFUL_SET)]
    if "Stateful" in word:
        kinds.append(key("web", kind=Kind.STATEFUL_SET))
    assert StepNames([WorkloadStep(item, ()) for item in kinds]).find(word, key("api")).id == found


@pytest.mark.parametrize(("word", "code"), [
    ("nobody", "order.unknown"), ("job/web", "order.unknown"), ("shop/Deployment/web", "order.unknown"),
    ("lab/none/Deployment/web", "order.unknown"), ("", "order.unknown"), ("a/b/c/d/e", "order.unknown"), ("web", "order.ambiguous"),
])
def test_words_that_mean_no_step(word: str, code: str) -> None:
    steps = [WorkloadStep(key("web"), ()), WorkloadStep(key("web", kind=Kind.DAEMON_SET), ()), step("api", after=(word,))]
    with pytest.raises(UserError) as caught:
        needs(Plan("", tuple(steps)))
    assert caught.value.message.code == code
    assert [(where, message.code) for where, message in problems(Plan("", tuple(steps)))] == [(str(key("api")), code)]


@pytest.mark.parametrize("steps", [
    (step("a", after=("a",)),), (step("a", after=("b",)), step("b", after=("c",)), step("c", after=("a",))),
])
def test_steps_that_wait_for_one_another(steps: tuple[WorkloadStep, ...]) -> None:
    found = problems(Plan("", steps))
    assert [(where, message.code) for where, message in found] == [("", "order.cycle")]
    assert dict(found[0][1].arguments)["steps"].count(" → ") <= 3


@pytest.mark.parametrize("steps", [
    (step("front", 3), step("worker", 0, ("front",))), (step("x"), step("front", 3), step("worker", 2, ("x", "front"))),
    (step("api", 1, ("worker",)), step("front", 3), step("worker", 1, ("front",))),
])
def test_a_step_that_comes_after_one_of_a_later_wave(steps: tuple[WorkloadStep, ...]) -> None:
    (where, message), = problems(Plan("", steps))
    assert (where, message.code) == ("", "order.against_waves")
    assert render(message).startswith(f"worker is in wave {message.argument('wave')} and comes after front, which is in the later wave 3")


def test_all_that_is_wrong_is_told_at_once() -> None:
    loops = [step(f"{letter}{number}", after=(f"{other}{number}",)) for number in range(3) for letter, other in ("ab", "ba")]
    plan = Plan("", (*loops, step("late", 3), step("early", 0, ("late", "nobody", "a0")), step("last", 1, ("early",))))
    found = [(where, message.code) for where, message in problems(plan)]
    assert found == [(str(key("early")), "order.unknown"), ("", "order.against_waves"), *[("", "order.cycle")] * 3]
    many = [step(f"s{number}", after=(f"s{number}",)) for number in range(50)]
    assert len(problems(Plan("", tuple(many)))) == 20


def test_a_long_chain_is_no_trouble() -> None:
    chain = tuple(step(f"s{number}", after=(f"s{number - 1}",) if number else ()) for number in range(3000))
    assert problems(Plan("", chain)) == ()
    assert problems(Plan("", (replace(chain[0], after=("s2999",)), *chain[1:])))[0][1].code == "order.cycle"


def test_a_plan_without_a_step_is_without_what_comes_after_it() -> None:
    plan = Plan("", (step("a"), step("b", after=("a",)), step("c", after=("b", "nobody")), step("d", after=("nobody",)), step("e", 1)))
    assert [item.key.name for item in plan.without(ids("a")).steps] == ["d", "e"]
    assert plan.without(frozenset()) == plan


def test_policy_of_a_step_is_its_own_or_the_plans() -> None:
    own = replace(step("a"), on_failure=OnFailure.CONTINUE)
    plan = Plan("", (own, step("b")), on_failure=OnFailure.UNDO)
    assert plan.failure_policy(own.id) is OnFailure.CONTINUE
    assert plan.failure_policy(str(key("b"))) is plan.failure_policy("build/x") is OnFailure.UNDO


def test_forecast_of_waves_and_limits() -> None:
    plan = Plan("", (step("web", build="web"), step("a"), step("b"), step("c", 1)), pauses=(Pause(0),))
    took = {"build/web": 100.0, str(key("web")): 10.0, str(key("a")): 30.0, str(key("b")): 30.0}
    found = forecast(plan, took, rollouts=1, builds=1, guess=5.0)
    spans = {name: (span.start, span.end) for name, span in found.spans.items()}
    assert spans == {
        "build/web": (0, 100), str(key("a")): (0, 30), str(key("b")): (30, 60), str(key("web")): (100, 110), "pause/0": (110, 110),
        str(key("c")): (110, 115)}
    assert found.seconds == 115
    assert found.critical == ("build/web", str(key("web")), "pause/0", str(key("c")))
    assert found.guessed == {str(key("c"))}
    assert forecast(plan, took, rollouts=0, builds=0).seconds == 170
    assert forecast(Plan("", ()), {}, 1, 1).critical == ()


def test_forecast_tells_that_the_limit_is_what_it_waits_for() -> None:
    plan = Plan("", (step("a"), step("b"), step("c")))
    found = forecast(plan, {}, rollouts=2, builds=1, guess=10.0)
    assert found.seconds == 20
    assert found.critical == (str(key("a")), str(key("c")))


def test_an_undo_goes_backwards() -> None:
    plan = Plan("", (step("db", build="db"), step("api", 2, ("db",)), step("web", 3), step("gone", 3, ("web",))), pauses=(Pause(2),))
    undone = tuple(WorkloadStep(item.key, ()) for item in plan.steps[:3])
    found = {item.key.name: item.wave for item in backwards(undone, plan)}
    assert found["web"] < found["api"] < found["db"]
    assert found["web"] == 0
    assert not any(item.after for item in backwards(undone, plan)), "one that cannot be put back keeps no other from being put back"
    assert backwards((), plan) == ()


def test_the_undo_of_a_plan_means_the_steps_that_the_plan_meant() -> None:
    there, x = step("web", namespace="a"), step("x", after=("web",), namespace="a")
    web = step("web", after=("lab/a/Deployment/x",), namespace="b")
    found = backwards((WorkloadStep(x.key, ()), WorkloadStep(web.key, ())), Plan("", (there, x, web)))
    assert [(item.key.namespace, item.wave) for item in found] == [("a", 1), ("b", 0)]


def test_a_plan_is_named_by_what_it_does() -> None:
    assert Plan("", tuple(step(name) for name in "abcde")).named() == "a, b, c +2"
    assert Plan("", (step("web"),), start_jobs=(key("night", kind=Kind.CRON_JOB),)).named() == "web, night"
    assert Plan("", (), also_build=("tool",)).named() == "tool"


def test_what_is_still_waited_for() -> None:
    """Of a middle wave that was skipped nothing is left to wait for, but of the one before it."""
    graph = needs(Plan("p", (step("a"), step("b"), step("c", 1), step("d", 2, ("b", "c")))))
    last = str(key("d"))
    assert not_over(graph, last, lambda other: False) == ids("b", "c")
    assert not_over(graph, last, lambda other: other == str(key("c"))) == ids("a", "b")
    assert not_over(graph, last, lambda other: True) == frozenset()


def test_each_cluster_has_places_of_its_own_and_jobs_need_none() -> None:
    there = WorkloadStep(WorkloadKey("prod", "shop", Kind.DEPLOYMENT, "a"), step("a").rows)
    night = key("night", kind=Kind.CRON_JOB)
    seen = forecast(Plan("", (step("a"), step("b"), there), start_jobs=(night,)), {}, rollouts=1, builds=1)
    begins = {name: span.start for name, span in seen.spans.items()}
    assert begins == {str(key("a")): 0.0, str(key("b")): 60.0, there.id: 0.0, job_step_id(night): 0.0}
