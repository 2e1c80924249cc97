"""Plans: made from choices, compared with the cluster, turned into one patch per workload."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_pipeline.domain.choices import Choice, Mode, Row, deployed, wanted, why_not
from desktop_pipeline.domain.drift import drift
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.order import build_step_id, job_step_id
from desktop_pipeline.domain.plans import (
    ImageChange,
    Permission,
    Plan,
    Resolved,
    RowChange,
    WorkloadPatch,
    WorkloadStep,
    compile_plan,
    job_name,
    made_images,
    make_patch,
    may_run,
    stuck_pods,
)
from desktop_pipeline.domain.workloads import Container, Group, Kind, RowKey, WorkloadKey
from desktop_pipeline.domain.workspace import Pinning
from tests.domain.facts import BUILD, REGISTRY, digest, row, run, versions, workload
from tests.domain.test_choices import CHOICES, FACTS, IMAGES

WEB = "registry:5000/shop/web"
RUNS = versions(run(5), run(6))
FIVE, SIX = run(5).tag, run(6).tag
EXECUTE = Choice(Mode.BUILD, execute=True)


def two_rows(name: str, *, deleting: bool = False) -> tuple[Row, Row]:
    setup, main = Container("migrate", f"{WEB}:{FIVE}", Group.INIT), Container("main", f"{WEB}:{FIVE}")
    both = workload(Kind.DEPLOYMENT, name, setup, main, deleting=deleting)
    return Row(both, setup, RUNS, BUILD, REGISTRY), Row(both, main, RUNS, BUILD, REGISTRY)


# ---- choices → plan ------------------------------------------------------------------------------------------------

def test_only_ready_rows_are_run_as_one_change_of_their_workload() -> None:
    setup, main = two_rows("web")
    idle = row("nginx:1", name="idle")
    plan = compile_plan([setup, main, idle], {main.key: Choice(Mode.APPOINTED, SIX, made_at=7.0, kept=True)}, "title")
    assert plan == Plan("title", (WorkloadStep(main.workload.key, (
        RowChange("main", Mode.APPOINTED, WEB, SIX, digest(6), expect=f"{WEB}:{FIVE}", shown_from=FIVE, made_at=7.0, kept=True),
    ), "uid-web"),))
    assert plan.steps[0].rows[0].shown_to == SIX


def test_both_rows_of_a_workload_are_one_step_and_groups_are_kept() -> None:
    setup, main = two_rows("web")
    step, = compile_plan([setup, main], dict.fromkeys([setup.key, main.key], Choice(Mode.LATEST)), "").steps
    assert [(change.container, change.group) for change in step.rows] == [("migrate", Group.INIT), ("main", Group.MAIN)]
    assert step.id == "lab/shop/Deployment/web"


def test_the_same_build_is_run_once_for_all_its_rows() -> None:
    items = [*two_rows("web"), *two_rows("api")]
    plan = compile_plan(items, {item.key: EXECUTE for item in items}, "")
    assert [step.builds() for step in plan.steps] == [("web",), ("web",)]
    assert plan.builds() == ("web",)
    assert replace(plan, also_build=("base", "web")).builds() == ("base", "web")
    assert build_step_id("web") == "build/web"
    assert {(change.tag, change.digest) for step in plan.steps for change in step.rows} == {("", "")}  # told by the build


def test_latest_beside_a_build_of_the_same_image_deploys_the_version_shown() -> None:
    (one, _), (two, _) = two_rows("api"), two_rows("web")
    first, second = compile_plan([one, two], {one.key: EXECUTE, two.key: Choice(Mode.LATEST)}, "").steps
    assert first.rows[0].build == "web"
    assert (second.rows[0].build, second.rows[0].tag, second.rows[0].digest) == ("", SIX, digest(6))


def test_run_takes_one_workload_batch_takes_all_but_those_being_deleted() -> None:
    items = [*two_rows("web"), *two_rows("api"), *two_rows("old", deleting=True)]
    choices = {item.key: Choice(Mode.LATEST) for item in items}
    assert [step.key.name for step in compile_plan(items, choices, "").steps] == ["web", "api"]
    assert [step.key.name for step in compile_plan(items, choices, "", only=items[2].workload.key).steps] == ["api"]


def test_latest_is_resolved_when_the_run_starts() -> None:
    item = row("nginx:1", versions(tags={"latest": digest(9), "2": digest(2)}))
    for tag, pin in (("latest", ""), ("2", digest(2))):
        step, = compile_plan([item], {item.key: Choice(Mode.TAG, tag)}, "").steps
        assert (step.rows[0].tag, step.rows[0].digest) == (tag, pin)


def test_steps_can_be_taken_out_of_a_plan() -> None:
    items = [*two_rows("web"), *two_rows("api")]
    plan = compile_plan(items, {item.key: Choice(Mode.LATEST) for item in items}, "")
    assert [step.key.name for step in plan.without(frozenset({"lab/shop/Deployment/web"})).steps] == ["api"]


ROW = st.builds(lambda image, facts, name, built: row(image, facts, built=built, name=name),
                IMAGES, FACTS, st.sampled_from("abc"), st.booleans())


@given(st.lists(st.tuples(ROW, CHOICES), max_size=4, unique_by=lambda item: item[0].key), st.sampled_from(Pinning))
def test_the_plan_shown_is_the_plan_applied(items: list[tuple[Row, Choice]], pinning: Pinning) -> None:
    choices = {item.key: choice for item, choice in items}
    plan = compile_plan([item for item, _ in items], choices, "")
    ready = {item.key: item for item, choice in items if why_not(item, choice) is None}
    assert {RowKey(step.key, change.container) for step in plan.steps for change in step.rows} == set(ready)
    for step in plan.steps:
        change, = step.rows
        item = ready[RowKey(step.key, change.container)]
        want = wanted(item, choices[item.key])
        assert change.shown_from == deployed(item).text
        assert drift(step, item.workload) == ()
        if want is None:
            assert change.build == "web"
            continue
        patch = make_patch(step, item.workload, {"main": Resolved(change.tag, change.digest)}, {"main": pinning}, "run", "cause")
        assert patch is not None
        done, = patch.changes
        pinned = f"@{want.digest}" if want.digest and want.tag != "latest" and pinning is Pinning.DIGEST else ""
        assert (done.old, done.new) == (item.container.image, f"{want.repository}:{want.tag}{pinned}")


# ---- plan and cluster ----------------------------------------------------------------------------------------------

STEP = WorkloadStep(workload().key, (
    RowChange("main", Mode.APPOINTED, WEB, SIX, digest(6), expect=f"{WEB}:{FIVE}"),
    RowChange("side", Mode.TAG, "nginx", "2"),
), "uid-web")
MAIN, SIDE = Container("main", f"{WEB}:{FIVE}"), Container("side", "nginx:1")
THERE = workload(Kind.DEPLOYMENT, "web", MAIN, SIDE, changed_by="kubectl-set")


# ---- plan → patch --------------------------------------------------------------------------------------------------

APPOINTED, TAG = Mode.APPOINTED, Mode.TAG
ONE, TWO = digest(1), digest(2)


@pytest.mark.parametrize(("old", "mode", "resolved", "pinning", "new", "policy"), [
    # what is deployed is pinned, or not, as the registry's policy says
    ("app:1", APPOINTED, Resolved("2", TWO), Pinning.DIGEST, f"app:2@{TWO}", ""),
    ("app:1", APPOINTED, Resolved("2", TWO), Pinning.TAG, "app:2", ""),
    ("app:1", TAG, Resolved("2"), Pinning.DIGEST, "app:2", ""),  # the registry cannot be reached
    (f"app:1@{ONE}", Mode.BUILD, Resolved("2", TWO), Pinning.DIGEST, f"app:2@{TWO}", ""),
    ("app:1", TAG, Resolved("", TWO), Pinning.DIGEST, f"app@{TWO}", ""),  # back to a digest without a tag
    ("app:1", TAG, Resolved("", TWO), Pinning.TAG, f"app@{TWO}", ""),
    ("app:1", TAG, Resolved(""), Pinning.TAG, "app", ""),
    (f"app:1@{TWO}", TAG, Resolved("1", ONE), Pinning.DIGEST, f"app:1@{ONE}", ""),  # the tag lied
    # already there: left out
    (f"app:2@{TWO}", APPOINTED, Resolved("2", TWO), Pinning.DIGEST, None, ""),
    (f"app@{TWO}", APPOINTED, Resolved("2", TWO), Pinning.DIGEST, None, ""),
    (f"docker.io/library/app:1@{TWO}", APPOINTED, Resolved("2", TWO), Pinning.DIGEST, None, ""),
    ("app:2", APPOINTED, Resolved("2", TWO), Pinning.TAG, None, ""),
    ("app:2", APPOINTED, Resolved("2"), Pinning.DIGEST, None, ""),
    (f"app:latest@{TWO}", APPOINTED, Resolved("latest", TWO), Pinning.DIGEST, None, ""),  # only a typed latest restarts
    # there under another repository, or by a tag that may move: not left out
    (f"mirror/app:2@{TWO}", APPOINTED, Resolved("2", TWO), Pinning.DIGEST, f"app:2@{TWO}", ""),
    ("app:2", APPOINTED, Resolved("2", TWO), Pinning.DIGEST, f"app:2@{TWO}", ""),
    # latest
    (f"app:latest@{ONE}", TAG, Resolved("latest", TWO), Pinning.DIGEST, f"app:latest@{TWO}", ""),
    (f"app:latest@{ONE}", TAG, Resolved("latest", ONE), Pinning.DIGEST, f"app:latest@{ONE}", ""),  # the annotation alone changes
    ("app:latest", TAG, Resolved("latest", ONE), Pinning.DIGEST, f"app:latest@{ONE}", ""),
    ("app", TAG, Resolved("latest", ONE), Pinning.DIGEST, f"app:latest@{ONE}", ""),
    ("app:latest", TAG, Resolved("latest", ONE), Pinning.TAG, "app:latest", "Always"),
    ("app:latest", TAG, Resolved("latest"), Pinning.DIGEST, "app:latest", "Always"),  # the registry cannot be reached
    ("app:1", TAG, Resolved("latest", ONE), Pinning.TAG, "app:latest", "Always"),  # its policy was set when the tag was 1
    ("app:1", TAG, Resolved("latest", ONE), Pinning.DIGEST, f"app:latest@{ONE}", ""),
])
def test_patch_of_a_row(old: str, mode: Mode, resolved: Resolved, pinning: Pinning, new: str | None, policy: str) -> None:
    item = workload(Kind.DEPLOYMENT, "web", Container("main", old, Group.MAIN, pull_policy="IfNotPresent"))
    step = WorkloadStep(item.key, (RowChange("main", mode, "app", resolved.tag, expect=old),), item.uid)
    patch = make_patch(step, item, {"main": resolved}, {"main": pinning}, "run-1", "why")
    if new is None:
        assert patch is None
        return
    assert patch is not None
    assert patch.changes == (ImageChange("main", Group.MAIN, old, new, policy),)
    assert (patch.key, patch.uid, patch.run, patch.step, patch.cause) == (item.key, "uid-web", "run-1", str(item.key), "why")


def test_a_patch_names_only_the_rows_that_change() -> None:
    step = replace(STEP, rows=(STEP.rows[0], replace(STEP.rows[1], tag="1")), uid="")
    patch = make_patch(step, THERE, {"main": Resolved(SIX, digest(6)), "side": Resolved("1")}, {}, "run", "")
    assert patch is not None
    assert patch.changes == (ImageChange("main", Group.MAIN, f"{WEB}:{FIVE}", f"{WEB}:{SIX}@{digest(6)}"),)
    assert patch.uid == "uid-web"  # a plan without a uid is still guarded by that of the object found


def test_a_patch_tests_what_the_plan_expects_even_where_it_is_gone() -> None:
    moved = replace(THERE, containers=(Container("main", f"{WEB}:9"),), uid="other")
    patch = make_patch(STEP, moved, {"main": Resolved(SIX), "side": Resolved("2")}, {}, "run", "")
    assert patch is not None
    assert patch.uid == "uid-web"
    assert [change.old for change in patch.changes] == [f"{WEB}:{FIVE}", ""]  # the API server refuses it


# ---- who may not run now -------------------------------------------------------------------------------------------

UPDATING = {"updated": 1, "current": 3}


@pytest.mark.parametrize(("kind", "fields", "flags", "permission", "code"), [
    (Kind.DEPLOYMENT, {}, "", Permission.ALLOWED, None),
    (Kind.DEPLOYMENT, {}, "active", Permission.REFUSED, "run.active"),
    (Kind.DEPLOYMENT, {"deleting": True}, "", Permission.REFUSED, "run.deleting"),
    (Kind.DEPLOYMENT, {"deleting": True}, "active", Permission.REFUSED, "run.active"),
    # somebody else's healthy rollout under way
    (Kind.DEPLOYMENT, UPDATING, "", Permission.CONFIRM, "run.other_rollout"),
    (Kind.DEPLOYMENT, {"current": 3}, "", Permission.CONFIRM, "run.other_rollout"),
    (Kind.DEPLOYMENT, {"generation": 4}, "", Permission.CONFIRM, "run.other_rollout"),  # the controller has not seen it yet
    (Kind.STATEFUL_SET, {"updated": 1, "update_revision": "b", "current_revision": "a"}, "", Permission.CONFIRM, "run.other_rollout"),
    (Kind.DAEMON_SET, {"updated": 1}, "", Permission.CONFIRM, "run.other_rollout"),
    # ours, stuck, failing, crash-looping, degraded: that is how one repairs it
    (Kind.DEPLOYMENT, UPDATING, "ours", Permission.ALLOWED, None),
    (Kind.DEPLOYMENT, UPDATING, "in_trouble", Permission.ALLOWED, None),
    (Kind.DEPLOYMENT, UPDATING | {"deadline_exceeded": "late"}, "", Permission.ALLOWED, None),
    (Kind.DEPLOYMENT, {"available": 0}, "", Permission.ALLOWED, None),
    (Kind.STATEFUL_SET, {"available": 1, "update_revision": "a", "current_revision": "a", "updated": 0}, "", Permission.ALLOWED, None),
    (Kind.STATEFUL_SET, {"replicas": 3, "partition": 2, "updated": 1, "update_revision": "b", "current_revision": "a"}, "",
     Permission.ALLOWED, None),
    # nothing would start: allowed, shown as such
    (Kind.DEPLOYMENT, {"replicas": 0, "current": 0, "updated": 0, "available": 0}, "", Permission.ALLOWED, None),
    (Kind.DEPLOYMENT, UPDATING | {"paused": True}, "", Permission.ALLOWED, None),
    (Kind.DAEMON_SET, {"on_delete": True, "updated": 1}, "", Permission.ALLOWED, None),
    (Kind.CRON_JOB, {"suspended": True}, "", Permission.ALLOWED, None),
    (Kind.CRON_JOB, {"active_jobs": 1}, "", Permission.ALLOWED, None),
])
def test_who_may_run(kind: Kind, fields: dict[str, object], flags: str, permission: Permission, code: str | None) -> None:
    item = workload(kind, changed_by="argocd", **fields)
    got, message = may_run(item, active=flags == "active", ours=flags == "ours", in_trouble=flags == "in_trouble")
    assert (got, message.code if message else None) == (permission, code)
    if permission is Permission.CONFIRM:
        assert message is not None
        assert render(message) == "A rollout of web by “argocd” is under way."


def test_a_rollout_of_nobody_known_is_confirmed_too() -> None:
    _, message = may_run(workload(**UPDATING), active=False, ours=False, in_trouble=False)  # type: ignore[arg-type]
    assert message is not None
    assert render(message) == "A rollout of web by “?” is under way."


PODS = (("db-0", True, False), ("db-1", False, False), ("db-2", False, True), ("db-3", True, True))


@pytest.mark.parametrize(("kind", "fields", "stuck"), [
    (Kind.STATEFUL_SET, {}, ("db-1",)),
    (Kind.STATEFUL_SET, {"partition": 1}, ("db-1",)),
    (Kind.STATEFUL_SET, {"partition": 2}, ()),  # held back: it would come back as it was
    (Kind.STATEFUL_SET, {"ordered": False}, ()),
    (Kind.STATEFUL_SET, {"on_delete": True}, ()),
    (Kind.DEPLOYMENT, {}, ()),
    (Kind.DAEMON_SET, {}, ()),
])
def test_pods_that_keep_a_stateful_set_from_moving_on(kind: Kind, fields: dict[str, object], stuck: tuple[str, ...]) -> None:
    assert stuck_pods(workload(kind, "db", **fields), PODS) == stuck


def test_a_pod_without_an_ordinal_is_below_no_partition() -> None:
    assert stuck_pods(workload(Kind.STATEFUL_SET, "db", partition=9), [("odd", False, False)]) == ("odd",)


def test_a_step_is_called_by_its_workload() -> None:
    assert WorkloadStep(WorkloadKey("lab", "shop", Kind.CRON_JOB, "report"), ()).id == "lab/shop/CronJob/report"


def test_a_plan_that_starts_jobs_names_them_among_its_targets() -> None:
    nightly = workload(Kind.CRON_JOB, "nightly").key
    plan = Plan("", (STEP,), start_jobs=(nightly,))
    assert plan.targets() == ((STEP.id, STEP.key), ("job/lab/shop/CronJob/nightly", nightly))
    assert plan.without(frozenset({job_step_id(nightly)})).targets() == ((STEP.id, STEP.key),)


@pytest.mark.parametrize(("cron_job", "name"), [
    ("nightly", "nightly-3fa9c2"), ("n" * 63, "n" * 56 + "-3fa9c2"), ("n" * 55 + "-later", "n" * 55 + "-3fa9c2")])
def test_a_job_is_named_after_its_run_and_fits_a_label(cron_job: str, name: str) -> None:
    assert job_name(cron_job, "20261120-160501-3fa9c2") == name
    assert len(name) <= 63


@pytest.mark.parametrize(("generation", "there", "made"), [
    (4, "mirror/web:2", "mirror/web:2"),  # of the same change: admission
    (5, "web:0", "web:2"),  # of a later one: whose, nobody can tell
    (5, "web:2", "web:2"),
])
def test_the_images_of_a_change_whose_answer_was_lost(generation: int, there: str, made: str) -> None:
    item = workload(Kind.DEPLOYMENT, "web", Container("main", there), Container("side", "x"), generation=generation)
    patch = replace(PATCH, generation=3)
    assert made_images(patch.asked(), patch.generation, item) == (("main", made), ("gone", "y"))
    assert made_images(patch.asked(), 0, item) == (("main", there), ("gone", "y")), "of an older journal"


PATCH = WorkloadPatch(
    WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web"), "u", (ImageChange("main", Group.MAIN, "web:1", "web:2"),
                                                             ImageChange("gone", Group.MAIN, "x", "y")), "r", "s", "why")
