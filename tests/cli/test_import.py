"""import: builds from a folder, all or none, with what is not carried over."""

from __future__ import annotations

import asyncio
from pathlib import Path

from desktop_pipeline.adapters.sandbox.code import commit_of
from desktop_pipeline.domain.builds import BuildImage, CodeRepository
from desktop_pipeline.domain.importing import FolderFound, WorkTree
from tests.cli.conftest import Shell

FOLDER = Path("/code/shop")


def names(shell: Shell) -> set[str]:
    return {build.name for build in asyncio.run(shell.sandbox.files.load()).builds}


def put(shell: Shell, found: FolderFound) -> None:
    shell.sandbox.world.folders().known[FOLDER] = found
    shell.sandbox.code.work_trees[FOLDER] = WorkTree("https://git.test/shop.git", "main")


def test_a_compose_file(shell: Shell) -> None:
    put(shell, FolderFound("shop", ("Dockerfile",), "compose.yaml", {"services": {
        "front": {"build": {"context": "front", "network": "host"}, "ports": ["80:80"]}, "tools": {"build": "tools"},
        "db": {"image": "x"}}}))
    before = names(shell)
    done = shell("import", str(FOLDER), "--check")
    assert done.code == 0 and "(not saved) builds/front.yaml" in done.out and names(shell) == before
    assert "“network” is not carried over" in done.out and "ports" in done.out and "db" in done.out
    done = shell("import", str(FOLDER), "--only", "front", "--json")
    assert done.code == 0, done.err
    assert names(shell) == before | {"front"}
    line = done.lines()[0]
    assert (line["build"], line["saved"], line["problems"]) == ("front", True, [])
    assert [item["code"] for item in line["not_carried_over"]] == ["import.no_build_section", "import.run_only", "import.not_carried"]
    made = next(build for build in asyncio.run(shell.sandbox.files.load()).builds if build.name == "front")
    assert made.tasks == (CodeRepository(url="https://git.test/shop.git", ref="main"), BuildImage(context="front"))
    commit = commit_of("shop")
    shell.sandbox.code.add("https://git.test/shop.git", {"main": commit}, files={commit: {"front/Dockerfile": "FROM scratch\n"}})
    built = shell("build", "front", "--json")
    assert built.code == 0, built.err


def test_all_or_none(shell: Shell) -> None:
    put(shell, FolderFound("shop", (), "compose.yaml", {"services": {
        "new": {"build": "."}, "again": {"build": ".", "image": "registry.shop.example/shop/web:1"}}}))
    existing = asyncio.run(shell.sandbox.files.load())
    registry = existing.workspace.registries[0]
    found = shell.sandbox.world.folders().known[FOLDER]
    found.compose["services"]["again"]["image"] = f"{registry.address}/shop/web:1"  # type: ignore[call-overload,index]
    before = names(shell)
    done = shell("import", str(FOLDER))
    assert done.code == 2 and "Nothing was saved." in done.err and "already makes this image" in done.err
    assert names(shell) == before
    done = shell("import", str(FOLDER), "--only", "none-such")
    assert done.code == 3 and "compose.yaml: new" in done.err


def test_without_a_remote(shell: Shell) -> None:
    put(shell, FolderFound("shop", ("Dockerfile",)))
    shell.sandbox.code.work_trees[FOLDER] = WorkTree("", "main")
    done = shell("import", str(FOLDER))
    assert done.code == 0 and "has no git remote" in done.out and "cannot run yet: Task 1: “url” must not be empty." in done.out


def test_nothing_there(shell: Shell) -> None:
    put(shell, FolderFound("shop"))
    done = shell("import", str(FOLDER))
    assert done.code == 3 and "no Dockerfile and no compose file" in done.err
    shell.sandbox.world.folders().strict = True
    done = shell("import", "/none")
    assert done.code == 3 and "There is no folder" in done.err
