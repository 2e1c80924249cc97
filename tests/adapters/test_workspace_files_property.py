"""Files and values stand for each other, whatever the values are and whatever was in the file before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_pipeline.adapters.workspace_files import nodes, writing
from desktop_pipeline.adapters.workspace_files.reading import parse
from desktop_pipeline.adapters.workspace_files.trees import tree_of
from desktop_pipeline.domain.builds import Build, BuildImage, CodeRepository, FileTransfer, RestCall, Script, UserCommand
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Group, Kind, WorkloadKey
from desktop_pipeline.domain.workspace import (
    AppMap,
    Bindings,
    Cluster,
    ClusterBinding,
    Engine,
    EngineBinding,
    Limits,
    Pinning,
    Protection,
    Registry,
    RegistryBinding,
    Workspace,
)

ODD = st.sampled_from([
    "", " ", "1.10", "0123", "yes", "null", "~", "2024-01-15", "1:30", "- x", "a: b", "#x", "a #b", "'", '"', "{a}", "[b]", "&a", "*a",
    "!t", "|", ">", "%", "@", "`", "a\n", "\na", "a\n\nb\n", " a\n  b", "a\r\nb", "tab\tx", "\u2028", "\ufeff", "가나다", "😀", "\x85",
    "\x00", "---", "...", "? x", "<<", "=", "true", "1e3", ".5", "_", "a\tb\n c", "x" * 200, "word " * 60,
])
texts = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), ODD)
filled = texts.filter(bool)
ids = st.one_of(st.from_regex(r"[a-z0-9.]{1,4}", fullmatch=True), st.sampled_from(["1.10", "null", "가", "yes", "0x1"]))
versions = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,6}", fullmatch=True)
tags = st.one_of(versions, st.sampled_from(["1.10", "0123", "null", "y", "1e3", "007"]))
repositories = st.sampled_from(["nginx", "a/b", "localhost:5000/a/b", "registry.example/x/y"])
digests = st.sampled_from(["", "sha256:" + "ab" * 32])
images = st.one_of(texts, st.builds(lambda name, tag: f"{name}:{tag}", repositories, tags))
flags = st.booleans()
times = st.none() | st.floats(0, 4e9) | st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 2**31).map(float)
maps = st.dictionaries(texts, texts, max_size=3)


def many(items: Any, key: Any = None, size: int = 3) -> Any:
    return st.lists(items, max_size=size, unique_by=key).map(tuple)


@st.composite
def rows(draw: Any) -> RowChange:
    mode = draw(st.sampled_from(Mode))
    built = mode is Mode.BUILD
    return RowChange(
        draw(filled), mode, draw(repositories), "" if built else draw(tags), "" if built else draw(digests), draw(filled) if built else "",
        draw(images), draw(st.sampled_from(Group)), draw(texts),
        draw(times), draw(flags), seen=draw(st.just("") | images),
    )


keys = st.builds(WorkloadKey, ids, ids, st.sampled_from(Kind), filled)
steps = st.builds(WorkloadStep, keys, st.lists(rows(), min_size=1, max_size=3, unique_by=lambda row: row.container).map(tuple), texts)
plans = st.builds(
    Plan, texts, many(steps, lambda step: step.key), st.just("x"), texts, st.integers(0, 1000), texts, many(filled),
)
tasks = st.one_of(
    st.builds(CodeRepository, title=texts, enabled=flags, url=texts, ref=texts, secret=st.sampled_from(["", "git/shop"]), folder=texts),
    st.builds(UserCommand, image=texts, commands=many(texts), environment=maps),
    st.builds(FileTransfer, protocol=st.sampled_from(["sftp", "ftp"]), port=st.integers(1, 65535), remote=texts),
    st.builds(RestCall, headers=maps, body=texts, timeout=st.floats(0.1, 1e6), accepted=many(st.integers(100, 599))),
    st.builds(Script, text=texts, environment=maps),
    st.builds(BuildImage, dockerfile=texts, dockerfile_text=texts, arguments=maps, no_cache=flags, pull=flags),
)
builds = st.builds(
    Build, st.just("x"), ids, filled, versions, texts, texts, texts, many(tasks, size=5),
)
protections = st.sampled_from(Protection)


@st.composite
def workspaces(draw: Any) -> Workspace:
    clusters = draw(many(st.builds(Cluster, ids, texts, texts, protections), lambda cluster: cluster.id))
    places = st.sampled_from([cluster.id for cluster in clusters]) if clusters else st.nothing()
    app_maps = many(st.builds(AppMap, places, ids, texts, protections), lambda item: item.id)
    addresses = st.sampled_from(["localhost:5000", "hub/team", "1.10"])
    return Workspace(
        draw(texts), clusters, draw(app_maps) if clusters else (),
        draw(many(st.builds(Registry, ids, addresses, texts, many(addresses), st.sampled_from(Pinning), flags), lambda item: item.id)),
        draw(many(st.builds(Engine, ids, texts), lambda engine: engine.id)),
        draw(st.builds(Limits, st.integers(1, 1000), st.integers(1, 100), st.floats(1, 1e6), st.floats(0, 1e6), st.integers(1, 10**6))),
    )


bindings = st.builds(
    Bindings, st.dictionaries(texts, st.builds(ClusterBinding, filled, texts), max_size=3),
    st.dictionaries(texts, st.builds(RegistryBinding, texts), max_size=3),
    st.dictionaries(texts, st.builds(EngineBinding, texts, texts), max_size=3),
)
pairs = st.one_of(*(
    st.tuples(st.just(kind), values, values)
    for kind, values in (("plan", plans), ("build", builds), ("workspace", workspaces()), ("bindings", bindings))
))


def value_of(kind: str, text: str) -> object:
    parsed = parse(kind, "x", "x", text.encode())
    assert parsed.problems == ()
    return parsed.value


@settings(max_examples=100)
@given(pairs)
def test_written_and_read(case: tuple[str, Any, Any]) -> None:
    kind, value, _ = case
    assert value_of(kind, writing.fresh(tree_of(value))) == value
    assert value_of(kind, writing.fresh(tree_of(value, full=True))) == value


@settings(max_examples=100)
@given(pairs)
def test_one_value_changed_to_another(case: tuple[str, Any, Any]) -> None:
    kind, before, after = case
    text = writing.fresh(tree_of(before))
    assert value_of(kind, writing.edited(text, tree_of(after), tree_of(after, full=True), nodes.read(text.encode()).offset)) == after


@settings(max_examples=60)
@given(workspaces(), ids, st.integers(0, 3))
def test_comments_survive_what_is_changed_beside_them(workspace: Workspace, title: str, which: int) -> None:
    plain = writing.fresh(tree_of(replace(workspace, title="T")))
    lines: list[str] = []
    for number, line in enumerate(plain.splitlines()):
        if line.strip() and not line[0].isspace():
            lines.append(f"# {number}: before {line.split(':')[0]}")
        lines.append(line)
    text = "\n".join(lines) + "\n"
    if parse("workspace", "x", "x", text.encode()).value != replace(workspace, title="T"):
        return  # the comment landed within a text of several lines
    after = replace(workspace, title=title, engines=(*workspace.engines, Engine("an-engine-more")), clusters=workspace.clusters[:which])
    after = replace(after, app_maps=())
    result = writing.edited(text, tree_of(after), tree_of(after, full=True), nodes.read(text.encode()).offset)
    assert value_of("workspace", result) == after
    assert [line for line in lines if line.startswith("# ")] == [line for line in result.splitlines() if line.startswith("# ")]


garbage = st.one_of(
    st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
    st.text("ab:-[]{}&*!|>'\"#,? \n1", max_size=40).map(str.encode),
)


@settings(max_examples=200)
@given(garbage)
def test_any_bytes_are_a_value_or_problems(data: bytes) -> None:
    for head in (b"", b"version: 1\nsteps:\n  - "):
        for kind in ("plan", "workspace", "build", "bindings"):
            parsed = parse(kind, "x", "x", head + data)
            assert (parsed.value is None) == bool(parsed.problems)
