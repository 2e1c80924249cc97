"""plan changes: what a plan brings, with the network and without."""

from __future__ import annotations

import pytest

from desktop_pipeline.adapters.sandbox.shop_images import ADDRESS, tag
from desktop_pipeline.cli.changes import direction_text
from desktop_pipeline.domain.changes import Commits, Direction, way
from tests.cli.conftest import Shell


def _plan(shell: Shell, *rows: tuple[str, ...]) -> None:
    assert shell("plan", "new", "release", "--map", "lab/shop").code == 0
    for row in rows:
        assert shell("plan", "set", "release", *row).code == 0


def test_a_plan_and_what_it_brings(shell: Shell) -> None:
    _plan(shell, ("web/web", "--version", tag("web", 7)), ("worker", "--version", tag("worker", 4)), ("api", "--build"),
          ("web/log-shipper", "--tag", "3.2.1"))
    result = shell("plan", "changes", "release")
    assert result.code == 0 and result.err == ""
    lines = result.out.splitlines()
    at = lines.index("    web: 1.4.0.B000005 → 1.4.0.B000007")
    assert lines[at + 1] == "      7 commits forward"
    assert lines[at + 2].startswith("        + ") and lines[at + 2].endswith("Search field for telephones")
    assert "        variable METRICS: new: on" in lines and "        port 9090/tcp: new" in lines
    at = lines.index("    api: 2.0.0.B000002 → a new build of api")
    assert lines[at + 1].endswith(" commits forward, as main is now")
    assert "      configuration: Not built yet: its configuration is known after the build." in lines
    assert "commit" not in lines[lines.index("    log-shipper: 3.1.9 → 3.2.1") + 1] and result.out.count("lab/shop/Deployment/web\n") == 1


def test_as_json_with_the_network_gone(shell: Shell) -> None:
    _plan(shell, ("web/web", "--version", tag("web", 3)))
    [before] = shell("plan", "changes", "release", "--json").lines()
    [row] = before["rows"]
    assert (row["direction"], row["ahead"], row["behind"], row["more"]) == ("backwards", 0, 3, 0)
    assert [commit["back"] for commit in row["commits"]] == [True] * 3 and row["asked"] is not None
    assert (row["from"], row["to"], row["commits_problem"], row["configuration_problem"]) == (tag("web", 5), tag("web", 3), None, None)
    box = shell.sandbox
    box.code.down = box.registry.down = box.hub.down = True
    box.clusters["lab"].link.cut()
    [again] = shell("plan", "changes", "release", "--json").lines()
    assert again == before
    box.code.copies.clear()
    [gone] = shell("plan", "changes", "release", "--json").lines()
    assert gone["rows"][0]["direction"] == "unknown" and gone["rows"][0]["commits_problem"]["code"] == "git.unreachable"
    assert gone["rows"][0]["configuration"] == row["configuration"]
    told = shell("plan", "changes", "release")
    assert told.code == 0 and "commits not known" in told.out and "could not resolve host" in told.out


def test_a_plan_that_takes_whatever_is_there(shell: Shell) -> None:
    result = shell("plan", "changes", "api-2.0")
    assert "    api: 2.0.0.B000002 → 2.0.0.B000003\n      4 commits forward\n" in result.out, result.out
    shell.sandbox.clusters["lab"].link.cut()
    shell.sandbox.cache.values.clear()
    unknown = shell("plan", "changes", "api-2.0")
    assert unknown.code == 0 and "What is deployed now is not known" in unknown.out


def test_no_such_plan(shell: Shell) -> None:
    assert shell("plan", "changes", "nothing").code == 3


def test_nothing_of_others_steers_the_terminal(shell: Shell) -> None:
    repo = shell.sandbox.code.repositories["https://git.shop.example/shop/web.git"]
    repo.told = {sha: (when, "A\x1b[2Jnna", "one\ntwo\x1b]0;x\x07") for sha, (when, _, _) in repo.told.items()}
    _plan(shell, ("web/web", "--version", tag("web", 6)))
    out = shell("plan", "changes", "release").out
    assert "\x1b" not in out and "Anna  one two" in out and ADDRESS not in out


@pytest.mark.parametrize(("commits", "words"), [
    (way(0, 0), "same commit"), (way(1, 0), "1 commit forward"), (way(0, 2), "2 commits backwards: what runs now is newer"),
    (way(2, 1), "diverged: 2 commits forward, 1 commit back"), (Commits(Direction.UNKNOWN), "commits not known")])
def test_words_of_directions(commits: Commits, words: str) -> None:
    assert direction_text(commits) == words
