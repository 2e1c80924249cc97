"""History of a build by mouse and keys: columns, comparing two runs, deleting with all that goes with it named first."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop_pipeline.domain.builds import BuildRun, RunOutcome, Script, recipe_text
from desktop_pipeline.services.builds import Deletion
from desktop_pipeline.ui.builds.build_editor import BuildEditor
from desktop_pipeline.ui.builds.compare_dialog import CompareDialog, difference
from desktop_pipeline.ui.builds.delete_dialog import DeleteRunDialog
from desktop_pipeline.ui.theme import Look, theme
from tests.ui.fakes import WEB, until
from tests.ui.test_builds import CONTROL, Opened, click

DIGEST = "sha256:" + "a" * 64
OLD = BuildRun("web", 7, "1.4.0.B000007", RunOutcome.DONE, "r7", started=100.0, ended=165.0, size=64_810_000, digest=DIGEST,
               description="new header", commit="c0ffee" * 6, by="me@here", local=True, recipe=recipe_text(WEB))
NEW = BuildRun("web", 8, "1.4.0.B000008", RunOutcome.FAILED, "r8", started=200.0, ended=260.0, by="you@there", failed_task="Sources",
               local=True, recipe=recipe_text(replace(WEB, version="1.5.0")))


def pick(editor: BuildEditor, row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    table = editor.ui.runs
    place = table.visualRect(editor.history.model.index(row, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, place)


async def shown(editor: BuildEditor, kind: type[QWidget]) -> QWidget:
    await until(lambda: any(dialog.isVisible() for dialog in editor.findChildren(kind)))
    dialog = next(dialog for dialog in editor.findChildren(kind) if dialog.isVisible())
    dialog.activateWindow()
    await until(dialog.isActiveWindow)
    await asyncio.sleep(0.05)
    return dialog


def test_columns_and_two_runs_compared(qt_run, picture):
    async def story() -> None:
        async with Opened(runs=(NEW, OLD)) as editor:
            await until(lambda: editor.history.model.rowCount() == 2)
            editor.ui.tabs.setCurrentIndex(1)
            model = editor.history.model
            row = [model.index(1, column).data() for column in range(model.columnCount())]
            assert row[6:9] == ["c0ffeec0ffee", "new header", "me@here"] and model.index(0, 9).data() == "Sources"
            pick(editor, 0)
            assert not editor.ui.compare.isEnabled() and "two runs" in editor.ui.compare.toolTip()
            pick(editor, 1, CONTROL)
            assert not editor.ui.open_log.isEnabled() and not editor.ui.delete_run.isEnabled()
            await asyncio.sleep(0.05)
            picture(editor, "history")
            click(editor.ui.compare)
            dialog = await shown(editor, CompareDialog)
            words = dialog.content.toPlainText()
            assert words.startswith("--- 1.4.0.B000007\n+++ 1.4.0.B000008")
            assert "\n@@ Build\n- version: 1.4.0\n+ version: 1.5.0\n  tag_rule: number\n" in words
            picture(dialog, "compare-runs")
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            await until(lambda: not editor.findChildren(CompareDialog))

    qt_run(story())


def test_scripts_are_compared_line_by_line(qt_run, picture):
    async def story() -> None:
        head = "set -e\nprintf '\\033[31mred\\033[0m " + "a very long line " * 20 + "'\n"
        before = replace(WEB, tasks=(*WEB.tasks[:1], Script(title="Pack", text=head + "make\n"), *WEB.tasks[1:]))
        after = replace(WEB, tasks=(*WEB.tasks[:1], Script(title="Pack", text=head + "make all\n-- x\n"), *WEB.tasks[1:]))
        old, new = replace(OLD, recipe=recipe_text(before)), replace(NEW, recipe=recipe_text(after))
        dialog = CompareDialog(old, new)
        dialog.show()
        await asyncio.sleep(0.05)
        words = dialog.content.toPlainText().splitlines()
        assert words[2] == "@@ Task 2: Script"
        assert [line for line in words[3:] if not line.startswith("  ")] == ["-     make", "+     make all", "+     -- x"]
        assert dialog.content.horizontalScrollBar().maximum() == 0
        picture(dialog, "compare-scripts")
        dialog.close()
        dialog.deleteLater()
        gone = replace(WEB, tasks=WEB.tasks[1:])
        assert "@@ Task 1: Code repository\n" in difference(old, replace(new, recipe=recipe_text(gone)))
        assert difference(old, old) == ""

    qt_run(story())


def test_every_column_is_seen_at_the_size_of_the_window(qt_run, picture):
    async def story() -> None:
        run = replace(NEW, tag="12.10.3.B000008", by="release@workstation", commit="c0ffee" * 6, failed_task="Compile it", ended=9000.0)
        async with Opened(runs=(run, OLD)) as editor:
            await until(lambda: editor.history.model.rowCount() == 2)
            editor.ui.tabs.setCurrentIndex(1)
            await asyncio.sleep(0.1)
            table, model = editor.ui.runs, editor.history.model
            assert table.horizontalScrollBar().maximum() == 0
            edge = table.columnViewportPosition(9) + table.columnWidth(9)
            assert edge <= table.viewport().width()
            for column in range(model.columnCount()):
                if column not in (7, 8):  # what people write may be of any length; it is in the tool tip
                    words = [str(model.headerData(column, Qt.Orientation.Horizontal)), *(model.index(row, column).data() for row in (0, 1))]
                    needed = max(table.fontMetrics().horizontalAdvance(word) for word in words)
                    assert table.columnWidth(column) >= needed + (52 if column == 2 else 14), (column, words)
            assert table.columnWidth(8) >= 110
            picture(editor, "history-columns")

    qt_run(story())


def test_what_goes_is_named_and_the_image_of_a_failed_run_is_no_matter(qt_run, picture, monkeypatch):
    async def story() -> None:
        opened = Opened(runs=(NEW, OLD))
        async with opened as editor:
            await until(lambda: editor.history.model.rowCount() == 2)
            asked: list[tuple[str, bool]] = []

            async def delete(build: object, run: BuildRun, *, image: bool = True) -> None:
                asked.append((run.tag, image))

            builds = opened.bench.workbench.builds
            monkeypatch.setattr(builds, "delete", delete)
            editor.ui.tabs.setCurrentIndex(1)
            pick(editor, 0)
            click(editor.ui.delete_run)
            dialog = await shown(editor, DeleteRunDialog)
            assert dialog.image.isHidden() and "No image is deleted" in dialog.notices[0].text()
            assert dialog.cancel.isDefault() and not dialog.yes.isDefault()
            click(dialog.yes)
            await until(lambda: asked == [("1.4.0.B000008", False)])

    qt_run(story())


def test_the_dialog_of_deletion(qt_run, picture):
    async def story() -> None:
        run = replace(OLD, exists=True)
        free = Deletion(("1.4.0.B000007", "latest"), (), (), 900.0)
        dialog = DeleteRunDialog(run, free, 1000.0)
        dialog.show()
        assert dialog.with_image and "1.4.0.B000007, latest" in dialog.notices[0].text() and "ago" in dialog.facts.text()
        picture(dialog, "delete-run")
        QTest.keyClick(dialog.image, Qt.Key.Key_Space)
        assert not dialog.with_image and dialog.yes.isEnabled()
        dialog.close()
        dialog.deleteLater()
        used = Deletion(("1.4.0.B000007",), ("lab/shop/web/web",), ("prod-eu/shop",), 900.0)
        dialog = DeleteRunDialog(replace(run, local=False), used, 1000.0)
        dialog.show()
        assert not dialog.with_image and not dialog.image.isEnabled() and not dialog.yes.isEnabled()
        assert "lab/shop/web/web" in dialog.notices[1].text() and "prod-eu/shop" in dialog.notices[2].text()
        for child in dialog.findChildren(QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert child.accessibleName(), child
        theme().apply(Look.DARK)
        await asyncio.sleep(0.05)
        picture(dialog, "delete-run-used-dark")
        theme().apply(Look.LIGHT)
        dialog.close()
        dialog.deleteLater()

    qt_run(story())
