"""Folders in memory, from which builds can be made."""

from __future__ import annotations

from pathlib import Path

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.importing import FolderFound


class SandboxFolders:
    """Folders by path. Where nobody has added one there is an invented one with a Dockerfile, unless `strict`."""

    def __init__(self) -> None:
        self.known: dict[Path, FolderFound] = {}
        self.strict = False

    async def look(self, folder: Path) -> FolderFound:
        if folder in self.known:
            return self.known[folder]
        if self.strict:
            raise UserError("import.no_folder", folder=folder, text="no such folder")
        return FolderFound(folder.name or "app", ("Dockerfile",))
