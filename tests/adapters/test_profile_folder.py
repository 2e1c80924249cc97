"""The port Profile: whether runs can be recorded."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_pipeline.adapters.profile_folder import ProfileFolder
from desktop_pipeline.adapters.sqlite import SqliteStore
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.computer_ports import InMemory, Profile


@pytest.fixture
def made(tmp_path: Path) -> ProfileFolder:
    return ProfileFolder(tmp_path / "not yet" / "profile")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", ["real", "sandbox"])
async def test_one_that_can_be_written_is_left_as_it_was(kind: str, made: ProfileFolder, tmp_path: Path) -> None:
    profile: Profile = made if kind == "real" else InMemory()
    await profile.try_to_write()
    await profile.try_to_write()
    assert not files(tmp_path)


async def test_the_sandbox_refuses_as_it_is_told() -> None:
    profile = InMemory()
    profile.reason = "wrong owner"
    with pytest.raises(UserError, match="wrong owner") as caught:
        await profile.try_to_write()
    assert caught.value.code == "profile.unwritable"


@pytest.mark.parametrize("name", ["locks", "logs"])
async def test_a_folder_below_it_counts_too(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a file")
    with pytest.raises(UserError) as caught:
        await ProfileFolder(tmp_path).try_to_write()
    assert caught.value.code == "profile.unwritable"
    assert str(tmp_path / name) in str(caught.value)


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
async def test_a_folder_on_a_disk_that_is_not_mounted(tmp_path: Path) -> None:
    (tmp_path / "logs").symlink_to(tmp_path / "mnt" / "disk")
    with pytest.raises(UserError, match="No such file or directory") as caught:
        await ProfileFolder(tmp_path).try_to_write()
    assert f"{tmp_path / 'logs'} → {tmp_path / 'mnt' / 'disk'} cannot be written" in str(caught.value)


async def test_files_of_another_owner_count_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = SqliteStore.drafts(tmp_path)
    await drafts.save("a", 1)
    await drafts.close()
    await ProfileFolder(tmp_path).try_to_write()
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "drafts.db")  # root may write all
    with pytest.raises(UserError) as caught:
        await ProfileFolder(tmp_path).try_to_write()
    assert str(tmp_path / "drafts.db") in str(caught.value)
    assert "Permission denied" in str(caught.value)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    point = tmp_path / "disk"
    point.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs a mount")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1M", "none", point], capture_output=True, check=False).returncode:
        pytest.skip("needs a mount")
    try:
        subprocess.run(["mount", "-o", "remount,ro", point], check=True)
        yield point
    finally:
        subprocess.run(["umount", "-l", point], check=True)


async def test_a_disk_that_is_mounted_read_only(read_only: Path) -> None:
    for folder in (read_only, read_only / "below"):
        with pytest.raises(UserError, match="Read-only file system") as caught:
            await ProfileFolder(folder).try_to_write()
        assert str(folder) in str(caught.value)
