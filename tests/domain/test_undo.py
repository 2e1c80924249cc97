"""What an undo puts back, and when it is offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import drift
from desktop_pipeline.domain.plans import ImageChange, RowChange, WorkloadStep, make_patch
from desktop_pipeline.domain.runs import State, StepKind, StepState
from desktop_pipeline.domain.undo import Made, undo_step, undo_why_not, version_in
from desktop_pipeline.domain.workloads import Container, Group, Kind
from tests.domain.facts import digest, workload

WEB = "registry:5000/shop/web"
OLD, NEW = f"{WEB}:1.4.0.B000005@{digest(5)}", f"{WEB}:1.4.0.B000006@{digest(6)}"
STEP = WorkloadStep(workload().key, (
    RowChange("main", Mode.BUILD, WEB, build="web", expect=OLD, shown_from="1.4.0.B000005"),
    RowChange("migrate", Mode.TAG, "nginx", "latest", expect="nginx", group=Group.INIT)))
MADE = Made(STEP, "uid-web", (
    ImageChange("main", Group.MAIN, OLD, NEW),
    ImageChange("migrate", Group.INIT, "nginx", "nginx:latest", "Always", "IfNotPresent")))
AFTER = workload(Kind.DEPLOYMENT, "web", Container("main", NEW, pull_policy="IfNotPresent"),
                 Container("migrate", "nginx:latest", Group.INIT, pull_policy="Always"))


def test_undo_puts_back_exactly_what_was_there() -> None:
    step = undo_step(MADE)
    assert step is not None
    assert (step.key, step.uid, step.builds()) == (STEP.key, "uid-web", ())
    main, init = step.rows
    assert (main.mode, main.shown_from, main.tag) == (Mode.APPOINTED, "1.4.0.B000006", "1.4.0.B000005")
    assert (init.mode, init.shown_from, init.tag, init.group) == (Mode.TAG, "latest", "latest", Group.INIT)
    assert drift(step, AFTER) == ()
    patch = make_patch(step, AFTER, {}, {}, "run-2", "undo")
    assert patch is not None
    assert [(change.container, change.old, change.new, change.pull_policy) for change in patch.changes] == [
        ("main", NEW, OLD, ""), ("migrate", "nginx:latest", "nginx", "IfNotPresent")]


def test_an_undo_of_an_undo_leads_back() -> None:
    step = undo_step(MADE)
    assert step is not None
    patch = make_patch(step, AFTER, {}, {}, "run-2", "undo")
    assert patch is not None
    again = undo_step(Made(step, "uid-web", patch.changes))
    assert again is not None
    assert [(row.expect, row.restore, row.restore_policy) for row in again.rows] == [
        (OLD, NEW, "IfNotPresent"), ("nginx", "nginx:latest", "Always")]


def test_what_somebody_changed_since_is_drift_and_what_is_back_already_is_not() -> None:
    step = undo_step(MADE)
    assert step is not None
    other = replace(AFTER, containers=(Container("main", f"{WEB}:9"), AFTER.containers[1]))
    assert [item.container for item in drift(step, other)] == ["main"]
    back = workload(Kind.DEPLOYMENT, "web", Container("main", OLD, pull_policy="IfNotPresent"),
                    Container("migrate", "nginx", Group.INIT, pull_policy="IfNotPresent"))
    assert drift(step, back) == ()
    assert make_patch(step, back, {}, {}, "run-2", "undo") is None
    only_policy = replace(back, containers=(back.containers[0], replace(back.containers[1], pull_policy="Always")))
    patch = make_patch(step, only_policy, {}, {}, "run-2", "undo")
    assert patch is not None
    assert [(change.container, change.old, change.new, change.pull_policy) for change in patch.changes] == [
        ("migrate", "nginx", "nginx", "IfNotPresent")], "the guard tests what is there"
    gone = replace(AFTER, containers=AFTER.containers[:1])
    assert [item.container for item in drift(step, gone)] == ["migrate"]
    assert make_patch(step, gone, {}, {}, "run-2", "undo") is not None, "the API server refuses it"


@pytest.mark.parametrize(("change", "rows"), [
    (ImageChange("main", Group.MAIN, OLD, OLD), 0),  # only restarted
    (ImageChange("main", Group.MAIN, "app", "app", "Always", "Always"), 0),
    (ImageChange("main", Group.MAIN, "app", "app", "Always", "IfNotPresent"), 1),  # the policy goes back
    (ImageChange("main", Group.MAIN, "", NEW), 0),  # what was there is not known
    (ImageChange("main", Group.MAIN, "not an image!", NEW), 1),
    (ImageChange("extra", Group.MAIN, "app:1", "app:2"), 1),  # of a container that the plan does not name
])
def test_what_can_be_put_back(change: ImageChange, rows: int) -> None:
    step = undo_step(Made(STEP, "uid-web", (change,)))
    assert (len(step.rows) if step else 0) == rows
    if step:
        assert step.rows[0].restore == change.old


@pytest.mark.parametrize(("image", "shown"), [
    ("app", "latest"), ("app:2", "2"), (f"app@{digest(7)}", digest(7)[7:19]), (OLD, "1.4.0.B000005"), ("not an image!", "not an image!")])
def test_the_version_shown_for_an_image(image: str, shown: str) -> None:
    assert version_in(image) == shown


@pytest.mark.parametrize(("state", "fields", "code"), [
    (None, {}, "undo.no_run"),
    (State.RUNNING, {"run": "r1"}, "run.active"),
    (State.FAILED, {"run": "r1", "deleting": True}, "run.deleting"),
    (State.FAILED, {"run": "r2"}, "undo.not_ours"),
    (State.FAILED, {"run": ""}, "undo.nothing"),
    (State.FAILED, {"run": "r1"}, ""),
    (State.DONE, {"run": "r1"}, ""),
])
def test_why_the_newest_change_cannot_be_undone(state: State | None, fields: dict[str, object], code: str) -> None:
    step = StepState("lab/shop/Deployment/web", StepKind.ROLLOUT, "web", state) if state else None
    why = undo_why_not("r1", step, workload(Kind.DEPLOYMENT, "web", **fields))
    assert (why.code if why else "") == code
