"""`.dockerignore` as docker reads it; what whole contexts become is compared with the docker command in test_dockerfiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_pipeline.adapters.common.ignore import BadPattern, Ignore, read_rules


@pytest.mark.parametrize(("line", "rules"), [
    ("# comment", ()), ("  # rule", ("# rule",)), ("", ()), (" a \r", ("a",)), ("/a/", ("a",)), ("./a/../b", ("b",)), ("! /a", ("!a",)),
    ("!", ("!",)), (".", (".",)), ("//a", ("a",)), ("\ufeffa", ("a",)),
])
def test_lines(line: str, rules: tuple[str, ...]) -> None:
    assert read_rules(line.encode()) == rules


@pytest.mark.parametrize(("rules", "path", "ignored"), [
    ("*.md", "a.md", True), ("*.md", "x/a.md", False), ("*.md", "a.MD", False), ("**/*.md", "a.md", True), ("**/*.md", "x/y/a.md", True),
    ("a", "a/b/c", True), ("a", "ab", False), ("a/*", "a/b/c", True), ("a/*", "a", False), ("*/b", "x/b", True), ("*/b", "x/y/b", False),
    ("a/**", "a/b/c", True), ("a/**", "a", False), ("**", "x/y", True), ("**/a", "x/a/y", True), ("**/a", "ba", False),
    ("a**", "abc/d", True),
    ("*\n!a", "a", False), ("*\n!a\na", "a", True), ("a\n!a/b", "a/b", False), ("a\n!a/b", "a/c", True), ("!a\na", "a", True),
    ("?", "ab", False), ("[a-c].x", "b.x", True), ("[^a].x", "b.x", True), ("a\\*", "a*", True), ("a\\*", "ab", False),
    ("a.b", "axb", False), ("a+(b)", "a+(b)", True), (".", "a", False), ("a/**/b", "a/b", True), ("a/**/b", "a/x/y/b", True),
])
def test_rules(rules: str, path: str, ignored: bool) -> None:
    assert Ignore(read_rules(rules.encode())).ignores(path) is ignored


@pytest.mark.parametrize("rule", ["!", "[a", "a\\", "[z-a]"])
def test_what_docker_refuses(rule: str) -> None:
    with pytest.raises(BadPattern):
        Ignore(read_rules(rule.encode()))


def test_folders_are_entered_only_for_a_rule_with_their_name(tmp_path: Path) -> None:
    for name in ("kept/x", "other/x", "kept-too/x"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    found = [path for path, _ in Ignore(["*", "!kept/x", "!o*/x", "!**/x"]).walk(tmp_path)]
    assert found == ["kept/x"], "docker does not look into folders for a pattern that begins with a wildcard"
