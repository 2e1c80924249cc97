"""A workspace folder for tests: the files of it, and a way to put one there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desktop_pipeline.adapters.workspace_files import WorkspaceFiles


@pytest.fixture
async def files(tmp_path: Path) -> AsyncIterator[WorkspaceFiles]:
    made = WorkspaceFiles(tmp_path, tmp_path / "profile")
    yield made
    await made.close()


def put(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
