"""import: builds from a folder, all or none, with what is not carried over."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox.code import commit_of
from desktop_pipeline.domain import importing
from desktop_pipeline.domain.builds import Build, BuildImage, CodeRepository
from desktop_pipeline.domain.errors import UserError
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


def test_all_or_none_by_the_rules_of_files(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that cannot be saved, whatever the reason, keeps those before it from being saved."""
    put(shell, FolderFound("shop", (), "compose.yaml", {"services": {"one": {"build": "."}, "two": {"build": "."}}}))
    before = names(shell)
    shell.sandbox.files.others_save_build(Build("two", "", "two-elsewhere", "1"))
    monkeypatch.setattr(importing, "free_name", lambda image, taken: image)
    done = shell("import", str(FOLDER))
    assert done.code == 3 and "Nothing was saved." in done.err and "builds/two.yaml is there already" in done.err
    assert names(shell) == before | {"two"} and done.out == ""
    assert shell("import", str(FOLDER), "--only", "one").code == 0 and names(shell) == before | {"one", "two"}


def test_a_password_that_is_left_keeps_all_from_being_saved(shell: Shell) -> None:
    put(shell, FolderFound("shop", (), "compose.yaml", {"services": {"one": {"build": "."}, "two": {"build": "."}}}))
    shell.sandbox.code.work_trees[FOLDER] = WorkTree("git.test/shop.git", "https://u:canary@git.test/x")
    before = names(shell)
    for more in ([], ["--check"]):
        done = shell("import", str(FOLDER), *more)
        assert done.code == 2 and "Nothing was saved." in done.err and "has an address with a password" in done.err
        assert names(shell) == before and "canary" not in done.out + done.err


def test_nothing_of_the_env_file_is_saved_or_printed(shell: Shell) -> None:
    put(shell, FolderFound("shop", (), "compose.yaml", {"services": {"one": {"build": {"context": ".", "args": {
        "DB_PASS": "${DB_PASS}", "DATABASE_URL": "${DATABASE_URL}", "GREETING": None}}}}},
        {"DB_PASS": "canary", "DATABASE_URL": "postgres://u:canary@db/x", "GREETING": "canary"}))
    for more in (["--check"], ["--json", "--check"], []):
        done = shell("import", str(FOLDER), *more)
        assert done.code == 0 and "DB_PASS" in done.out and "GREETING" in done.out and "canary" not in done.out + done.err
    made = next(build for build in asyncio.run(shell.sandbox.files.load()).builds if build.name == "one")
    assert "canary" not in repr(made) and made.tasks[1] == BuildImage(arguments={"DATABASE_URL": ""})


def test_a_folder_that_git_cannot_read(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    put(shell, FolderFound("shop", ("Dockerfile",)))

    async def work_tree(folder: Path) -> WorkTree | None:
        raise UserError("git.unreadable", folder=folder, text="fatal: detected dubious ownership.")

    monkeypatch.setattr(shell.sandbox.code, "work_tree", work_tree)
    done = shell("import", str(FOLDER), "--check")
    assert done.code == 0 and "dubious ownership" in done.out and "has no git remote" not in done.out
    assert "the address of the repository stays open" in done.out


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
