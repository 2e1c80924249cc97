"""Many rows at once: whom a line means, which choice a word is, filling down, and what a plan or another app map would make of rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop_pipeline.domain.builds import Versions
from desktop_pipeline.domain.choices import Choice, Mode, Row, start_choice, wanted, why_not
from desktop_pipeline.domain.composing import (
    Proposal,
    Proposals,
    State,
    There,
    choice_of,
    counterparts,
    fill,
    match,
    planned_there,
    row_name,
    runs_there,
    same_choice,
    same_image,
    set_all,
    taken,
)
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.pasting import read
from desktop_pipeline.domain.plans import Plan, Resolved, RowChange, WorkloadStep, compile_plan, make_patch
from desktop_pipeline.domain.workloads import Container, Group, Kind, RowKey, WorkloadKey
from desktop_pipeline.domain.workspace import Pinning
from tests.domain.facts import BUILD, REGISTRY, digest, run, versions, workload

SHOP = "registry:5000/shop/web"
FIVE, SIX, SEVEN = run(5).tag, run(6).tag, run(7).tag
RUNS = versions(run(5), run(6), run(7))
TAGS = {"1.26": digest(26), "1.27": digest(27), "latest": digest(28), "odd": ""}
NGINX = replace(versions(tags=TAGS), repository="docker.io/library/nginx")


def one(name: str, container: str, image: str, facts: Versions | None = None, *, built: bool = False, kind: Kind = Kind.DEPLOYMENT,
        namespace: str = "shop", cluster: str = "lab") -> Row:
    item = Container(container, image)
    made = replace(workload(kind, name, item), key=WorkloadKey(cluster, namespace, kind, name))
    return Row(made, item, facts or Versions(""), BUILD if built else None, REGISTRY)


WEB = one("web", "main", f"{SHOP}:{FIVE}@{digest(5)}", RUNS, built=True)
PROXY = one("web", "proxy", f"nginx:1.26@{digest(26)}", NGINX)
CACHE = one("cache", "redis", "redis:7.2")
EDGE = one("edge", "nginx", "nginx:1.26", NGINX)
EDGES = one("edge", "nginx", "nginx:1.26", NGINX, kind=Kind.DAEMON_SET)
JOB = one("import", "main", "nginx:1.26", NGINX, kind=Kind.JOB)
BAD = one("bad", "main", "NO/Image")
ROWS = (WEB, PROXY, CACHE)
PROD = one("web", "main", f"{SHOP}:{FIVE}", RUNS, built=True, namespace="prod", cluster="eu")


def now(row: Row) -> Choice:
    return start_choice(row)


def paste(text: str, *rows: Row, elsewhere: tuple[Row, ...] = (), present: Callable[[Row], Choice] = now) -> Proposals:
    wishes, troubles = read(text)
    assert not troubles
    return match(wishes, present, rows or ROWS, elsewhere)


def made(proposals: Proposals) -> dict[str, Choice]:
    assert not proposals.troubles, proposals.troubles
    return {row_name(item.row.key): item.choice for item in proposals.items}


def codes(proposals: Proposals) -> list[tuple[int, str]]:
    return [(trouble.line, trouble.message.code) for trouble in proposals.troubles]


def refusal(row: Row, want: str) -> str:
    with pytest.raises(UserError) as caught:
        choice_of(row, want)
    return caught.value.code


# ---- words -----------------------------------------------------------------------------------------------------------

def test_words_for_built_and_common_rows() -> None:
    assert choice_of(WEB, "latest") == Choice(Mode.LATEST)
    assert choice_of(WEB, "build") == Choice(Mode.BUILD, execute=True)
    assert choice_of(WEB, SIX) == Choice(Mode.APPOINTED, SIX)
    assert choice_of(WEB, FIVE) == start_choice(WEB), "what is deployed is the start value"
    assert choice_of(CACHE, "latest") == Choice(Mode.TAG, "latest")
    assert choice_of(CACHE, "0123") == Choice(Mode.TAG, "0123")
    assert choice_of(PROXY, "1.26") == Choice(Mode.TAG), "the same image"
    assert choice_of(PROXY, "nginx:1.27") == Choice(Mode.TAG, "1.27")
    assert choice_of(PROXY, f"nginx:1.27@{digest(27)}") == Choice(Mode.TAG, "1.27", digest=digest(27))
    assert choice_of(PROXY, f"nginx@{digest(27)}") == Choice(Mode.TAG, "1.27", digest=digest(27))
    assert choice_of(WEB, f"shop/web:{SIX}") == Choice(Mode.APPOINTED, SIX)


def test_words_that_can_never_run() -> None:
    assert refusal(CACHE, "build") == "choice.no_build"
    assert refusal(CACHE, "-x") == "image.bad_tag"
    assert refusal(PROXY, "redis:7") == "composing.other_image"
    assert refusal(PROXY, "other.example/nginx:7") == "composing.other_image"
    assert refusal(PROXY, f"nginx@{digest(99)}") == "composing.digest_missing"
    assert refusal(JOB, "1.27") == "choice.job"
    assert refusal(BAD, "1.27") == "choice.bad_image"
    assert refusal(BAD, "x:1.27") == "choice.bad_image"


def test_a_version_that_is_not_there_is_a_choice_that_cannot_run() -> None:
    proposal = Proposal(WEB, start_choice(WEB), choice_of(WEB, "9.9"))
    assert proposal.state is State.BLOCKED
    assert proposal.why is not None
    assert proposal.why.code == "choice.version_gone"


# ---- lines -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("target", [
    "web/main", "deployment/web/main", "Deployment/web/main", "deploy/web/main", "shop/web/main", "lab/shop/deploy/web/main",
])
def test_names_of_one_row(target: str) -> None:
    assert made(paste(f"{target} {SIX}")) == {"web/main": Choice(Mode.APPOINTED, SIX)}


def test_a_workload_of_one_container_needs_no_container() -> None:
    assert made(paste("cache 7.4\nsts/cache 7.4", one("cache", "redis", "redis:7.2", kind=Kind.STATEFUL_SET))) == {
        "cache/redis": Choice(Mode.TAG, "7.4")}


def test_rows_of_other_app_maps_need_their_namespace() -> None:
    assert made(paste(f"prod/web {SIX}", elsewhere=(PROD,))) == {"web/main": Choice(Mode.APPOINTED, SIX)}
    assert codes(paste(f"web {SIX}", elsewhere=(PROD,))) == [(1, "composing.several_containers")]


@pytest.mark.parametrize(("line", "rows", "code", "said"), [
    ("nope 1", ROWS, "composing.unknown", "nope"),
    ("cache   1.1   please after lunch", ROWS, "composing.words_behind", "please after lunch"),
    ("cache v2 please", ROWS, "composing.words_behind", "please"), ("web proxy 1 now", ROWS, "composing.words_behind", "now"),
    ("cache/nope 1", ROWS, "composing.unknown", "cache/nope"), ("no pe 1 x", ROWS, "composing.unknown", "no/pe/1"),
    ("Cache 1", ROWS, "composing.unknown_like", "cache"), ("ca_che 1", ROWS, "composing.unknown_like", "cache"),
    ("web 1", ROWS, "composing.several_containers", "main, proxy"),
    ("edge 1", (EDGE, EDGES), "composing.ambiguous", "Deployment/edge, DaemonSet/edge"),
    ("shop/web 1", (one("web", "a", "x:1"), one("web", "a", "x:1", cluster="eu")), "composing.ambiguous",
     "lab/shop/Deployment/web, eu/shop/Deployment/web"),
    ("x 1", (one("x", "a", "x:1"), one("x", "a", "x:1", namespace="prod")), "composing.ambiguous", "shop/Deployment/x, prod/Deployment/x"),
    ("other:1", ROWS, "composing.unknown_image", "other"), ("host.example/redis:1", ROWS, "composing.unknown_image", "host.example/redis"),
    ("cache", ROWS, "composing.unreadable", ""), ("UPPER:1", ROWS, "image.bad_name", "UPPER"),
    ("cache no!", ROWS, "image.bad_tag", "no!"),
])
def test_lines_that_are_told(line: str, rows: tuple[Row, ...], code: str, said: str) -> None:
    found = paste(f"# first\n{line}", *rows)
    assert codes(found) == [(2, code)]
    assert not found.items
    assert said in str(found.troubles[0].message.arguments)


def test_an_image_means_all_its_rows() -> None:
    other = one("edge", "nginx", "docker.io/library/nginx:1.25", NGINX)
    assert made(paste("nginx:1.27", WEB, PROXY, other)) == {"web/proxy": Choice(Mode.TAG, "1.27"), "edge/nginx": Choice(Mode.TAG, "1.27")}
    assert made(paste(f"web:{SIX}", WEB, CACHE)) == {"web/main": Choice(Mode.APPOINTED, SIX)}, "folders in front may be left out"
    assert made(paste("cache:7.4", CACHE)) == {"cache/redis": Choice(Mode.TAG, "7.4")}, "else it is the name of a workload"
    two = (one("a", "a", "one.example/x/app:1"), one("b", "b", "two.example/y/app:1"), BAD)
    assert codes(paste("app:2", *two)) == [(1, "composing.several_images")]


def test_lines_that_contradict_each_other_are_not_taken() -> None:
    found = paste("cache 7.4\ncache/redis 7.5\nweb/proxy 1.27\nproxy 1\nweb/proxy 1.27")
    assert codes(found) == [(2, "composing.twice"), (4, "composing.unknown")]
    assert [(item.line, item.choice.tag) for item in found.items] == [(3, "1.27")]


def test_states_of_proposals() -> None:
    chosen = {CACHE.key: Choice(Mode.TAG, "7.4"), PROXY.key: Choice(Mode.TAG, "1.27")}
    text = "cache 7.4\nweb/proxy 1.26\nweb/main 9.9\nedge 1.27\n"
    found = paste(text, *ROWS, EDGE, present=lambda row: chosen.get(row.key) or start_choice(row))
    assert {row_name(item.row.key): item.state for item in found.items} == {
        "cache/redis": State.UNCHANGED, "web/proxy": State.BACK, "web/main": State.BLOCKED, "edge/nginx": State.READY}
    assert [row_name(item.row.key) for item in found.good()] == ["web/proxy", "edge/nginx"]
    assert len(found.all()) == 3
    assert same_choice(None, None)
    assert not same_choice(None, Choice(Mode.TAG))


# ---- other rows ------------------------------------------------------------------------------------------------------

def test_rows_of_the_same_image() -> None:
    mirrored = one("mirror", "web", f"registry.shop.svc:5000/mirror/shop/web:{FIVE}", RUNS, built=True)
    assert same_image(WEB, (*ROWS, mirrored, BAD)) == (WEB, mirrored)
    assert same_image(PROXY, (EDGE, CACHE)) == (EDGE,)
    assert same_image(BAD, ROWS) == (BAD,)


def test_one_word_for_many_rows() -> None:
    found = set_all((WEB, PROXY, JOB), "build", now)
    assert {row_name(item.row.key): item.choice.mode for item in found.items} == {"web/main": Mode.BUILD}
    assert [(trouble.text, trouble.message.code) for trouble in found.troubles] == [
        ("web/proxy", "choice.no_build"), ("import/main", "choice.job")]


def test_filling_down() -> None:
    def filled(choice: Choice, source: Row, row: Row) -> Choice | str:
        found = fill(source, choice, (row,), now)
        return found.items[0].choice if found.items else found.troubles[0].message.code

    other = one("web-2", "main", f"{SHOP}:{FIVE}@{digest(5)}", RUNS, built=True)
    assert filled(Choice(Mode.LATEST), WEB, other) == Choice(Mode.LATEST)
    assert filled(Choice(Mode.BUILD), WEB, other) == Choice(Mode.BUILD), "not ticked stays not ticked"
    assert filled(Choice(Mode.BUILD, execute=True), WEB, PROXY) == "choice.no_build"
    assert filled(Choice(Mode.LATEST), WEB, CACHE) == Choice(Mode.TAG, "latest")
    assert filled(Choice(Mode.APPOINTED, SIX), WEB, other) == Choice(Mode.APPOINTED, SIX)
    assert filled(Choice(Mode.APPOINTED, SIX), WEB, EDGE) == "composing.no_such_tag"
    assert filled(Choice(Mode.TAG, "1.27", digest=digest(27)), PROXY, EDGE) == Choice(Mode.TAG, "1.27", digest=digest(27))
    assert filled(Choice(Mode.TAG, "1.27", digest=digest(27)), PROXY, CACHE) == Choice(Mode.TAG, "1.27"), "a digest is of one image"
    assert filled(Choice(Mode.TAG, "1.27"), PROXY, WEB) == "choice.version_gone"
    assert filled(Choice(Mode.TAG, "latest"), PROXY, EDGE) == Choice(Mode.TAG, "latest")
    assert filled(Choice(Mode.TAG), PROXY, EDGE) == Choice(Mode.TAG)


# ---- a plan, another app map -----------------------------------------------------------------------------------------

def test_what_runs_there() -> None:
    tag_only = one("a", "a", "nginx:1.26", NGINX)
    unknown = one("b", "b", "nginx:1.99")
    found = runs_there((WEB, tag_only, unknown, BAD))
    assert [(item.tag, item.digest) for item in found] == [(FIVE, digest(5)), ("1.26", digest(26)), ("1.99", ""), ("", "")]
    assert found[3].why is not None


def test_what_a_plan_wants() -> None:
    key = WEB.workload.key
    rows = (RowChange("a", Mode.BUILD, SHOP, build="web"), RowChange("b", Mode.TAG, "nginx", "1.27"),
            RowChange("c", Mode.TAG, "nginx", "1.27", digest(27)), RowChange("d", Mode.TAG, "nginx", "1", restore=f"redis:7@{digest(7)}"),
            RowChange("e", Mode.TAG, "nginx", "1", restore="NO/Image"))
    found = planned_there(Plan("x", (WorkloadStep(key, rows),)))
    assert [(item.tag, item.digest, item.build, item.exact) for item in found] == [
        ("", "", True, False), ("1.27", "", False, False), ("1.27", digest(27), False, True), ("7", digest(7), False, True),
        ("", "", False, True)]
    assert found[4].why is not None


def there(row: Row, **changes: object) -> There:
    return replace(runs_there((row,))[0], **changes)  # type: ignore[arg-type]


def test_counterparts() -> None:
    staging = one("web", "main", f"{SHOP}:{SIX}@{digest(6)}", RUNS, built=True, namespace="staging")
    renamed = one("front", "x", f"nginx:1.27@{digest(27)}", NGINX, namespace="staging")
    alone = one("alone", "x", "alone:1", namespace="staging")
    pairs, troubles = counterparts(runs_there((staging, renamed, alone)), (*ROWS, BAD))
    assert [(row_name(row.key), item.name) for row, item in pairs] == [
        ("web/main", "Deployment/web/main"), ("web/proxy", "Deployment/front/x")]
    assert [(trouble.text, trouble.message.code) for trouble in troubles] == [("Deployment/alone/x", "composing.no_counterpart")]


def test_counterparts_that_are_not_one() -> None:
    sources = (there(one("a", "a", f"nginx:1.27@{digest(27)}", NGINX)), there(one("b", "b", f"nginx@{digest(99)}", NGINX)))
    pairs, troubles = counterparts(sources, (PROXY,))
    assert not pairs
    assert [trouble.message.code for trouble in troubles] == ["composing.several_counterparts"]
    assert "Deployment/b/b 000000000099" in str(troubles[0].message.arguments)


def test_counterparts_of_a_plan_over_several_app_maps() -> None:
    sources = (there(PROD, tag=SIX), there(WEB, tag=SEVEN))
    pairs, troubles = counterparts(sources, (WEB,))
    assert pairs[0][1].tag == SEVEN, "the same app map comes first"
    assert not troubles


def test_taken_by_digest() -> None:
    assert taken(WEB, there(WEB, tag=SIX, digest=digest(6))) == Choice(Mode.APPOINTED, SIX, digest=digest(6))
    assert taken(WEB, there(WEB, tag="other", digest=digest(6))) == Choice(Mode.APPOINTED, SIX, digest=digest(6))
    assert taken(WEB, there(WEB)) == start_choice(WEB)
    assert taken(PROXY, there(PROXY, tag="1.27", digest=digest(27))) == Choice(Mode.TAG, "1.27", digest=digest(27))
    assert taken(PROXY, there(PROXY, tag="", digest=digest(27))) == Choice(Mode.TAG, "1.27", digest=digest(27))
    assert taken(PROXY, there(PROXY, tag="1.27", digest="", exact=False)) == Choice(Mode.TAG, "1.27")
    assert taken(PROXY, there(PROXY, tag="", digest="", exact=False)) == Choice(Mode.TAG, "latest")
    assert taken(WEB, there(WEB, build=True)) == Choice(Mode.BUILD, execute=True)


@pytest.mark.parametrize(("row", "changes", "code"), [
    (PROXY, {"digest": ""}, "composing.source_unknown"),
    (PROXY, {"tag": "1.27", "digest": digest(99)}, "composing.tag_is_other"),
    (PROXY, {"tag": "nope", "digest": digest(99)}, "composing.digest_missing"),
    (one("web", "main", f"{SHOP}:{FIVE}", replace(RUNS, tags=("x",), digests={"x": digest(9)}), built=True),
     {"tag": "x", "digest": digest(9)}, "composing.not_a_version"),
    (BAD, {"why": None, "tag": "1", "digest": digest(9)}, "composing.digest_missing"), (BAD, {}, "choice.bad_image"),
    (JOB, {"tag": "1.27", "digest": digest(27)}, "choice.job"),
])
def test_what_cannot_be_taken(row: Row, changes: dict[str, object], code: str) -> None:
    with pytest.raises(UserError) as caught:
        taken(row, there(row, **changes))
    assert caught.value.code == code


# ---- a choice by digest ----------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("row", "choice"), [
    (PROXY, Choice(Mode.TAG, "1.27", digest=digest(27))), (WEB, Choice(Mode.APPOINTED, SIX, digest=digest(6))),
    (PROXY, Choice(Mode.TAG, "latest", digest=digest(28))), (one("web", "proxy", "nginx:1"), Choice(Mode.TAG, "2", digest=digest(2))),
])
def test_a_choice_by_digest_deploys_that_image(row: Row, choice: Choice) -> None:
    assert why_not(row, choice) is None
    want = wanted(row, choice)
    assert want is not None
    assert want.digest == choice.digest
    change = compile_plan((row,), {row.key: choice}, "x").steps[0].rows[0]
    assert (change.tag, change.digest, change.exact) == (choice.tag, choice.digest, True)


@pytest.mark.parametrize(("row", "choice"), [
    (PROXY, Choice(Mode.TAG, "1.27", digest=digest(99))), (WEB, Choice(Mode.APPOINTED, SIX, digest=digest(99))),
    (PROXY, Choice(Mode.TAG, "latest", digest=digest(99))),
])
def test_a_tag_that_moved_is_refused(row: Row, choice: Choice) -> None:
    why = why_not(row, choice)
    assert why is not None
    assert why.code == "choice.tag_moved"
    assert not compile_plan((row,), {row.key: choice}, "x").steps


def test_an_exact_latest_that_is_there_restarts_nothing() -> None:
    key, image = WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web"), f"nginx:latest@{digest(28)}"
    live = workload(Kind.DEPLOYMENT, "web", Container("proxy", image))
    row = RowChange("proxy", Mode.TAG, "nginx", "latest", digest(28), expect=image, group=Group.MAIN)
    resolved, pinning = {"proxy": Resolved("latest", digest(28))}, {"proxy": Pinning.DIGEST}
    assert make_patch(WorkloadStep(key, (row,)), live, resolved, pinning, "r", "c") is not None
    assert make_patch(WorkloadStep(key, (replace(row, exact=True),)), live, resolved, pinning, "r", "c") is None
    assert RowKey(key, "proxy").container == "proxy"


def test_a_tag_that_is_not_in_the_registry_would_not_run() -> None:
    """The preview says so, as filling down does; only "Choose all" takes it."""
    made = Proposal(PROXY, start_choice(PROXY), Choice(Mode.TAG, "v1.27"))
    assert (made.state, made.why.code if made.why else "") == (State.BLOCKED, "choice.no_such_tag")
    found = Proposals((made,))
    assert (found.good(), found.all()) == ((), (made,))
