"""Runs found by words, told with their images, deployed again."""

from __future__ import annotations

from tests.cli.conftest import Shell


def image(shell: Shell) -> str:
    return shell.sandbox.clusters["lab"].workload("shop", "api").template.containers[0].image


def test_runs_are_found(shell: Shell) -> None:
    assert shell("run", "api-2.0", "--yes").code == 0
    assert shell("build", "web", "--yes").code == 0
    listed = [line["title"] for line in shell("runs", "list", "--json").lines()]
    assert len(listed) == 2
    for words, found in (("deployment/api", listed[1:]), ("2.0.0.B000003 tester", listed[1:]), ("build web", listed[:1]), ("nothing", [])):
        assert [line["title"] for line in shell("runs", "list", "--search", words, "--json").lines()] == found, words
    assert len(shell("runs", "list", "--state", "done", "--state", "failed", "--json").lines()) == 2
    assert "No run is like that" in shell("runs", "list", "--state", "cancelled").out
    assert len(shell("runs", "list", "--limit", "1", "--json").lines()) == 1
    wrong = shell("runs", "list", "--state", "fine")
    assert wrong.code == 3
    assert "interrupted" in wrong.err, "it says which there are"


def test_a_run_is_told_with_what_it_changed(shell: Shell) -> None:
    before = image(shell)
    assert shell("run", "api-2.0", "--yes").code == 0
    told = shell("runs", "show", "last").out
    ran = before.partition("@")[2]
    assert f"api: {before} (ran {ran}) → {image(shell)}" in told
    step = next(line for line in shell("runs", "show", "last", "--json").lines() if line["step"])
    assert step["data"]["images"] == [{"container": "api", "before": before, "ran": [ran], "after": image(shell)}]


def test_a_run_is_deployed_again(shell: Shell) -> None:
    before = image(shell)
    assert shell("runs", "again", "last").code == 3
    assert shell("run", "api-2.0", "--yes").code == 0
    first = shell("runs", "--json").lines()[0]["run"]
    after = image(shell)
    assert shell("runs", "undo", "last", "--json").code == 0
    assert image(shell) == before
    again = shell("runs", "again", first, "--json")
    assert again.code == 0, again.err
    assert image(shell) == after
    assert f"lab/shop/api api: 2.0.0.B000003 ({after.partition('@')[2]})" in again.err
    assert shell("build", "web", "--yes").code == 0
    nothing = shell("runs", "again", "last")
    assert nothing.code == 2
    assert "nothing to deploy again" in nothing.err
