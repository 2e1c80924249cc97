"""Folders: the contract on files and on the sandbox, and the odd files that people have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox.folders import SandboxFolders
from desktop_pipeline.adapters.workspace_files import BuildFolders
from desktop_pipeline.domain.importing import FolderFound
from tests.adapters.contract_folders import FoldersContract, FoldersWorld


class RealFolders(FoldersWorld):
    def __init__(self, root: Path) -> None:
        self.folders, self.root = BuildFolders(), root

    def make(self, found: FolderFound) -> Path:
        folder = self.root / found.name
        folder.mkdir()
        for name in found.dockerfiles:
            (folder / name).write_text("FROM scratch\n")
        if found.compose_file:
            (folder / found.compose_file).write_text(json.dumps(found.compose))
            (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in found.environment.items()))
        return folder

    def missing(self) -> Path:
        return self.root / "none"


class MemoryFolders(FoldersWorld):
    def __init__(self) -> None:
        self.folders = self.inside = SandboxFolders()
        self.inside.strict = True

    def make(self, found: FolderFound) -> Path:
        self.inside.known[Path("/somewhere")] = found
        return Path("/somewhere")

    def missing(self) -> Path:
        return Path("/none")


class TestBuildFolders(FoldersContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> RealFolders:
        return RealFolders(tmp_path)


class TestSandboxFolders(FoldersContract):
    @pytest.fixture
    def world(self) -> MemoryFolders:
        return MemoryFolders()


async def test_names_of_dockerfiles(tmp_path: Path) -> None:
    for name in ("Dockerfile", "Dockerfile.web", "Dockerfile.dockerignore", "Containerfile", "api.Dockerfile", "dockerfile.md", "Makefile"):
        (tmp_path / name).write_text("")
    (tmp_path / "Dockerfile.d").mkdir()
    assert (await BuildFolders().look(tmp_path)).dockerfiles == ("Containerfile", "Dockerfile", "Dockerfile.web", "api.Dockerfile")


async def test_merges_versions_and_what_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "docker-compose.yml").write_text("services: {}\n")
    (tmp_path / "compose.override.yaml").write_text("services: {}\n")
    (tmp_path / "compose.yaml").write_text(
        "x-common: &common\n  target: run\n  args: {V: 1.10}\n"
        "services:\n  web:\n    build:\n      <<: *common\n      context: web\n      target: debug\n"
        "    environment: {URL: 'postgres://user:word@db/x'}\n")
    (tmp_path / ".env").write_text("# words\nexport TAG=\"1.0 x\"\nA='b'\nC = d # rest\n\nbad line\n")
    found = await BuildFolders().look(tmp_path)
    assert found.compose["services"]["web"]["build"] == {"context": "web", "target": "debug", "args": {"V": "1.10"}}  # type: ignore[call-overload,index]
    assert found.environment == {"TAG": "1.0 x", "A": "b", "C": "d"}
    assert [(message.code, message.argument("file")) for message in found.told] == [
        ("import.override", "compose.override.yaml"), ("import.override", "docker-compose.yml")]


@pytest.mark.parametrize("text", ["services: [", "a: 1\n---\nb: 2\n", "\x00", "services:\n  web:\n    build: !reset null\n"])
async def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "compose.yaml").write_text(text)
    told = (await BuildFolders().look(tmp_path)).told
    assert told and told[0].code == "import.unreadable" and told[0].argument("file").startswith("compose.yaml")


async def test_a_circle_of_merges_ends(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("a: &a\n  <<: *a\n  x: y\nservices: {}\n")
    found = await BuildFolders().look(tmp_path)
    assert isinstance(found.compose, dict) and found.told
