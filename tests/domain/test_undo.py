"""What an undo puts back, and when it is offered."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from desktop_pipeline.domain.acts import Acts
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import drift
from desktop_pipeline.domain.plans import ImageChange, Plan, RowChange, WorkloadStep, make_patch, may_arrive
from desktop_pipeline.domain.runs import State, StepKind, StepState, intent, outcome
from desktop_pipeline.domain.undo import (
    Back,
    ImageFacts,
    Made,
    digests_of,
    made_in,
    put_back,
    running_images,
    settled,
    to_put_back,
    undo_step,
    undo_why_not,
    version_in,
    way_back,
)
from desktop_pipeline.domain.workloads import Container, ContainerState, Group, Kind, Pod
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
        (OLD, NEW, ""), ("nginx", "nginx:latest", "Always")]


@pytest.mark.parametrize(("policies", "back"), [
    ((), ""),  # of an older journal
    (("", "IfNotPresent"), ""),  # the run changed only the image: what somebody sets is theirs
    (("Always", "Always"), ""),
    (("Always", "IfNotPresent"), "IfNotPresent"),
    (("Always", ""), ""),
])
def test_only_a_pull_policy_that_the_run_changed_goes_back(policies: tuple[str, ...], back: str) -> None:
    step = undo_step(Made(STEP, "uid-web", (ImageChange("main", Group.MAIN, OLD, NEW, *policies),)))
    assert step is not None
    assert step.rows[0].restore_policy == back
    live = replace(AFTER, containers=(replace(AFTER.containers[0], pull_policy="Always"),))
    patch = make_patch(step, live, {}, {}, "run-2", "undo")
    assert patch is not None
    assert [(change.new, change.pull_policy) for change in patch.changes] == [(OLD, back)]


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


def test_what_a_run_has_changed_is_read_from_its_acts() -> None:
    """What was written, or may have been; of that, an undo puts back what has not only restarted pods."""
    names = ("made", "lost", "no-answer", "refused", "not-sent", "restarted", "idle")
    plan = Plan("Release", tuple(
        WorkloadStep(workload(Kind.DEPLOYMENT, name).key, (RowChange("main", Mode.TAG, "app", "2"),)) for name in names))
    results = dict(zip(names, ("ok", "unknown", "", "failed", "cancelled", "ok"), strict=False))
    patches = {}
    for step in plan.steps[:-1]:
        name = step.key.name
        changes = json.dumps([["main", "app:1", "app:1" if name == "restarted" else "app:2", "", ""]])
        guard = {} if name == "lost" else {"guard": "run-0"}  # an older program did not write it
        begun = intent(1.0, step.id, "patch", uid=f"uid-{name}", changes=changes, **guard)
        patches[step.id] = Acts(begun, outcome(2.0, step.id, "patch", results[name]) if results[name] else None)
    made = made_in(plan, patches)
    assert [(item.step.key.name, item.uid) for item in made] == [
        (name, f"uid-{name}") for name in ("made", "lost", "no-answer", "restarted")]
    assert made[0].changes == (ImageChange("main", Group.MAIN, "app:1", "app:2"),)
    assert [item.guard for item in made] == [None, None, "run-0", None], "only of what has no answer"
    assert [step.key.name for step in to_put_back(plan, patches)] == ["made", "lost", "no-answer"]


@pytest.mark.parametrize(("result", "good", "back"), [
    ("ok", True, {"main": OLD, "migrate": "mirror/nginx"}),  # as the cluster took it
    ("ok", False, {"main": OLD, "migrate": "mirror/nginx"}),  # it did not become ready
    ("", True, {"main": OLD, "migrate": "nginx"}),  # it was there already
    ("", False, {}), ("unknown", False, {}), ("failed", False, {}),
])
def test_what_an_undo_has_put_back(result: str, good: bool, back: dict[str, str]) -> None:
    step = undo_step(MADE)
    assert step is not None
    became = json.dumps([["migrate", "mirror/nginx"]])
    patch = Acts(intent(1.0, step.id, "patch"), outcome(2.0, step.id, "patch", result, became=became)) if result else Acts()
    assert put_back(step, patch, good=good) == back


@pytest.mark.parametrize(("guard", "named", "late"), [
    ("", "", True), ("run-0", "run-0", True), ("run-0", "run-1", False), ("", "run-1", False), (None, "", False)])
def test_a_change_may_arrive_while_the_template_names_what_it_named(guard: str | None, named: str, late: bool) -> None:
    step = undo_step(replace(MADE, guard=guard))
    assert step is not None
    assert may_arrive(step, replace(AFTER, run=named)) is late


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


# ---- the exact string, or the digest of what ran ---------------------------------------------------------------------------------------

APP = "registry:5000/shop/app:1"


def pod(image: str, ran: str, **fields: object) -> Pod:
    return Pod("p", "u", containers=(ContainerState("main", image_id=ran),), images={"main": image}, **fields)  # type: ignore[arg-type]


def test_what_pods_run_of_the_template() -> None:
    live = workload(Kind.DEPLOYMENT, "app", Container("main", APP))
    ours, other = f"registry:5000/shop/app@{digest(1)}", f"registry:5000/shop/app@{digest(2)}"
    pods = (pod(APP, ours), pod(APP, ours), pod(APP, other), pod(APP, ""), pod("app:0", other), pod(APP, other, deleting=True),
            Pod("p", "u", containers=(ContainerState("sidecar", image_id=other),)))
    assert running_images(live, pods) == {"main": {ours: 2, other: 1}}


def test_digests_are_counted_and_bare_hashes_of_configurations_are_none() -> None:
    assert digests_of({f"a@{digest(1)}": 1, f"mirror/a@{digest(1)}": 1, f"a@{digest(2)}": 3, digest(3): 9}) == (
        (digest(2), 3), (digest(1), 2))


@pytest.mark.parametrize(("before", "known"), [(APP, True), (f"{APP}@{digest(1)}", False), ("not an image!", False)])
def test_what_ran_counts_only_where_the_string_does_not_say_it(before: str, known: bool) -> None:
    made = Made(STEP, "uid", (ImageChange("main", Group.MAIN, before, NEW),), {"main": {f"a@{digest(1)}": 2}})
    step = undo_step(made)
    assert step is not None
    assert step.rows[0].ran == (((digest(1), 2),) if known else ())


ONE, TWO = ((digest(1), 2),), ((digest(1), 2), (digest(2), 1))
THERE = frozenset({digest(1), digest(2)})


@pytest.mark.parametrize(("image", "ran", "facts", "written", "code", "weight"), [
    # names what ran, perhaps by another digest of it
    (APP, ONE, ImageFacts(True, digest(1), THERE, frozenset({digest(1)})), APP, "", ""),
    (APP, ONE, ImageFacts(True, digest(9), THERE, frozenset({digest(1)})), APP, "", ""),
    (APP, TWO, ImageFacts(True, digest(1), THERE, THERE), APP, "", ""),
    # does not
    (APP, ONE, ImageFacts(True, digest(9), THERE), f"{APP}@{digest(1)}", "undo.by_digest", ""),
    (APP, ONE, ImageFacts(True, "", THERE), f"{APP}@{digest(1)}", "undo.by_digest_no_tag", ""),
    (APP, ONE, ImageFacts(asked=False), f"{APP}@{digest(1)}", "undo.by_digest_unasked", ""),
    (APP, ONE, ImageFacts(True, digest(9)), APP, "undo.digest_gone", "gone"),
    (APP, ONE, ImageFacts(True, ""), APP, "undo.all_gone", "gone"),
    # pods on two digests
    (APP, TWO, ImageFacts(True, digest(2), THERE, frozenset({digest(2)})), APP, "undo.two_images", "asks"),
    (APP, TWO, ImageFacts(True, digest(9), THERE), f"{APP}@{digest(1)}", "undo.two_images", "asks"),
    (APP, TWO, ImageFacts(True, digest(9), frozenset({digest(2)})), f"{APP}@{digest(2)}", "undo.two_images", "asks"),
    (APP, TWO, ImageFacts(asked=False), f"{APP}@{digest(1)}", "undo.two_images", "asks"),
    (APP, TWO, ImageFacts(True, digest(9)), APP, "undo.digest_gone", "gone"),
    # nobody knows what ran, or the string says it
    (APP, (), ImageFacts(True, digest(9)), APP, "undo.ran_not_known", ""),
    (f"{APP}@{digest(1)}", (), ImageFacts(True, digest(1)), f"{APP}@{digest(1)}", "", ""),
    (APP, (), ImageFacts(True, ""), APP, "undo.image_gone", "gone"),
    (APP, (), ImageFacts(asked=False), APP, "undo.image_unknown", ""),
])
def test_the_way_back(image: str, ran: tuple[tuple[str, int], ...], facts: ImageFacts, written: str, code: str, weight: str) -> None:
    row = RowChange("main", Mode.TAG, WEB, "1", restore=image, ran=ran)
    back = way_back(row, Kind.DEPLOYMENT, facts)
    assert (back.image, back.message.code if back.message else "") == (written, code)
    assert (back.gone, back.asks) == (weight == "gone", weight == "asks")
    done = settled(row, back)
    assert done.restore == written
    assert done.by_digest is (written != image)
    assert done.tag == ("1" if written == image else f"1@{written[-64:][:12]}")


def test_what_is_said_of_two_images_names_both() -> None:
    back = way_back(RowChange("main", Mode.TAG, WEB, "1", restore=APP, ran=TWO), Kind.DEPLOYMENT, ImageFacts(True, digest(9), THERE))
    assert back.message is not None
    said = back.message.argument("ran")
    assert digest(1)[7:19] in said
    assert digest(2)[7:19] in said


def test_of_a_cron_job_it_is_no_news_that_nothing_ran() -> None:
    assert way_back(RowChange("main", Mode.TAG, WEB, "1", restore=APP), Kind.CRON_JOB, ImageFacts(True, digest(9))) == Back(APP)
