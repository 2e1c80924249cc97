"""What is different between two plans."""

from __future__ import annotations

from dataclasses import replace

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import DriftPolicy, OnDrift
from desktop_pipeline.domain.order import OnFailure, Pause
from desktop_pipeline.domain.plan_diff import OrderDifference, compare
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Kind, RowKey, WorkloadKey

A, B, C = "sha256:" + "a" * 64, "sha256:" + "b" * 64, ""


def key(name: str, cluster: str = "lab") -> WorkloadKey:
    return WorkloadKey(cluster, "shop", Kind.DEPLOYMENT, name)


def step(name: str, *rows: RowChange, cluster: str = "lab") -> WorkloadStep:
    return WorkloadStep(key(name, cluster), rows)


def row(container: str, tag: str = "1", digest: str = A, mode: Mode = Mode.TAG) -> RowChange:
    return RowChange(container, mode, "hub/app", tag, digest)


PLAN = Plan("Release", (step("web", row("web"), row("proxy")), step("api", row("api"))), "a")


def test_a_plan_does_the_same_as_itself_whatever_it_is_called():
    assert compare(PLAN, replace(PLAN, title="Other", name="b", notes="n", links=("l",))).same
    assert compare(PLAN, replace(PLAN, steps=PLAN.steps[::-1])).same


def test_what_they_say_to_people_is_told_too():
    steps = replace(PLAN.steps[0], note="n"), PLAN.steps[1]
    new = replace(PLAN, title="Other", description="d", notes="STOP", links=("l", "m"), steps=steps)
    found = compare(PLAN, new)
    assert (found.same, found.equal, compare(PLAN, PLAN).equal) == (True, False, True)
    assert found.texts == (
        OrderDifference("", "title", "Release", "Other"), OrderDifference("", "description", "", "d"),
        OrderDifference("", "notes", "", "STOP"), OrderDifference("", "links", "", "l\nm"),
        OrderDifference(str(key("web")), "note", "", "n"))
    assert compare(PLAN, replace(PLAN, steps=(step("new", row("x")),))).texts == ()


def test_rows_of_one_plan_only_and_rows_that_differ():
    new = Plan("", (step("web", row("web", "2", B), row("side")), step("api", row("api"), cluster="prod")))
    found = compare(PLAN, new)
    assert not found.same
    assert [difference.key for difference in found.only_old()] == [RowKey(key("web"), "proxy"), RowKey(key("api"), "api")]
    assert [difference.key for difference in found.only_new()] == [RowKey(key("web"), "side"), RowKey(key("api", "prod"), "api")]
    assert [(difference.key, difference.fields) for difference in found.changed()] == [(RowKey(key("web"), "web"), ("tag", "digest"))]


def test_what_differs_in_a_row():
    def fields(new: RowChange) -> tuple[str, ...]:
        return tuple(name for difference in compare(Plan("", (step("web", row("web")),)), Plan("", (step("web", new),))).rows
                     for name in difference.fields)

    assert fields(row("web", mode=Mode.LATEST)) == ("mode",)
    assert fields(row("web", digest=B)) == ("digest",)
    assert fields(row("web", digest=C)) == ()
    assert fields(replace(row("web"), repository="other/app", build="web")) == ("build", "repository")
    assert fields(replace(row("web"), exact=True)) == ("exact",)
    assert fields(replace(row("web"), expect="hub/app:0", kept=True, made_at=1.0)) == ()


def test_the_order():
    first = replace(PLAN.steps[0], wave=1, after=("api",), on_failure=OnFailure.UNDO, time_limit=90.0, note="n")
    new = replace(PLAN, steps=(first, step("new", row("new"))), on_failure=OnFailure.STOP, concurrency=3, time_limit=60.5,
                  pauses=(Pause(1, "b"), Pause(0, "a")), also_build=("y", "x"), start_jobs=(key("night"),))
    assert compare(PLAN, new).order == (
        OrderDifference("", "on_failure", "continue", "stop"), OrderDifference("", "concurrency", "", "3"),
        OrderDifference("", "rollout_seconds", "", "60.5"), OrderDifference("", "pauses", "", "0: a; 1: b"),
        OrderDifference("", "also_build", "", "x, y"), OrderDifference("", "start_jobs", "", "lab/shop/Deployment/night"),
        OrderDifference(str(key("web")), "wave", "0", "1"), OrderDifference(str(key("web")), "after", "", "api"),
        OrderDifference(str(key("web")), "on_failure", "", "undo"), OrderDifference(str(key("web")), "rollout_seconds", "", "90"),
    )


def test_what_is_done_about_drift():
    found = compare(PLAN, replace(PLAN, drift=DriftPolicy(changed=OnDrift.GO_ON, newer=OnDrift.STOP)))
    assert found.order == (OrderDifference("", "drift.changed", "stop", "go_on"), OrderDifference("", "drift.newer", "go_on", "stop"))
