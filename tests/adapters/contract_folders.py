"""What every Folders port has to do. Subclass `FoldersContract` with a fixture `world` that gives a `FoldersWorld`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

import pytest

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.importing import FolderFound
from desktop_pipeline.services.ports import Folders


class FoldersWorld(ABC):
    """Folders of this computer."""

    folders: Folders

    @abstractmethod
    def make(self, found: FolderFound) -> Path:
        """A folder in which this is found."""

    @abstractmethod
    def missing(self) -> Path: ...


class FoldersContract:
    """What is found, and what is not there."""

    @pytest.mark.parametrize("found", [
        FolderFound("empty"), FolderFound("app", ("Dockerfile",)), FolderFound("app", ("Dockerfile", "Dockerfile.worker")),
        FolderFound("shop", (), "compose.yaml", {"services": {"web": {"build": {"context": ".", "args": ["A=1.10", "B"]}}}}, {"T": "1.10"}),
    ])
    async def test_look(self, world: FoldersWorld, found: FolderFound) -> None:
        assert await world.folders.look(world.make(found)) == found

    async def test_nothing_there(self, world: FoldersWorld) -> None:
        with pytest.raises(UserError) as caught:
            await world.folders.look(world.missing())
        assert caught.value.code == "import.no_folder"
