"""What is deployed, what is chosen, and when a row and a workload are ready."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_pipeline.domain.builds import RunOutcome, Versions
from desktop_pipeline.domain.choices import (
    Choice,
    Deployed,
    Mode,
    Row,
    Stage,
    changed_since,
    chosen_run,
    deployed,
    doubt,
    made_anew,
    moment,
    reachable_by_start,
    run_why_not,
    stages,
    start_choice,
    wanted,
    why_not,
)
from desktop_pipeline.domain.images import ImageRef, same
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.plans import compile_plan
from desktop_pipeline.domain.workloads import Container, Kind
from desktop_pipeline.domain.workspace import Protection
from tests.domain.facts import BUILD, REGISTRY, digest, row, run, versions, workload

WEB = "registry:5000/shop/web"
FIVE, SIX, SEVEN = run(5).tag, run(6).tag, run(7).tag
RUNS = versions(run(5), run(6), run(7))
NGINX = versions(tags={"1.26": digest(26), "1.27": digest(27), "1.27.3": digest(27), "latest": digest(28), "odd": ""})


# ---- deployed version ----------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("image", "facts", "text", "reference", "lies"), [
    # the digest, looked up in build runs and registry facts
    (f"{WEB}:{FIVE}@{digest(5)}", RUNS, FIVE, f"{WEB}:{FIVE}@{digest(5)}", False),
    (f"{WEB}@{digest(5)}", RUNS, FIVE, f"{WEB}:{FIVE}@{digest(5)}", False),  # a digest without a tag
    (f"{WEB}:latest@{digest(6)}", RUNS, SIX, f"{WEB}:{SIX}@{digest(6)}", False),
    (f"{WEB}:latest@{digest(6)}", versions(run(6), tags={"latest": digest(6)}), SIX, f"{WEB}:{SIX}@{digest(6)}", False),
    (f"nginx@{digest(27)}", NGINX, "1.27.3", f"nginx:1.27.3@{digest(27)}", False),
    (f"nginx:1.27@{digest(27)}", NGINX, "1.27", f"nginx:1.27@{digest(27)}", False),  # both tags are right
    (f"nginx:latest@{digest(28)}", NGINX, "latest", f"nginx:latest@{digest(28)}", False),
    # a tag beside a digest can lie: the digest wins
    (f"{WEB}:{FIVE}@{digest(6)}", RUNS, SIX, f"{WEB}:{SIX}@{digest(6)}", True),
    (f"{WEB}:gone@{digest(6)}", RUNS, SIX, f"{WEB}:{SIX}@{digest(6)}", True),  # the tag is not known, the digest is a run's
    (f"nginx:1.26@{digest(27)}", NGINX, "1.27.3", f"nginx:1.27.3@{digest(27)}", True),
    (f"nginx:1.26@{digest(99)}", NGINX, "000000000099", f"nginx@{digest(99)}", True),  # moved on, or never true
    (f"nginx:latest@{digest(99)}", NGINX, "000000000099", f"nginx@{digest(99)}", False),  # latest is meant to move on
    (f"nginx:odd@{digest(27)}", NGINX, "1.27.3", f"nginx:1.27.3@{digest(27)}", False),  # not known what odd names: no accusation
    # else the tag
    (f"nginx:odd@{digest(99)}", NGINX, "odd", f"nginx:odd@{digest(99)}", False),
    (f"nginx:1.27@{digest(27)}", Versions(""), "1.27", f"nginx:1.27@{digest(27)}", False),
    ("nginx:1.27", NGINX, "1.27", f"nginx:1.27@{digest(27)}", False),
    ("nginx:9", NGINX, "9", "nginx:9", False),
    ("nginx", NGINX, "latest", "nginx:latest", False),  # what latest was when it was deployed is not known
    ("nginx:latest", NGINX, "latest", "nginx:latest", False),
    ("localhost:5000/app:1", Versions(""), "1", "localhost:5000/app:1", False),
    # else the short digest
    (f"nginx@{digest(99)}", NGINX, "000000000099", f"nginx@{digest(99)}", False),
    (f"localhost:5000/app@{digest(1)}", Versions(""), "000000000001", f"localhost:5000/app@{digest(1)}", False),
])
def test_deployed_version(image: str, facts: Versions, text: str, reference: str, lies: bool) -> None:
    now = deployed(row(image, facts))
    assert (now.text, str(now.reference), now.lies) == (text, reference, lies)


def test_an_image_that_cannot_be_understood_is_shown_as_it_is() -> None:
    odd = row("BAD IMAGE//")
    assert odd.image is None
    assert deployed(odd) == Deployed("BAD IMAGE//", None)
    assert wanted(odd, Choice(Mode.TAG, "1")) is None


def test_a_build_tag_overwritten_in_the_registry_is_not_taken_for_what_runs() -> None:
    facts = replace(RUNS, digests=RUNS.digests | {FIVE: digest(99)})
    now = deployed(row(f"{WEB}:{FIVE}@{digest(5)}", facts))
    assert (now.text, now.lies) == ("000000000005", True)


# ---- ready when ----------------------------------------------------------------------------------------------------

def tag(text: str) -> Choice:
    return Choice(Mode.TAG, text)


def appointed(text: str) -> Choice:
    return Choice(Mode.APPOINTED, text)


LATEST = Choice(Mode.LATEST)
DEPLOY, BOTH = frozenset({Stage.DEPLOY}), frozenset({Stage.BUILD, Stage.DEPLOY})
NEWEST_GONE = versions(run(5), run(6, exists=False), run(7, outcome=RunOutcome.FAILED, exists=False))


@pytest.mark.parametrize(("image", "facts", "choice", "problem"), [
    # Image Tag: not empty and (not same as deployed or latest)
    ("nginx:1.26", NGINX, tag(""), "choice.no_tag"),
    ("nginx:1.26", NGINX, tag("1.27"), None),
    ("nginx:1.26", NGINX, tag("1.26"), "choice.same"),
    ("nginx:1.27", NGINX, tag("1.27.3"), "choice.same"),  # another tag of the same digest
    ("nginx:1.26", NGINX, tag("not-known-yet"), None),  # any tag can be typed
    ("nginx:1.26", NGINX, tag("-bad"), "image.bad_tag"),
    ("nginx:1.26", NGINX, tag(" "), "image.bad_tag"),
    ("nginx:1.26", NGINX, tag("latest"), None),
    ("nginx:latest", NGINX, tag("latest"), None),
    ("nginx", NGINX, tag("latest"), None),
    (f"nginx:latest@{digest(28)}", NGINX, tag("latest"), None),
    ("nginx", NGINX, tag("1.27"), None),  # no tag is latest, not any tag
    (f"nginx:1.26@{digest(27)}", NGINX, tag("1.26"), None),  # the tag lied: 1.26 is not what runs
    (f"nginx:1.26@{digest(27)}", NGINX, tag("1.27"), "choice.same"),
    (f"nginx@{digest(27)}", NGINX, tag("1.27"), "choice.same"),
    (f"nginx@{digest(99)}", NGINX, tag("1.27"), None),
    ("localhost:5000/app:1", Versions(""), tag("1"), "choice.same"),
    ("localhost:5000/app:1", Versions(""), tag("2"), None),
    ("docker.io/library/nginx:1.26", NGINX, tag("1.26"), "choice.same"),
    # Appointed: chosen version not same as deployed
    (f"{WEB}:{FIVE}", RUNS, appointed(FIVE), "choice.same"),
    (f"{WEB}:{FIVE}", RUNS, appointed(SIX), None),
    (f"{WEB}:{SEVEN}", RUNS, appointed(FIVE), None),  # back to an older version
    (f"{WEB}@{digest(6)}", RUNS, appointed(SIX), "choice.same"),
    (f"{WEB}:{FIVE}@{digest(6)}", RUNS, appointed(FIVE), None),
    (f"{WEB}:{FIVE}@{digest(6)}", RUNS, appointed(SIX), "choice.same"),
    (f"localhost:5000/shop/web:{FIVE}", RUNS, appointed(FIVE), "choice.same"),
    (f"{WEB}:{FIVE}", RUNS, appointed(""), "choice.no_version"),
    (f"{WEB}:{FIVE}", RUNS, appointed("1.4.0.B000099"), "choice.version_gone"),
    (f"{WEB}:{FIVE}", NEWEST_GONE, appointed(SIX), "choice.version_gone"),
    (f"{WEB}:{FIVE}", NEWEST_GONE, appointed(SEVEN), "choice.version_gone"),
    (f"{WEB}:{FIVE}", replace(NEWEST_GONE, complete=False), appointed(SIX), "choice.version_unknown"),
    (f"{WEB}:{FIVE}", replace(RUNS, complete=False), appointed(SIX), None),  # a partial list has it: good enough to appoint
    # Latest: newest version not same as deployed
    (f"{WEB}:{FIVE}", RUNS, LATEST, None),
    (f"{WEB}:{SEVEN}", RUNS, LATEST, "choice.same"),
    (f"{WEB}:latest@{digest(7)}", RUNS, LATEST, "choice.same"),
    (f"{WEB}:{FIVE}", NEWEST_GONE, LATEST, "choice.same"),
    (f"{WEB}:{FIVE}", replace(RUNS, complete=False), LATEST, "choice.newest_unknown"),
    (f"{WEB}:{FIVE}", versions(), LATEST, "choice.no_versions"),
    # Build & Deployment: ticked; versions are not compared
    (f"{WEB}:{SEVEN}", RUNS, Choice(Mode.BUILD), "choice.not_ticked"),
    (f"{WEB}:{SEVEN}", RUNS, Choice(Mode.BUILD, execute=True), None),
    (f"{WEB}:{FIVE}", Versions(""), Choice(Mode.BUILD, execute=True), None),
])
def test_ready_when(image: str, facts: Versions, choice: Choice, problem: str | None) -> None:
    item = row(image, facts, built=choice.mode is not Mode.TAG)
    reason = why_not(item, choice)
    assert (reason.code if reason else None) == problem
    marked = stages(item, choice)
    assert marked == (frozenset() if problem else BOTH if choice.mode is Mode.BUILD else DEPLOY)


@pytest.mark.parametrize("choice", [appointed(FIVE), LATEST, Choice(Mode.BUILD, execute=True)])
def test_a_common_image_has_no_versions_of_ours(choice: Choice) -> None:
    assert why_not(row("nginx:1.26", RUNS), choice) == Message.of("choice.no_build")


@pytest.mark.parametrize("choice", [tag("2"), appointed(SIX), LATEST, Choice(Mode.BUILD, execute=True)])
def test_a_jobs_image_cannot_be_changed(choice: Choice) -> None:
    assert why_not(row(f"{WEB}:{FIVE}", RUNS, built=True, kind=Kind.JOB), choice) == Message.of("choice.job")


def test_an_image_that_cannot_be_understood_is_never_ready() -> None:
    reason = why_not(row("BAD IMAGE//", RUNS, built=True), Choice(Mode.BUILD, execute=True))
    assert reason == Message.of("choice.bad_image", image="BAD IMAGE//")


@pytest.mark.parametrize(("choice", "expected"), [
    (Choice(Mode.BUILD, execute=True), "build.unknown_engine"),
    (Choice(Mode.BUILD), "choice.not_ticked"),
    (appointed(SIX), None),  # what is built already can be deployed
])
def test_a_build_that_cannot_run_says_so_once_it_is_wanted(choice: Choice, expected: str | None) -> None:
    reason = why_not(row(f"{WEB}:{FIVE}", RUNS, built=True, build_problem=Message.of("build.unknown_engine", engine="x")), choice)
    assert (reason.code if reason else None) == expected


def test_the_reason_names_the_deployed_version() -> None:
    reason = why_not(row(f"{WEB}:{FIVE}@{digest(6)}", RUNS, built=True), appointed(SIX))
    assert reason is not None
    assert render(reason) == f"{SIX} is already deployed."


@pytest.mark.parametrize(("choice", "facts", "expected"), [
    (tag("1.27"), NGINX, f"{WEB}:1.27@{digest(27)}"),
    (tag("odd"), NGINX, f"{WEB}:odd"),
    (tag(""), NGINX, None),
    (appointed(SIX), RUNS, f"{WEB}:{SIX}@{digest(6)}"),
    (appointed("x"), RUNS, None),
    (LATEST, RUNS, f"{WEB}:{SEVEN}@{digest(7)}"),
    (LATEST, replace(RUNS, complete=False), None),
    (Choice(Mode.BUILD, execute=True), RUNS, None),
])
def test_what_a_choice_asks_for(choice: Choice, facts: Versions, expected: str | None) -> None:
    image = wanted(row(f"{WEB}:{FIVE}", facts, built=True), choice)
    assert (str(image) if image else None) == expected


@pytest.mark.parametrize(("choice", "number"), [(appointed(SIX), 6), (appointed("x"), None), (LATEST, 7), (tag(SIX), None)])
def test_the_run_a_choice_names(choice: Choice, number: int | None) -> None:
    found = chosen_run(row(f"{WEB}:{FIVE}", RUNS, built=True), choice)
    assert (found.number if found else None) == number


# ---- start values --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("item", "start"), [
    (row("nginx:1.26", NGINX), tag("")),
    (row(f"{WEB}:{FIVE}", RUNS, built=True), appointed(FIVE)),
    (row(f"{WEB}:{FIVE}@{digest(6)}", RUNS, built=True), appointed(SIX)),
    (row(f"{WEB}:hand-made", RUNS, built=True), appointed("")),
    (row(f"{WEB}@{digest(99)}", RUNS, built=True), appointed("")),
    (row("BAD IMAGE//", RUNS, built=True), appointed("")),
])
def test_start_values(item: Row, start: Choice) -> None:
    assert start_choice(item) == start
    assert why_not(item, start) is not None
    assert reachable_by_start(item, replace(start, made_at=5.0, kept=True))
    assert not reachable_by_start(item, replace(start, execute=True))
    assert not reachable_by_start(item, Choice(Mode.LATEST))


DIGESTS = st.sampled_from(["", digest(1), digest(2), digest(3)])
FACTS = st.builds(
    lambda runs, tags, complete: Versions("r", tuple(runs), tuple(tags), tags, complete),
    st.lists(st.builds(lambda number, pin, outcome, exists: run(number, outcome=outcome, exists=exists, digest=pin),
                       st.integers(1, 3), DIGESTS, st.sampled_from(RunOutcome), st.booleans()), max_size=5),
    st.dictionaries(st.sampled_from([run(1).tag, run(2).tag, "1.0", "latest"]), DIGESTS), st.booleans())
IMAGES = st.builds(lambda tag, pin: str(ImageRef("registry:5000", "shop/web", tag, pin)),
                   st.sampled_from(["", "latest", "1.0", run(1).tag, run(2).tag]), DIGESTS)
ROWS = st.builds(lambda image, facts, built, kind: row(image, facts, built=built, kind=kind),
                 IMAGES, FACTS, st.booleans(), st.sampled_from(Kind))
CHOICES = st.builds(Choice, st.sampled_from(Mode), st.sampled_from(["", "latest", "1.0", run(1).tag, run(2).tag]), st.booleans())


@given(ROWS)
def test_a_start_value_is_never_ready_however_odd_the_facts(item: Row) -> None:
    assert why_not(item, start_choice(item)) is not None
    assert stages(item, start_choice(item)) == frozenset()


@given(ROWS, CHOICES)
def test_what_is_ready_differs_from_what_is_deployed_or_is_latest_or_a_build(item: Row, choice: Choice) -> None:
    if why_not(item, choice) is not None:
        return
    assert item.workload.key.kind is not Kind.JOB
    if choice.mode is Mode.BUILD:
        assert choice.execute
        return
    now, want = deployed(item).reference, wanted(item, choice)
    assert now is not None
    assert want is not None
    assert want.repository == "registry:5000/shop/web"  # deploying keeps the name by which the cluster pulls
    assert want.tag == "latest" or not same(now, want)


# ---- Run -----------------------------------------------------------------------------------------------------------

INIT, MAIN = Container("migrate", "nginx:1.26"), Container("main", f"{WEB}:{FIVE}")


def rows(**fields: object) -> tuple[Row, ...]:
    both = workload(Kind.DEPLOYMENT, "web", INIT, MAIN, **fields)
    return Row(both, INIT, NGINX), Row(both, MAIN, RUNS, BUILD, REGISTRY)


@pytest.mark.parametrize(("chosen", "protection", "active", "fields", "problem"), [
    ({"main": appointed(SIX)}, Protection.OPEN, False, {}, None),
    ({"migrate": tag("1.27")}, Protection.TYPE_NAME, False, {}, None),  # one ready row is enough; protection asks later
    ({"migrate": tag("1.27"), "main": LATEST}, Protection.CONFIRM, False, {}, None),
    ({}, Protection.OPEN, False, {}, "run.nothing_ready"),
    ({"main": appointed(FIVE)}, Protection.OPEN, False, {}, "run.nothing_ready"),
    ({"main": appointed(SIX)}, Protection.READ_ONLY, False, {}, "run.read_only"),
    ({"main": appointed(SIX)}, Protection.OPEN, True, {}, "run.active"),
    ({"main": appointed(SIX)}, Protection.OPEN, False, {"deleting": True}, "run.deleting"),
    ({"main": appointed(SIX)}, Protection.OPEN, False, {"updated": 0}, None),  # may_run asks about rollouts
    ({"main": appointed(SIX)}, Protection.OPEN, False, {"replicas": 0}, None),
])
def test_run_is_on_when_a_row_is_ready(
    chosen: dict[str, Choice], protection: Protection, active: bool, fields: dict[str, object], problem: str | None
) -> None:
    items = rows(**fields)
    choices = {item.key: chosen[item.container.name] for item in items if item.container.name in chosen}
    keys = frozenset({items[0].workload.key}) if active else frozenset()
    reason = run_why_not(items, choices, protection, keys)
    assert (reason.code if reason else None) == problem


def test_run_of_one_row_says_why_that_row_is_not_ready() -> None:
    item = row("nginx:1.26", NGINX)
    assert run_why_not([item], {}) == Message.of("choice.no_tag")
    assert run_why_not([item], {item.key: tag("1.26")}) == Message.of("choice.same", version="1.26")


def test_a_reason_that_all_rows_share_is_said() -> None:
    both = workload(Kind.JOB, "web", INIT, MAIN)
    assert run_why_not([Row(both, one, NGINX) for one in both.containers], {}) == Message.of("choice.job")


def test_a_workload_without_rows_cannot_run() -> None:
    assert run_why_not([], {}) == Message.of("run.no_rows")


def test_a_moment_can_be_written_as_a_date():
    for at in (1_795_795_500.123456789, 1_795_795_501.9999999, 1_795_795_502.0, 0.0):
        assert datetime.fromisoformat(datetime.fromtimestamp(moment(at), UTC).isoformat()).timestamp() == moment(at)
        assert abs(moment(at) - at) <= 0.001


KNOWN = versions(tags={"1.26": digest(26), "latest": digest(28)})


@pytest.mark.parametrize(("facts", "choice", "code"), [
    (KNOWN, Choice(Mode.TAG, "v1.26"), "choice.no_such_tag"),
    (versions(tags={"1.26": ""}), Choice(Mode.TAG, "latest"), "choice.no_such_tag"),
    (KNOWN, Choice(Mode.TAG, "1.26"), None),
    (KNOWN, Choice(Mode.TAG, ""), None),
    (replace(KNOWN, complete=False), Choice(Mode.TAG, "v1.26"), None),
    (replace(KNOWN, complete=False, whole=True, seen=0.0), Choice(Mode.TAG, "v1.26"), "choice.not_listed"),
    (replace(KNOWN, complete=False, whole=True, seen=0.0), Choice(Mode.TAG, "1.26"), None),
    (KNOWN, Choice(Mode.BUILD, execute=True), None),
])
def test_a_tag_that_the_registry_does_not_have_is_doubtful_and_stays_ready(facts: Versions, choice: Choice, code: str | None) -> None:
    item = row("nginx:1.25", facts)
    found = doubt(item, choice)
    assert (found.code if found else None) == code
    if found is not None:
        assert why_not(item, choice) is None, "it may have been pushed since: pre-flight asks"


# ---- chosen for another repository ---------------------------------------------------------------------------------

@pytest.mark.parametrize(("choice", "reason"), [
    (Choice(Mode.TAG, "1.27", seen="httpd:1.26"), "choice.other_repository"),
    (Choice(Mode.TAG, "latest", seen="httpd:1.26"), "choice.other_repository"),
    (Choice(Mode.TAG, "1.27", seen="docker.io/library/nginx:1.25@" + digest(25)), ""),  # the same one, written out
    (Choice(Mode.TAG, "1.27", seen="nginx"), ""),
    (Choice(Mode.TAG, "1.27", seen="No Image"), ""),  # nobody can tell
    (Choice(Mode.TAG, "1.27"), ""),
    (Choice(Mode.TAG, "", seen="httpd:1.26"), "choice.no_tag"),  # nothing is chosen
])
def test_a_tag_was_chosen_for_one_repository(choice: Choice, reason: str) -> None:
    common = row("nginx:1.26", NGINX)
    off = why_not(common, choice)
    assert (off.code if off else "") == reason
    if reason == "choice.other_repository":
        assert off == Message.of(reason, before="httpd", now="nginx")
        assert "from httpd to nginx since this was chosen: choose again" in render(off)


@pytest.mark.parametrize("choice", [Choice(Mode.APPOINTED, SIX), Choice(Mode.LATEST), Choice(Mode.BUILD, execute=True)])
def test_so_were_a_version_the_newest_and_a_build(choice: Choice) -> None:
    built = row(f"{WEB}:{FIVE}", RUNS, built=True)
    assert why_not(built, replace(choice, seen=f"{WEB}:{FIVE}")) is None
    off = why_not(built, replace(choice, seen="registry:5000/shop/api:1"))
    assert off is not None
    assert off.code == "choice.other_repository"
    assert stages(built, replace(choice, seen="registry:5000/shop/api:1")) == frozenset()
    off = why_not(built, Choice(Mode.BUILD, seen="registry:5000/shop/api:1"))
    assert off == Message.of("choice.not_ticked")


def test_the_names_of_one_registry_are_one_repository() -> None:
    built = row(f"{WEB}:{FIVE}", RUNS, built=True)
    assert why_not(built, Choice(Mode.LATEST, seen=f"{REGISTRY.address}/shop/web:{FIVE}")) is None
    assert why_not(built, Choice(Mode.LATEST, seen=f"{REGISTRY.address}/shop/api:{FIVE}")) is not None


def test_an_old_list_says_when_it_was_read() -> None:
    facts = replace(KNOWN, complete=False, whole=True, seen=1764243600.0)
    said = doubt(row("nginx:1.25", facts), Choice(Mode.TAG, "nosuch"))
    assert said is not None and "2025-11-27 11:40:00 UTC" in render(said)


@pytest.mark.parametrize(("choice", "anew", "changed"), [
    (Choice(Mode.TAG, "2"), False, False),
    (Choice(Mode.TAG, "2", seen="nginx:1.25", uid="uid-web"), False, False),
    (Choice(Mode.TAG, "2", seen="nginx:1.24", uid="uid-web"), False, True),
    (Choice(Mode.TAG, "2", seen="nginx:1.25", uid="uid-before"), True, True),
])
def test_what_was_made_anew_is_changed_since(choice: Choice, anew: bool, changed: bool) -> None:
    item = row("nginx:1.25", KNOWN)
    assert (made_anew(item, choice), changed_since(item, choice)) == (anew, changed)
    assert [change.anew for step in compile_plan([item], {item.key: choice}, "x").steps for change in step.rows] == [anew]
