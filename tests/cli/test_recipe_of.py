"""build --recipe-of: a former recipe is run again, and what cannot be found is said."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from desktop_pipeline.adapters.sandbox.code import commit_of
from desktop_pipeline.adapters.sandbox.shop_images import url
from desktop_pipeline.domain.builds import Build, Script
from desktop_pipeline.domain.trust import trust_hash
from tests.cli.conftest import Shell


def builds(shell: Shell) -> dict[str, Build]:
    return {build.name: build for build in asyncio.run(shell.sandbox.files.load()).builds}


def tag_of(out: str) -> str:
    """What the last step made."""
    return str(next(tag for line in reversed(out.splitlines()) if (tag := json.loads(line)["data"].get("tag"))))


def test_the_recipe_of_a_former_run(shell: Shell) -> None:
    first = shell("build", "worker", "--json")
    assert first.code == 0, first.err
    tag = tag_of(first.out)
    before = builds(shell)["worker"]
    now = replace(before, version="9.9.9")
    asyncio.run(shell.sandbox.files.save_build(now))
    repo = shell.sandbox.code.repositories[url("worker")]
    old, new = repo.branches["main"], commit_of("new")
    repo.branches["main"] = new
    repo.files[new] = repo.files[old]
    commits = []
    for arguments in ((tag,), (tag, "--branch"), (str(int(tag[-6:])), "--branch")):
        done = shell("build", "worker", "--recipe-of", *arguments, "--json")
        assert done.code == 0, done.err
        assert tag_of(done.out).startswith(f"{before.version}.B"), "the version is that of the recipe"
        commits.append(next(json.loads(line)["data"]["commit"] for line in done.out.splitlines() if '"commit"' in line))
    assert commits == [old, new, new]
    assert builds(shell)["worker"] == now, "the file of the build stays as it is"


def test_what_is_not_there(shell: Shell) -> None:
    done = shell("build", "worker", "--recipe-of", "none-such")
    assert (done.code, "No run “none-such” of build “worker” has its recipe on this computer." in done.err) == (3, True)
    done = shell("build", "worker", "--branch")
    assert (done.code, "--branch goes with --recipe-of." in done.err) == (3, True)


def test_trust_is_that_of_the_recipe(shell: Shell) -> None:
    plain = builds(shell)["worker"]
    risky = replace(plain, tasks=(Script(text="echo former"), *plain.tasks))
    asyncio.run(shell.sandbox.files.save_build(risky))
    first = shell("build", "worker", "--json", "--trust", trust_hash(risky))
    assert first.code == 0, first.err
    edited = replace(plain, tasks=(Script(text="echo now"), *plain.tasks))
    asyncio.run(shell.sandbox.files.save_build(edited))
    assert shell("build", "worker").code == 2, "the file's own content was not seen yet"
    done = shell("build", "worker", "--recipe-of", tag_of(first.out), "--json")
    assert done.code == 0, done.err + done.out
