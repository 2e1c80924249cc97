"""The drift gate: how the cluster differs from what a step expects, and what a plan lets pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.drift import Drift, DriftKind, DriftPolicy, OnDrift, drift, renewed, shown, when_text
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.plans import Plan, Resolved, RowChange, WorkloadStep, confirmed, make_patch, reached, tags_alone
from desktop_pipeline.domain.workloads import Container, Group, Kind, Workload
from desktop_pipeline.domain.workspace import Pinning
from tests.domain.facts import digest, run, workload

WEB = "registry:5000/shop/web"
FIVE, SIX = run(5).tag, run(6).tag
STEP = WorkloadStep(workload().key, (
    RowChange("main", Mode.APPOINTED, WEB, SIX, digest(6), expect=f"{WEB}:{FIVE}"),
    RowChange("side", Mode.TAG, "nginx", "2"),
), "uid-web")
MAIN, SIDE = Container("main", f"{WEB}:{FIVE}"), Container("side", "nginx:1")
THERE = workload(Kind.DEPLOYMENT, "web", MAIN, SIDE, changed_by="kubectl-set", changed_at=1764243600.0)
OTHER = Container("main", f"{WEB}:9", changed_by="helm", changed_at=1764243601.0)
DONE = Container("main", f"{WEB}:{SIX}@{digest(6)}")
SAID = f"main was changed since the plan was made: expected {WEB}:{FIVE}, found"


@pytest.mark.parametrize(("found", "expected"), [
    (THERE, []),
    (replace(THERE, generation=99, replicas=7, paused=True), []),  # information, no drift
    (replace(THERE, containers=(MAIN, Container("side", "nginx:other"))), []),  # the plan expects nothing of it
    (None, [(DriftKind.GONE, "", "web is not there any more.")]),
    (replace(THERE, uid="other"), [(DriftKind.REPLACED, "", "web was deleted and made anew since the plan was made.")]),
    (replace(THERE, uid="other", containers=(OTHER, SIDE)), [
        (DriftKind.REPLACED, "", "web was deleted and made anew since the plan was made."),
        (DriftKind.CHANGED, "main", f"{SAID} {WEB}:9 (by “helm”, 2025-11-27 11:40:01 UTC).")]),
    (replace(THERE, containers=(Container("main", f"{WEB}:9"), SIDE)), [
        (DriftKind.CHANGED, "main", f"{SAID} {WEB}:9 (by “kubectl-set”, 2025-11-27 11:40:00 UTC).")]),
    (replace(THERE, containers=(Container("main", "x"), SIDE), changed_by="", changed_at=None), [
        (DriftKind.CHANGED, "main", f"{SAID} x (by “?”, ?).")]),
    (replace(THERE, containers=(MAIN,)), [(DriftKind.CONTAINER_GONE, "side", "The container side is not there any more.")]),
    (replace(THERE, containers=(MAIN, replace(SIDE, group=Group.INIT))), [
        (DriftKind.CONTAINER_GONE, "side", "The container side is not there any more.")]),
    (replace(THERE, containers=(OTHER,)), [
        (DriftKind.CHANGED, "main", f"{SAID} {WEB}:9 (by “helm”, 2025-11-27 11:40:01 UTC)."),
        (DriftKind.CONTAINER_GONE, "side", "The container side is not there any more.")]),
])
def test_drift(found: Workload | None, expected: list[tuple[DriftKind, str, str]]) -> None:
    def told(item: Drift) -> tuple[DriftKind, str, str]:
        return item.kind, item.container, render(item.message)

    assert [told(item) for item in drift(STEP, found)] == expected


def test_a_plan_without_a_uid_takes_whatever_has_the_name() -> None:
    assert drift(replace(STEP, uid=""), replace(THERE, uid="other")) == ()
    assert renewed(replace(STEP, uid=""), replace(THERE, uid="other"), frozenset(), DriftPolicy()).uid == ""


def test_what_somebody_brought_to_the_wanted_image_is_no_drift() -> None:
    live = replace(THERE, containers=(DONE, SIDE))
    resolved = {"main": Resolved(SIX, digest(6)), "side": Resolved("2")}
    there = reached(STEP, live, resolved, {})
    assert there == {"main"}
    assert drift(STEP, live, there) == ()
    step = renewed(STEP, live, there, DriftPolicy())
    assert [row.expect for row in step.rows] == [DONE.image, ""]
    patch = make_patch(step, live, resolved, {"side": Pinning.TAG}, "run", "cause")
    assert patch is not None
    assert [(change.container, change.old, change.new) for change in patch.changes] == [("side", "nginx:1", "nginx:2")]


def test_what_is_not_resolved_is_not_reached() -> None:
    assert reached(STEP, replace(THERE, containers=(DONE,)), {"side": Resolved("2")}, {}) == frozenset()
    back = replace(STEP, rows=(replace(STEP.rows[0], restore=DONE.image),))
    assert reached(back, replace(THERE, containers=(DONE,)), {"main": Resolved(SIX, digest(6))}, {}) == frozenset()


@pytest.mark.parametrize(("policy", "agreed", "uid", "expect"), [
    (DriftPolicy(), True, "uid-web", f"{WEB}:{FIVE}"),
    (DriftPolicy(changed=OnDrift.ASK), False, "uid-web", f"{WEB}:{FIVE}"),
    (DriftPolicy(changed=OnDrift.ASK), True, "uid-web", f"{WEB}:9"),
    (DriftPolicy(changed=OnDrift.GO_ON), False, "uid-web", f"{WEB}:9"),
])
def test_what_the_policy_lets_pass_is_expected_from_now_on(policy: DriftPolicy, agreed: bool, uid: str, expect: str) -> None:
    step = renewed(STEP, replace(THERE, containers=(OTHER, SIDE)), frozenset(), policy, agreed=agreed)
    assert (step.uid, step.rows[0].expect, step.rows[1].expect) == (uid, expect, "")


def test_a_new_object_is_taken_only_when_the_policy_says_so() -> None:
    live = replace(THERE, uid="other", containers=(OTHER,))
    assert renewed(STEP, live, frozenset(), DriftPolicy(changed=OnDrift.GO_ON)) == STEP
    step = renewed(STEP, live, frozenset(), DriftPolicy(replaced=OnDrift.GO_ON))
    assert (step.uid, step.rows[0].expect) == ("other", f"{WEB}:{FIVE}")


def test_policy_of_each_kind() -> None:
    policy = DriftPolicy(OnDrift.ASK, OnDrift.GO_ON, OnDrift.ASK, OnDrift.STOP)
    assert [policy.of(kind) for kind in DriftKind] == [
        OnDrift.STOP, OnDrift.STOP, OnDrift.GO_ON, OnDrift.ASK, OnDrift.ASK, OnDrift.STOP]
    assert Plan("", ()).drift.of(DriftKind.NEWER) is OnDrift.GO_ON


def test_images_are_told_apart_as_shortly_as_can_be() -> None:
    assert shown(f"app:1@{digest(1)}", f"app:2@{digest(2)}") == ("app:1", "app:2")
    assert shown(f"app:1@{digest(1)}", f"app:1@{digest(2)}") == (f"app:1@{digest(1)}", f"app:1@{digest(2)}")


def test_times_are_said_in_utc() -> None:
    assert (when_text(None), when_text(0.0)) == ("?", "1970-01-01 00:00:00 UTC")


ALONE = Container("main", f"{WEB}:{SIX}")
ASKED = {"main": Resolved(SIX, digest(6), named=True), "side": Resolved("2", digest(2), named=True)}


@pytest.mark.parametrize(("image", "running", "named", "there"), [
    (f"{WEB}:{SIX}", {"main": {f"{WEB}@{digest(6)}": 2}}, True, True),
    (f"{WEB}:{SIX}", {"main": {f"docker-pullable://{WEB}@{digest(6)}": 2}}, False, True),  # pods tell, the registry need not
    (f"{WEB}:{SIX}", {"main": {f"{WEB}@{digest(5)}": 2}}, True, False),  # the tag has moved since
    (f"{WEB}:{SIX}", {"main": {f"{WEB}@{digest(6)}": 1, f"{WEB}@{digest(5)}": 1}}, True, False),
    (f"{WEB}:{SIX}", {}, True, True),  # none pulled yet
    (f"{WEB}:{SIX}", {}, False, False),  # nobody says what the tag names
    (f"{WEB}:{SIX}", None, True, False),  # the pods may not be seen
    (f"{WEB}:{FIVE}", {"main": {f"{WEB}@{digest(6)}": 2}}, True, False),  # another tag
    (f"other/web:{SIX}", {"main": {f"{WEB}@{digest(6)}": 2}}, True, False),
    (f"{WEB}:{SIX}@{digest(5)}", {}, True, False),
    ("??", {}, True, False),
])
def test_a_tag_alone_is_there_where_it_is_the_wanted_image(
    image: str, running: dict[str, dict[str, int]] | None, named: bool, there: bool
) -> None:
    live = replace(THERE, containers=(Container("main", image),))
    step = replace(STEP, rows=STEP.rows[:1])
    known = confirmed(step, live, {"main": Resolved(SIX, digest(6), named)}, running)
    assert reached(step, live, known, {}) == (frozenset({"main"}) if there else frozenset())
    taken = renewed(step, live, reached(step, live, known, {}), DriftPolicy())
    assert (make_patch(taken, live, known, {}, "run", "cause") is None) is there
    assert drift(step, live, reached(step, live, known, {})) == () or not there


def test_only_a_wanted_tag_without_a_digest_is_asked_for() -> None:
    assert tags_alone(STEP, replace(THERE, containers=(ALONE, SIDE)), ASKED) == {"main"}
    assert tags_alone(STEP, replace(THERE, containers=(SIDE,)), ASKED) == frozenset()
    assert tags_alone(STEP, replace(THERE, containers=(ALONE,)), {}) == frozenset()
    assert tags_alone(STEP, replace(THERE, containers=(ALONE,)), {"main": Resolved(SIX)}) == frozenset()
    back = replace(STEP, rows=(replace(STEP.rows[0], restore=f"{WEB}:{SIX}"),))
    assert tags_alone(back, replace(THERE, containers=(ALONE,)), ASKED) == frozenset()


def test_what_was_expected_is_not_taken_for_what_is_there() -> None:
    """Pre-flight found the wanted image, and since then somebody went back: the change is sent, and is refused by its test."""
    step = replace(STEP, rows=(replace(STEP.rows[0], expect=DONE.image),))
    patch = make_patch(step, replace(THERE, containers=(MAIN,)), ASKED, {}, "r", "c")
    assert patch is not None
    assert [(change.old, change.new) for change in patch.changes] == [(DONE.image, DONE.image)]


def test_one_exact_image_is_not_there_by_its_tag() -> None:
    step = replace(STEP, rows=(replace(STEP.rows[0], exact=True),))
    live = replace(THERE, containers=(Container("main", f"{WEB}:{SIX}"),))
    assert tags_alone(step, live, ASKED) == frozenset()
    assert reached(step, live, confirmed(step, live, ASKED, {}), {}) == frozenset()


def test_what_pods_name_otherwise_than_their_template_is_not_known() -> None:
    step = replace(STEP, rows=STEP.rows[:1])
    live = replace(THERE, containers=(Container("main", f"{WEB}:{SIX}"),))
    assert reached(step, live, confirmed(step, live, ASKED, {}), {}) == {"main"}
    assert reached(step, live, confirmed(step, live, ASKED, {}, frozenset({"main"})), {}) == frozenset()
