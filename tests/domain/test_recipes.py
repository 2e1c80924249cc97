"""Recipes of former runs: what is written is read back, and commits take the place of branches."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from desktop_pipeline.domain.builds import (
    TASK_TYPES,
    Build,
    BuildImage,
    BuildRun,
    CodeRepository,
    RestCall,
    RunOutcome,
    Script,
    TagRule,
    TaskKind,
    TaskRun,
    UserCommand,
    recipe_text,
)
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.recipes import commits_of, pinned, readable, with_recipe
from tests.domain.facts import BUILD

A, B = "a" * 40, "b" * 40


def test_a_recipe_is_read_back() -> None:
    tasks = (*(kind() for kind in TASK_TYPES.values()), RestCall(timeout=3, accepted=(200, 204), headers={"A": "b"}),
             Script(text="a\nb", enabled=False), BuildImage(platforms=("linux/amd64", "linux/arm64"), secrets={"id": "build/x"}, sbom=True))
    made = replace(BUILD, version="2", engine="far", tag_rule=TagRule.DATE, tasks=tasks)
    assert with_recipe(BUILD, recipe_text(made)) == made
    assert with_recipe(replace(BUILD, title="now", image="other"), recipe_text(made)) == replace(made, title="now", image="other")
    assert with_recipe(BUILD, "") == BUILD


def test_what_an_older_version_did_not_write_stays() -> None:
    text = json.dumps({"version": "0.9", "tasks": [{"kind": "image"}]})
    now = replace(BUILD, engine="far", tag_rule=TagRule.SEQUENCE)
    assert with_recipe(now, text) == replace(now, version="0.9", tasks=(BuildImage(),))


@pytest.mark.parametrize("text", [
    "x", "[]", "{}", '{"version": 1, "tasks": []}', '{"version": "1", "tasks": 3}', '{"version": "1", "tasks": ["x"]}',
    '{"version": "1", "tasks": [{"kind": "magic"}]}', '{"version": "1", "tasks": [{"kind": "image", "magic": 1}]}',
    '{"version": "1", "tasks": [{"kind": "image", "target": 3}]}', '{"version": "1", "tasks": [{"kind": "image", "arguments": {"a": []}}]}',
    '{"version": "1", "tasks": [{"kind": "image", "platforms": [{}]}]}', '{"version": "1", "tasks": [], "tag_rule": "x"}',
])
def test_what_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(UserError) as caught:
        with_recipe(BUILD, text)
    assert caught.value.code == "builds.bad_recipe"


def test_commits_take_the_place_of_branches() -> None:
    code, off, lib = CodeRepository(url="x", ref="main"), CodeRepository(url="y", enabled=False), CodeRepository(url="z", ref="v1")
    one, two = replace(BUILD, tasks=(off, code, BuildImage())), replace(BUILD, tasks=(code, off, lib, BuildImage()))
    run = BuildRun("web", 1, "t", RunOutcome.DONE, commit=A)
    assert commits_of(BUILD, run) == ()
    assert commits_of(one, run) == (A,)
    assert commits_of(one, replace(run, commit="")) is None
    assert commits_of(two, run) is None
    of = (TaskRun("", TaskKind.CODE, commit=A), TaskRun("", TaskKind.CODE, commit=B), TaskRun("", TaskKind.IMAGE))
    assert commits_of(two, replace(run, tasks=of)) == (A, B)
    assert commits_of(two, replace(run, tasks=(of[0], replace(of[1], commit=""), of[2]))) is None
    assert pinned(two, (A, B)).tasks == (replace(code, ref=A), off, replace(lib, ref=B), BuildImage())
    assert pinned(two, ()) == two


def test_a_recipe_is_read_line_by_line() -> None:
    script = Script(title="Pack", text="set -e\n\nmake\r\ntar c .\n", environment={"A": " b"}, shell="/bin/bash")
    user = UserCommand(image="golang", commands=("go build", "go test\ngo vet"))
    lines = readable(recipe_text(Build("web", "main", "web", "1.10", tasks=(script, user))))
    assert lines == [
        "version: 1.10", "tag_rule: number", "tasks:",
        "- kind: script", "  title: Pack", "  enabled: true", "  text: |", "    set -e", "", r"    make\x0d", "    tar c .",
        "  shell: /bin/bash", "  environment:", '    A: " b"',
        "- kind: user", "  enabled: true", "  image: golang", "  commands:", "  - go build", "  - |-", "    go test", "    go vet"]
    ended = readable(recipe_text(Build("web", "main", "web", "1", tasks=(Script(text="a\nb\n"),))))
    not_ended = readable(recipe_text(Build("web", "main", "web", "1", tasks=(Script(text="a\nb"),))))
    assert set(ended) ^ set(not_ended) == {"  text: |", "  text: |-"}, "a line end more is a difference"


def test_what_is_no_recipe_stays_as_it_is() -> None:
    assert readable("not JSON\nof ours") == ["not JSON", "of ours"]
    assert readable("[1]") == ["[1]"]
    assert readable("") == []
