"""New build from a folder by mouse and keys, on real files and a real git work tree."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop_pipeline.adapters.git import GitCode
from desktop_pipeline.adapters.workspace_files import BuildFolders
from desktop_pipeline.domain.builds import BuildImage, CodeRepository
from desktop_pipeline.ui.builds.build_editor import BuildEditor
from desktop_pipeline.ui.builds.import_dialog import ImportDialog
from desktop_pipeline.ui.widgets import ask
from tests.adapters.git_server import git
from tests.ui.fakes import until
from tests.ui.test_build_history import shown
from tests.ui.test_builds import Opened, answer, click, retype


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A work tree whose folder `deploy` has a compose file."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "tree")
    tree = tmp_path / "tree"
    git(tree, "remote", "add", "origin", "https://git.example.com/team/tree.git")
    (tree / "deploy").mkdir()
    (tree / "deploy/compose.yaml").write_text(
        "services:\n  tools: {build: ../tools}\n  front:\n    image: registry.lab:5000/shop/front:2.0\n    ports: ['80:80']\n"
        "    build:\n      context: ..\n      args: {NAME: 1.10}\n      shm_size: 1g\n")
    git(tree, "add", ".")
    git(tree, "commit", "--quiet", "-m", "first")
    return tree / "deploy"


class Story(Opened):
    def __init__(self, monkeypatch, folder: Path) -> None:
        super().__init__(name="")
        monkeypatch.setattr(type(self.bench.world), "folders", lambda world: BuildFolders(), raising=False)
        source = GitCode()
        monkeypatch.setattr(type(self.bench.world), "work_tree", lambda world, path: source.work_tree(path), raising=False)

        async def ask_file(parent: QWidget, title: str, *, folder: bool = False, **_: object) -> str:
            assert folder
            return str(self.folder)

        self.folder = folder
        monkeypatch.setattr(ask, "ask_file", ask_file)


async def from_folder(editor: BuildEditor) -> None:
    click(editor.ui.preset)
    menu = editor.recipe.presets
    await until(menu.isVisible)
    action = menu.actions()[-1]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, menu.actionGeometry(action).center())
    await until(lambda: not menu.isVisible())


def test_a_service_of_a_compose_file(qt_run, picture, monkeypatch, folder):
    async def story() -> None:
        opened = Story(monkeypatch, folder)
        async with opened as editor:
            await from_folder(editor)
            dialog = await shown(editor, ImportDialog)
            assert [dialog.list.item(row).text() for row in range(2)] == ["compose.yaml: tools", "compose.yaml: front"]
            QTest.keyClick(dialog.list, Qt.Key.Key_Down)
            words = dialog.about.toPlainText()
            assert "front, version 2.0" in words and "shm_size" in words and "ports" in words
            for child in dialog.findChildren(QWidget):
                if child.focusPolicy() & Qt.FocusPolicy.TabFocus and not child.objectName().startswith("qt_"):
                    assert child.accessibleName(), child
            await asyncio.sleep(0.05)
            picture(dialog, "import-folder")
            click(dialog.use)
            await until(lambda: editor.recipe.build().image == "front")
            assert "shm_size" in editor.ui.notice.text()
            build = editor.recipe.build()
            assert build.tasks == (CodeRepository(url="https://git.example.com/team/tree.git", ref="main"),
                                   BuildImage(context=".", arguments={"NAME": "1.10"}))
            click(editor.ui.save)
            await until(lambda: opened.bench.files.saved)
            assert opened.bench.files.saved[-1] == build and build.name == "front"

    qt_run(story())


def test_a_folder_with_nothing_and_changes_that_would_go(qt_run, monkeypatch, folder, tmp_path):
    async def story() -> None:
        opened = Story(monkeypatch, tmp_path)
        async with opened as editor:
            await from_folder(editor)
            assert "no Dockerfile" in await answer(editor, "close")
            await until(lambda: not editor.findChildren(QMessageBox))
            retype(editor.ui.title, "Half typed")
            opened.folder = folder
            await from_folder(editor)
            dialog = await shown(editor, ImportDialog)
            QTest.keyClick(dialog.list, Qt.Key.Key_Return)
            assert "has not been saved" in await answer(editor, "no")
            await until(lambda: not editor.findChildren(QMessageBox))
            assert editor.ui.title.text() == "Half typed"

    qt_run(story())
