"""The examples of the documents are what the program reads: files load without a problem, and every name they use is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_pipeline.adapters.workspace_files import WorkspaceFiles
from desktop_pipeline.adapters.workspace_files.forms import keys_of
from desktop_pipeline.adapters.workspace_files.reading import parse
from desktop_pipeline.domain.builds import TaskKind, validate
from desktop_pipeline.domain.messages import MESSAGES

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```yaml\n(?P<text># (?P<file>\S+)\n.*?)^```$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^```yaml$", re.MULTILINE)
LINK = re.compile(r"\]\((?P<to>[^)\s]+)\)")
KINDS = {"workspace.yaml": "workspace", "bindings.yaml": "bindings", "builds": "build", "plans": "plan"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def examples() -> Iterator[tuple[str, str]]:
    """File and text of each example. The first line of one is a comment with the file's name."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        found = list(BLOCK.finditer(text))
        assert len(found) == len(FENCE.findall(text)), f"{name(document)}: an example does not begin with the name of its file"
        yield from ((match["file"], match["text"]) for match in found)


EXAMPLES = dict(examples())


@pytest.mark.parametrize("file", EXAMPLES)
def test_an_example_has_no_problem(file: str) -> None:
    kind = KINDS[file.partition("/")[0]]
    parsed = parse(kind, Path(file).stem, file, EXAMPLES[file].encode())
    assert parsed.problems == ()
    assert parsed.value is not None


def test_there_is_an_example_of_each_file() -> None:
    assert {KINDS[file.partition("/")[0]] for file in EXAMPLES} == set(KINDS.values())


async def test_the_examples_are_one_workspace(tmp_path: Path) -> None:
    for file, text in EXAMPLES.items():
        path = tmp_path / ("profile" if file == "bindings.yaml" else "") / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    files = WorkspaceFiles(tmp_path, tmp_path / "profile")
    try:
        loaded = await files.load()
        assert loaded.problems == ()
        for build in loaded.builds:
            assert validate(build, loaded.workspace, loaded.builds) == (), build.name
        builds = {build.name for build in loaded.builds}
        for plan_name in loaded.plans:
            plan = await files.load_plan(plan_name)
            assert set(plan.builds()) <= builds
            assert all(loaded.workspace.cluster(step.key.cluster) for step in plan.steps)
        bindings = await files.load_bindings()
        assert set(bindings.clusters) == {cluster.id for cluster in loaded.workspace.clusters}
    finally:
        await files.close()


@pytest.mark.parametrize("kind", ["workspace", "plan", "bindings"])
def test_the_examples_show_every_key(kind: str) -> None:
    text = "\n".join(text for file, text in EXAMPLES.items() if KINDS[file.partition("/")[0]] == kind)
    missing = [key for key in keys_of(kind) if not re.search(rf"^[\s-]*{re.escape(key)}:", text, re.MULTILINE)]
    assert missing == [], "describe them in docs/guide/files.md"


def test_the_examples_show_every_kind_of_task() -> None:
    text = "\n".join(text for file, text in EXAMPLES.items() if file.startswith("builds/"))
    assert {match[1] for match in re.finditer(r"kind: (\w+)", text)} == {kind.value for kind in TaskKind}


def test_messages_that_are_explained_exist() -> None:
    text = (ROOT / "docs/guide/troubleshooting.md").read_text(encoding="utf-8")
    firsts = re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
    codes = [code for first in firsts for code in re.findall(r"`([^`]+)`", first)]
    assert codes
    assert [code for code in codes if code not in MESSAGES] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for match in LINK.finditer(text):
        to, _, mark = match["to"].partition("#")
        if "://" in to or to.endswith(".png"):  # pictures are put there when they are taken
            continue
        target = document if not to else (document.parent / to).resolve()
        assert target.exists(), f"{match['to']} is not there"
        if mark:
            heads = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            marks = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
            assert mark in marks, f"{match['to']}: no such heading"
