"""Versions of an image: newest, next number, merging the registry's runs with the local history, labels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_pipeline.domain.builds import (
    LABEL,
    OPEN_CONTAINER,
    BuildImage,
    BuildRun,
    CodeRepository,
    RunOutcome,
    TagRule,
    Versions,
    labels_of,
    merge_runs,
    overtaken,
    recipe_text,
    run_from_labels,
    tag_for,
    tags_for,
    validate,
)
from desktop_pipeline.domain.images import build_tag, check_tag
from desktop_pipeline.domain.passwords import without_password
from tests.domain.facts import BUILD, WORKSPACE, digest, run, versions

FAILED, CANCELLED, RUNNING, INTERRUPTED = RunOutcome.FAILED, RunOutcome.CANCELLED, RunOutcome.RUNNING, RunOutcome.INTERRUPTED


@pytest.mark.parametrize(("facts", "number"), [
    (versions(), None),
    (versions(run(1), run(2)), 2),
    (versions(run(1), run(2), complete=False), None),  # never from a partial list
    (versions(run(1), run(2, exists=False)), 1),  # its image is gone
    (versions(run(1), run(2, outcome=FAILED, exists=False)), 1),
    (versions(run(1), run(2, outcome=RUNNING, exists=False), run(3, outcome=CANCELLED, exists=False)), 1),
    (versions(run(1, outcome=INTERRUPTED, exists=False)), None),
    (versions(run(1, started=900.0, ended=999.0), run(2, started=1.0, ended=2.0)), 2),  # clocks differ: the number decides
    (versions(run(7, "1.0.0"), run(6, "2.0.0")), 7),  # the number counts across versions
    (Versions("r", (run(1), run(3), run(2)), complete=True), 3),
])
def test_newest_is_the_highest_number_of_a_good_run_whose_image_exists(facts: Versions, number: int | None) -> None:
    newest = facts.newest()
    assert (newest.number if newest else None) == number


@pytest.mark.parametrize(("facts", "number"), [
    (versions(), None),
    (versions(run(1), run(2, outcome=FAILED, exists=False)), 2),
    (versions(run(2), run(3, outcome=RUNNING, exists=False), complete=False), 3),
])
def test_the_build_chip_shows_the_newest_run_of_whatever_outcome(facts: Versions, number: int | None) -> None:
    newest = facts.newest_run()
    assert (newest.number if newest else None) == number


@pytest.mark.parametrize(("facts", "tag"), [
    (versions(), "2.0.B000001"),
    (versions(run(7)), "2.0.B000008"),
    (versions(run(7, outcome=FAILED, exists=False), run(6)), "2.0.B000008"),  # a failed run used its number
    (versions(run(3, exists=False)), "2.0.B000004"),  # so did one whose image was deleted
    (versions(tags={"0.9.B000011": digest(11), "latest": "", "1.0": ""}), "2.0.B000012"),  # of another version, without a run
    (versions(run(12), tags={"0.9.B000011": ""}), "2.0.B000013"),
    (versions(run(999_999)), "2.0.B1000000"),
])
def test_the_next_number_was_never_used(facts: Versions, tag: str) -> None:
    assert facts.next_tag("2.0") == tag


@given(st.lists(st.tuples(st.integers(1, 50), st.sampled_from(["1.0", "2.0"]), st.sampled_from(RunOutcome), st.booleans())),
       st.lists(st.tuples(st.sampled_from(["0.9", "1.0"]), st.integers(1, 60)), unique=True))
def test_the_next_tag_is_new_whatever_is_there(runs: list[tuple[int, str, RunOutcome, bool]], tags: list[tuple[str, int]]) -> None:
    facts = versions(*(run(number, version, outcome, exists=exists) for number, version, outcome, exists in runs),
                     tags={build_tag(version, number): "" for version, number in tags})
    numbers = [number for number, *_ in runs] + [number for _, number in tags]
    assert facts.next_number() > max(numbers, default=0)
    assert facts.next_tag("1.0") not in (*facts.tags, *(item.tag for item in facts.runs))


OVERWRITTEN = replace(versions(run(5)), digests={run(5).tag: digest(99)})


@pytest.mark.parametrize(("facts", "tag", "known"), [
    (versions(run(5)), run(5).tag, digest(5)),
    (Versions("r", (run(5),)), run(5).tag, digest(5)),  # the registry was not asked: what the run pushed
    (OVERWRITTEN, run(5).tag, digest(99)),  # the registry holds the truth
    (versions(tags={"1.0": digest(1)}), "1.0", digest(1)),
    (versions(tags={"1.0": ""}), "1.0", ""),
    (versions(), "", ""),
])
def test_digest_of_a_tag(facts: Versions, tag: str, known: str) -> None:
    assert facts.digest_of(tag) == known


@pytest.mark.parametrize(("facts", "asked", "tag"), [
    (versions(run(5), tags={"stable": digest(5)}), digest(5), run(5).tag),  # build tags first
    (versions(tags={"1.27": digest(1), "1.27.3": digest(1), "latest": digest(1)}), digest(1), "1.27.3"),
    (versions(tags={"latest": digest(1)}), digest(1), "latest"),
    (versions(run(5)), digest(6), ""),
    (versions(run(5, exists=False), tags={"x": ""}), "", ""),  # unknown digests are not the same digest
    (OVERWRITTEN, digest(5), ""),
    (OVERWRITTEN, digest(99), run(5).tag),
])
def test_tag_of_a_digest(facts: Versions, asked: str, tag: str) -> None:
    assert facts.tag_of(asked) == tag


def test_runs_are_found_by_tag_and_digest() -> None:
    assert OVERWRITTEN.by_tag(run(5).tag) == run(5)
    assert OVERWRITTEN.by_tag("latest") is None
    assert OVERWRITTEN.by_digest(digest(5)) == run(5)
    assert OVERWRITTEN.by_digest("") is None


# ---- merging -------------------------------------------------------------------------------------------------------


def test_the_local_history_adds_what_the_registry_does_not_say() -> None:
    remote = run(7, ended=50.0, run_id="r7", description="from the label", by="ann")
    mine = run(7, started=10.0, ended=49.0, run_id="r7", size=12, commit="abc", local=True, exists=False)
    assert merge_runs([remote], [mine]) == (
        run(7, started=10.0, ended=49.0, run_id="r7", size=12, commit="abc", description="from the label", by="ann", local=True),)


@pytest.mark.parametrize(("remote", "mine", "expected"), [
    (run(7), run(7, outcome=FAILED, exists=False), RunOutcome.DONE),  # its image is there: it was done
    (run(7, run_id="a"), run(7, outcome=INTERRUPTED, run_id="a", exists=False), RunOutcome.DONE),
    (run(7, run_id="a"), run(7, outcome=RUNNING, exists=False), RunOutcome.DONE),
])
def test_the_registry_holds_the_truth_about_images(remote: BuildRun, mine: BuildRun, expected: RunOutcome) -> None:
    merged, = merge_runs([remote], [mine])
    assert (merged.outcome, merged.exists, merged.digest) == (expected, True, digest(7))


def test_where_both_know_the_local_history_is_nearer_and_the_registry_knows_its_image() -> None:
    told: dict[str, object] = {"description": "d", "commit": "c", "by": "b", "started": 1.0, "ended": 2.0, "size": 3, "failed_task": ""}
    other: dict[str, object] = {"description": "D", "commit": "C", "by": "B", "started": 9.0, "ended": 9.0, "size": 9, "digest": digest(9)}
    mine = run(7, **told)
    remote = run(7, **other)
    assert merge_runs([remote], [mine]) == (replace(mine, size=9, digest=digest(9)),)
    empty = run(7, digest="")
    assert merge_runs([remote], [empty]) == (remote,)
    assert merge_runs([empty], [mine]) == (mine,)


@pytest.mark.parametrize(("remote", "mine"), [(run(7, run_id="a"), run(7, exists=False)), (run(7), run(7, run_id="a", exists=False))])
def test_an_id_that_one_side_does_not_know_is_learned(remote: BuildRun, mine: BuildRun) -> None:
    merged, = merge_runs([remote], [mine])
    assert merged.run_id == "a"


def test_what_the_run_pushed_stands_until_the_registry_tells_the_digest() -> None:
    merged, = merge_runs([run(7, digest="")], [run(7)])
    assert merged.digest == digest(7)


def test_a_run_that_only_the_local_history_knows_has_no_image() -> None:
    merged, = merge_runs([], [run(7, local=True)])
    assert merged.exists is False
    assert merged.local is True
    assert versions(merged).newest() is None


def test_a_remembered_image_does_not_come_back_to_life() -> None:
    merged, = merge_runs([run(7, exists=False)], [run(7, local=True)])
    assert merged.exists is False


def test_two_workstations_may_have_used_one_number() -> None:
    theirs, mine = run(7, run_id="theirs"), run(7, run_id="mine", digest=digest(70), local=True)
    assert merge_runs([theirs], [mine]) == (theirs, replace(mine, exists=False))
    # nor does a run of the same number under another version get lost
    assert [item.tag for item in merge_runs([run(7)], [run(7, "2.0.0")])] == [run(7).tag, "2.0.0.B000007"]


def test_the_newest_of_two_runs_of_one_number_is_the_one_with_an_image() -> None:
    merged = merge_runs([run(7, run_id="theirs")], [run(7, run_id="mine", outcome=FAILED)])
    newest = versions(*merged).newest()
    assert newest is not None
    assert newest.run_id == "theirs"


IDS = st.sampled_from(["", "a", "b"])
RUNS = st.lists(st.builds(lambda number, run_id, exists: run(number, run_id=run_id, exists=exists),
                          st.integers(1, 5), IDS, st.booleans()), max_size=6)


@given(RUNS, RUNS)
def test_merging_loses_no_run_and_sorts_by_number(registry: list[BuildRun], local: list[BuildRun]) -> None:
    merged = merge_runs(registry, local)
    assert sorted((item.number for item in merged), reverse=True) == [item.number for item in merged]
    assert max(len(registry), len(local)) <= len(merged) <= len(registry) + len(local)
    assert {item.number for item in merged} == {item.number for item in [*registry, *local]}
    assert {item.run_id for item in merged} >= {item.run_id for item in [*registry, *local]} - {""}
    assert sum(item.exists for item in merged) == sum(item.exists for item in registry)


# ---- labels --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("description", "commit", "by"), [("first try", "0af1c2", "ann@desk"), ("", "", "")])
def test_labels_round_trip(description: str, commit: str, by: str) -> None:
    labels = labels_of(BUILD, 7, "1.4.0.B000007", "run-1", description, commit, by, "2026-11-23T09:00:00+00:00")
    assert all(name.startswith((LABEL, OPEN_CONTAINER)) and value for name, value in labels.items())
    assert labels[OPEN_CONTAINER + "version"] == "1.4.0.B000007"
    assert labels.get(OPEN_CONTAINER + "revision", "") == commit
    assert labels[LABEL + "version"] == "1.4.0"
    assert run_from_labels("1.4.0.B000007", digest(7), labels, created=5.0, size=9) == BuildRun(
        "web", 7, "1.4.0.B000007", RunOutcome.DONE, "run-1", ended=5.0, size=9, digest=digest(7), description=description, commit=commit,
        by=by, exists=True)


@pytest.mark.parametrize(("tag", "labels", "ours"), [
    ("1.4.0.B000007", {LABEL + "number": "7"}, True),
    ("1.4.0.B000007", {}, True),
    ("1.4.0.B000007", {"org.opencontainers.image.title": "x"}, True),
    ("1.4.0.B000007", {LABEL + "number": "6"}, False),  # somebody gave the image of run 6 another build tag
    ("latest", {LABEL + "number": "7"}, False),  # also-tag: the run stands under its own tag
    ("1.4.0", {}, False),
    ("1.4.0.7", {LABEL + "number": "7", LABEL + "tag": "1.4.0.7"}, True),  # another rule for tags
    ("1.4.0.7", {LABEL + "number": "7", LABEL + "tag": "1.4.0.8"}, False),
    ("1.4.0.7", {LABEL + "number": "x", LABEL + "tag": "1.4.0.7"}, False),
])
def test_only_build_tags_name_runs(tag: str, labels: dict[str, str], ours: bool) -> None:
    assert (run_from_labels(tag, digest(7), labels) is not None) is ours


# ---- tags of runs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "tag"), [
    (TagRule.NUMBER, "1.4.0.B000007"), (TagRule.SEQUENCE, "1.4.0.7"), (TagRule.DATE, "1.4.0.19700101-000100")])
def test_tag_rules(rule: TagRule, tag: str) -> None:
    assert tag_for(replace(BUILD, tag_rule=rule), 7, 60.0) == tag


@pytest.mark.parametrize(("said", "tags"), [
    ("v1.4.0-3-gabc1234", ("v1.4.0-3-gabc1234", "v1.4.0-3-gabc1234.B000007")),
    ("release/1.4+x", ("release-1.4-x", "release-1.4-x.B000007")),
    ("abc1234", ("abc1234", "abc1234.B000007")),
    ("latest", ("latest.B000007",)),
    ("1.4.0.B000003", ("1.4.0.B000003.B000007",)),
    ("-./", ("1.4.0", "1.4.0.B000007")),
    (200 * "x" + "-12-gabcdef0", (88 * "x" + "-12-gabcdef0", 88 * "x" + "-12-gabcdef0.B000007")),
])
def test_tags_by_git_describe(said: str, tags: tuple[str, ...]) -> None:
    build = replace(BUILD, version="1.4.0", tag_rule=TagRule.DESCRIBE)
    assert tags_for(build, 7, 60.0, said) == tags
    assert tag_for(build, 7, 60.0) == ""
    for tag in tags:
        check_tag(tag)
        labels = {LABEL + "number": "7", LABEL + "tag": tag}
        found = run_from_labels(tag, digest(7), labels)
        assert found is not None and found.number == 7


def test_what_git_describe_needs() -> None:
    build = replace(BUILD, tag_rule=TagRule.DESCRIBE, tasks=(BuildImage(),))
    assert [(problem.field, problem.message.code) for problem in validate(build, WORKSPACE)] == [("tag_rule", "build.describe_what")]
    off = CodeRepository(url="https://git/off", enabled=False)
    code = CodeRepository(url="https://git/${VERSION}", ref="${BUILD_NUMBER}", folder="${TAG}", username="${secret:a}")
    build = replace(build, tasks=(off, code, BuildImage()))
    assert build.described_task() == (0, code)
    problems = validate(build, WORKSPACE)
    assert [(problem.field, problem.message.argument("name")) for problem in problems] == [("tasks[1].ref", "BUILD_NUMBER")]
    assert validate(replace(build, tasks=(replace(code, ref="main"), BuildImage())), WORKSPACE) == ()


def test_a_run_taken_out_of_the_history_stays_out_unless_its_image_is_there() -> None:
    gone = BuildRun("web", 3, "1.4.0.B000003", RunOutcome.DONE, "run-3", local=True, deleted=True)
    assert merge_runs([], [gone]) == ()
    there = replace(gone, deleted=False, exists=True, local=False)
    assert [run.number for run in merge_runs([there], [gone])] == [3]


def test_recipes_are_compared_as_text() -> None:
    with_code = replace(BUILD, tasks=(CodeRepository(url="https://git/x", secret="git/x"), BuildImage()))
    assert recipe_text(BUILD) != recipe_text(with_code)
    assert '"secret": "git/x"' in recipe_text(with_code)


@pytest.mark.parametrize(("url", "plain"), [
    ("https://u:p@host/x.git", "https://host/x.git"), ("https://host/x", "https://host/x"), ("git@host:x", "git@host:x"),
    ("https://token@host/x@y", "https://host/x@y"), ("https://u:p@ss@host/x", "https://host/x"),
    ("ssh://git@host/x.git", "ssh://git@host/x.git"), ("git+ssh://git:p@host:22/x", "git+ssh://git@host:22/x"),
    ("ssh://:p@host/x", "ssh://host/x")])
def test_without_password(url: str, plain: str) -> None:
    assert without_password(url) == plain


def test_runs_whose_tag_somebody_wrote_later() -> None:
    ours = run(7)
    for item, there, told in (
        (ours, {ours.tag: digest(8)}, True), (ours, {ours.tag: digest(7)}, False), (ours, {}, False),
        (replace(ours, deleted=True), {ours.tag: digest(8)}, False), (run(7, outcome=RunOutcome.FAILED), {ours.tag: digest(8)}, False),
        (replace(ours, digest=""), {ours.tag: digest(8)}, False),
    ):
        assert overtaken([item], there) == ((item,) if told else ())
