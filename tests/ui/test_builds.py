"""Edit Build by mouse and keys: fields, tasks, secrets, conflicts, running, history."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton, QWidget

from desktop_pipeline.compose import Options, compose
from desktop_pipeline.domain.builds import TASK_TYPES, Build, BuildImage, BuildRun, CodeRepository, RunOutcome, Script, TaskKind
from desktop_pipeline.domain.errors import UserErrors
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.builds.build_editor import BuildEditor
from desktop_pipeline.ui.builds.recipe import free_name
from desktop_pipeline.ui.builds.run_dialog import RunBuildDialog
from desktop_pipeline.ui.logs.log_view import LogWindow
from tests.ui import fakes
from tests.ui.fakes import WEB, until
from tests.ui.support import click

CONTROL = Qt.KeyboardModifier.ControlModifier


class Opened:
    """An editor on a workbench, closed at the end."""

    def __init__(self, name: str = "web", runs: tuple[BuildRun, ...] = (), **given) -> None:
        self.bench, self.name = fakes.make(**given), name
        self.bench.journal.records[fakes.REPOSITORY] = list(runs)

    async def __aenter__(self) -> BuildEditor:
        await self.bench.workbench.start(watch=False)
        self.pump = EventPump(self.bench.workbench.feed, self.bench.workbench.tasks)
        self.editor = editor = BuildEditor(self.bench.workbench, self.pump, self.name)
        editor.show()
        editor.activateWindow()
        await until(editor.isActiveWindow)
        await asyncio.sleep(0.15)
        return editor

    async def __aexit__(self, *_: object) -> None:
        try:
            self.editor._close_now = True
            self.editor.close()
        except RuntimeError:
            pass  # it was closed by the test
        self.pump.close()
        await self.bench.workbench.close()


def retype(field: QLineEdit, words: str) -> None:
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(field, words)
    if not words:
        QTest.keyClick(field, Qt.Key.Key_Delete)


async def answer(editor: QWidget, button: str) -> str:
    """Answer the question that is open; returns what it said."""
    await until(lambda: any(box.isVisible() for box in editor.findChildren(QMessageBox)))
    box = next(box for box in editor.findChildren(QMessageBox) if box.isVisible())
    words = box.text() + " " + box.informativeText()
    click(box.findChild(QPushButton, button))
    return words


async def choose_kind(editor: BuildEditor, kind: TaskKind) -> None:
    click(editor.ui.add)
    menu = editor.recipe.menu
    await until(menu.isVisible)
    action = next(action for action in menu.actions() if action.data() == kind)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, menu.actionGeometry(action).center())
    await until(lambda: not menu.isVisible())
    editor.activateWindow()
    await until(editor.isActiveWindow)


def test_names_of_new_builds():
    assert free_name("shop/Web App", ["web-app"]) == "web-app-2"
    assert free_name("", []) == "build"


def test_basics_are_edited_and_saved_without_touching_the_rest(qt_run):
    async def story() -> None:
        opened = Opened()
        async with opened as editor:
            assert not editor.ui.save.isEnabled() and "nothing to save" in editor.ui.save.toolTip()
            retype(editor.ui.title, "Shop front")
            retype(editor.ui.version, "1.5 x")
            assert editor.dirty() and not editor.ui.save.isEnabled()
            assert "1.5 x" in editor.ui.version_error.text() and editor.ui.version.property("bad")
            assert "Cannot be saved" in editor.ui.summary.text()
            retype(editor.ui.version, "1.5.0")
            assert not editor.ui.version_error.isVisible() and editor.ui.summary.text() == ""
            assert editor.ui.next_tag.text() == "1.5.0.B000001"
            QTest.keyClick(editor.ui.title, Qt.Key.Key_S, CONTROL)
            await until(lambda: opened.bench.files.saved == [replace(WEB, title="Shop front", version="1.5.0")])
            await until(lambda: not editor.dirty())
            assert opened.bench.vault.secrets == {}

    qt_run(story())


def test_tasks_are_added_moved_ticked_copied_and_deleted(qt_run):
    async def story() -> None:
        async with Opened() as editor:
            tasks, model = editor.ui.tasks, editor.recipe.model
            for kind in TASK_TYPES:
                if kind is not TaskKind.IMAGE:
                    await choose_kind(editor, kind)
                    shown = editor.recipe.page()
                    assert shown is not None and shown.kind is kind and shown.isVisible()
                    assert editor.focusWidget() is shown.ui.title
            kinds = [task.kind for task in model.tasks()]
            assert kinds[-1] is TaskKind.IMAGE and set(kinds) == set(TASK_TYPES)
            assert "cannot run yet" in editor.ui.summary.text() and editor.ui.save.isEnabled() and not editor.ui.run.isEnabled()
            tasks.setFocus()
            tasks.setCurrentIndex(model.index(1))
            QTest.keyClick(tasks, Qt.Key.Key_Down, CONTROL)
            assert [task.kind for task in model.tasks()][1] is TaskKind.CODE and editor.recipe.row() == 2
            click(editor.ui.up)
            assert editor.recipe.row() == 1 and not editor.ui.up.isEnabled()
            QTest.keyClick(tasks, Qt.Key.Key_D, CONTROL)
            assert model.tasks()[1] == replace(model.tasks()[0], title="Sources (copy)")
            QTest.keyClick(tasks, Qt.Key.Key_Space)
            assert model.tasks()[1].enabled is False
            rect: QRect = tasks.visualRect(model.index(2))
            box = tasks.itemDelegate().box(rect).center()
            QTest.mouseClick(tasks.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, box)
            assert model.tasks()[1].enabled is True
            QTest.keyClick(tasks, Qt.Key.Key_Delete)
            assert len(model.tasks()) == 7
            QTest.keyClick(tasks, Qt.Key.Key_Home)
            assert editor.ui.pages.currentWidget() is editor.ui.page_reset
            QTest.keyClick(tasks, Qt.Key.Key_Delete)
            assert len(model.tasks()) == 7 and not editor.ui.remove.isEnabled()

    qt_run(story())


def test_a_task_with_a_problem_keeps_the_build_from_running(qt_run):
    async def story() -> None:
        opened = Opened(builds=(replace(WEB, tasks=(Script(text=""), *WEB.tasks[:1], *WEB.tasks[1:])),))
        opened.bench.vault.secrets["git/web"] = "x"
        async with opened as editor:
            assert not editor.ui.run.isEnabled()
            assert "must not be empty" in editor.ui.run.toolTip()
            page = editor.recipe.page()
            assert page is not None
            retype(page.ui.folder, "src")
            assert editor.ui.save.isEnabled()
            QTest.keyClick(editor.ui.tasks, Qt.Key.Key_Space)
            assert editor.ui.run.isEnabled() and editor.ui.run.text() == "Save and &run…"

    qt_run(story())


def test_fields_of_tasks_and_what_cannot_be_read(qt_run):
    async def story() -> None:
        opened = Opened()
        async with opened as editor:
            page = editor.recipe.page()
            assert page is not None
            retype(page.ui.folder, "../out")
            assert "must lie inside" in editor.ui.summary.text() and page.ui.folder.property("bad")
            retype(page.ui.folder, "src")
            await choose_kind(editor, TaskKind.REST)
            rest = editor.recipe.page()
            retype(rest.ui.accepted, "ok")
            assert not editor.ui.save.isEnabled() and rest.ui.accepted.property("bad")
            editor.ui.tasks.setFocus()
            QTest.keyClick(editor.ui.tasks, Qt.Key.Key_Up)
            await until(lambda: editor.recipe.row() == 2)
            assert rest.ui.accepted.text() == "ok"
            retype(rest.ui.accepted, "200, 204")
            table = rest.ui.headers
            table.setFocus()
            table.setCurrentCell(0, 0)
            QTest.keyClicks(table, "A")
            cell = QApplication.focusWidget()
            QTest.keyClicks(cell, "ccept")
            QTest.keyClick(cell, Qt.Key.Key_Return)
            await until(lambda: editor.recipe.model.tasks()[1].headers)
            rest_task = editor.recipe.model.tasks()[1]
            assert rest_task.accepted == (200, 204) and rest_task.headers == {"Accept": ""}
            assert editor.recipe.model.tasks()[0].folder == "src"

    qt_run(story())


def test_the_dockerfile_as_text_or_as_a_file(qt_run):
    async def story() -> None:
        opened = Opened()
        async with opened as editor:
            editor.ui.tasks.setFocus()
            QTest.keyClick(editor.ui.tasks, Qt.Key.Key_End)
            page = editor.recipe.page()
            assert page.ui.dockerfile_text.isVisible() and not page.ui.dockerfile.isVisible()
            page.ui.dockerfile_text.setFocus()
            QTest.keyClick(page.ui.dockerfile_text, Qt.Key.Key_End, CONTROL)
            QTest.keyClicks(page.ui.dockerfile_text, "USER nginx")
            image = editor.recipe.model.tasks()[-1]
            assert isinstance(image, BuildImage) and image.dockerfile_text.endswith("\nUSER nginx")
            assert image.arguments == {"VERSION": "${VERSION}"}
            page.ui.source.setFocus()
            QTest.keyClick(page.ui.source, Qt.Key.Key_Up)
            assert page.ui.dockerfile.isVisible() and editor.recipe.model.tasks()[-1].dockerfile_text == ""
            retype(page.ui.dockerfile, "docker/Dockerfile")
            assert editor.recipe.model.tasks()[-1].dockerfile == "docker/Dockerfile"
            page.ui.arguments.set_values({"NPM_TOKEN": "abc"})
            page.ui.arguments.edited.emit()
            assert "looks like a secret" in page.ui.notice.text()

    qt_run(story())


def test_secrets_go_to_the_keyring_and_are_never_shown(qt_run):
    async def story() -> None:
        opened = Opened("api")
        opened.bench.vault.why = Message.of("no.keyring.here")
        async with opened as editor:
            page = editor.recipe.page()
            assert not page.ui.secret.isVisible()
            page.ui.access.setFocus()
            QTest.keyClick(page.ui.access, Qt.Key.Key_Down)
            assert page.ui.secret.isVisible() and not editor.ui.save.isEnabled()
            QTest.keyClicks(page.ui.username, "ci")
            QTest.keyClicks(page.ui.secret, "hunter2")
            click(editor.ui.save)
            await until(lambda: bool(opened.bench.files.saved))
            task = opened.bench.files.saved[-1].tasks[0]
            assert isinstance(task, CodeRepository) and (task.username, task.secret) == ("ci", "git/api")
            assert opened.bench.vault.secrets == {"git/api": "hunter2"} and "hunter2" not in repr(opened.bench.files.saved)
            await until(lambda: not editor.dirty())
            assert page.ui.secret.text() == "" and "keep" in page.ui.secret.placeholderText()
            assert "no.keyring.here" in editor.ui.notice.text()
            retype(page.ui.ref, "main")  # blank password: the old one stays
            click(editor.ui.save)
            await until(lambda: len(opened.bench.files.saved) == 2)
            assert opened.bench.vault.secrets == {"git/api": "hunter2"}
            await until(lambda: not editor.dirty())
            page.ui.access.setFocus()
            QTest.keyClick(page.ui.access, Qt.Key.Key_Up)
            click(editor.ui.save)
            await until(lambda: len(opened.bench.files.saved) == 3)
            assert opened.bench.files.saved[-1].tasks[0].secret == ""
            await until(lambda: opened.bench.vault.secrets == {})

    qt_run(story())


def test_somebody_else_saved_first(qt_run):
    async def story() -> None:
        opened = Opened()
        async with opened as editor:
            retype(editor.ui.title, "Mine")
            opened.bench.files.conflict = True
            theirs = replace(WEB, title="Theirs")
            opened.bench.files.loaded = replace(opened.bench.files.loaded, builds=(theirs,))
            click(editor.ui.save)
            await answer(editor, "no")
            await until(lambda: "Not saved" in editor.ui.notice.text())
            assert editor.ui.title.text() == "Mine" and editor.dirty()
            click(editor.ui.save)
            await answer(editor, "yes")
            await until(lambda: editor.ui.title.text() == "Theirs")
            assert not editor.dirty()

    qt_run(story())


def test_what_the_rules_of_files_refuse_is_said_and_stays_unsaved(qt_run, monkeypatch):
    async def story() -> None:
        opened = Opened()
        async with opened as editor:
            async def refuse(build: Build) -> None:
                raise UserErrors((Message.of("file.problem_whole", file="builds/web.yaml", problem="not allowed"),))

            monkeypatch.setattr(opened.bench.files, "save_build", refuse)
            retype(editor.ui.title, "Other")
            click(editor.ui.save)
            await until(lambda: "not allowed" in editor.ui.notice.text())
            assert editor.dirty() and editor.ui.save.isEnabled()

    qt_run(story())


def test_closing_with_unsaved_changes_asks(qt_run):
    async def story() -> None:
        opened = Opened()
        async with opened as editor:
            retype(editor.ui.title, "Other")
            click(editor.ui.close)
            assert "Other" in await answer(editor, "no")
            await asyncio.sleep(0.1)
            assert editor.isVisible()
            editor.activateWindow()
            await until(editor.isActiveWindow)
            QTest.keyClick(editor.ui.title, Qt.Key.Key_Escape)
            gone: list[bool] = []
            editor.destroyed.connect(lambda: gone.append(True))
            await answer(editor, "yes")
            await until(lambda: gone)
            assert opened.bench.files.saved == []

    qt_run(story())


def test_a_new_build(qt_run):
    async def story() -> None:
        opened = Opened("")
        async with opened as editor:
            assert not editor.ui.image.property("bad") and not editor.ui.save.isEnabled()
            QTest.keyClicks(editor.ui.title, "Jobs")
            retype(editor.ui.image, "web")
            assert "already makes this image" in editor.ui.image_error.text() and not editor.ui.save.isEnabled()
            retype(editor.ui.image, "tools/jobs")
            assert editor.ui.file.text() == "builds/jobs.yaml"
            click(editor.ui.save)
            await until(lambda: bool(opened.bench.files.saved))
            assert opened.bench.files.saved[0].name == "jobs" and opened.bench.files.saved[0].title == "Jobs"
            await until(lambda: editor.build_name == "jobs")

    qt_run(story())


def runs() -> tuple[BuildRun, ...]:
    now = time.time()
    return (
        BuildRun("web", 8, "1.4.0.B000008", RunOutcome.FAILED, "r8", started=now - 400, ended=now - 350, local=True),
        BuildRun("web", 7, "1.4.0.B000007", RunOutcome.DONE, "", ended=now - 900, size=64_810_000, digest="sha256:" + "a" * 64))


def test_history_and_the_lock_of_the_first_run(qt_run):
    async def story() -> None:
        opened = Opened(runs=runs())
        async with opened as editor:
            await until(lambda: editor.history.model.rowCount() == 2)
            assert not editor.ui.registry.isEnabled() and "first run" in editor.ui.image.toolTip()
            assert editor.badge.words() == "Failed"
            logs: list[str] = []
            editor.log_wanted.connect(logs.append)
            bar = editor.ui.tabs.tabBar()
            QTest.mouseClick(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, bar.tabRect(1).center())
            table = editor.ui.runs
            assert not editor.ui.open_log.isEnabled()
            place = table.visualRect(editor.history.model.index(0, 1)).center()
            QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
            click(editor.ui.open_log)
            QTest.keyClick(table, Qt.Key.Key_Return)
            assert logs == ["r8/build/web", "r8/build/web"]
            assert editor.ui.delete_run.isEnabled(), "its entry in the history can go"
            QTest.keyClick(table, Qt.Key.Key_Down)
            assert not editor.ui.open_log.isEnabled() and "another workstation" in editor.ui.open_log.toolTip()

    qt_run(story())


def test_running_checks_first_and_then_starts(qt_run, monkeypatch):
    async def story() -> None:
        opened = Opened()
        async with opened as editor:
            await opened.bench.workbench.trust.trust(WEB)
            started: list[str] = []
            editor.run_started.connect(started.append)
            click(editor.ui.run)
            await until(lambda: bool(editor.findChildren(RunBuildDialog)))
            dialog = editor.findChildren(RunBuildDialog)[0]
            await until(dialog.isVisible)
            QTest.keyClicks(dialog.ui.description, "new header")
            click(dialog.ui.start)
            await until(lambda: bool(dialog.findings))
            assert "git/web" in dialog.findings[0].text() and dialog.ui.start.text() == "Check again" and not started
            opened.bench.vault.secrets["git/web"] = "token"
            plans = []
            monkeypatch.setattr(opened.bench.workbench.executor, "start", lambda report, consent: plans.append(report.plan) or "r10")
            click(dialog.ui.start)
            await until(lambda: started == ["r10"])
            plan = plans[0]
            assert plan.also_build == ("web",) and plan.description == "new header" and plan.steps == ()

    qt_run(story())


def test_every_control_has_a_name(qt_run):
    async def story() -> None:
        async with Opened() as editor:
            for kind in TASK_TYPES:
                editor.recipe.add(kind)
            reached = [child for child in editor.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus]
            own = [child for child in reached if child.isVisibleTo(editor) and not child.objectName().startswith("qt_")]
            assert [child.objectName() for child in own if not child.accessibleName()] == []
            first = editor.ui.title
            first.setFocus()
            seen = []
            for _ in range(60):
                QTest.keyClick(QApplication.focusWidget() or editor, Qt.Key.Key_Tab)
                seen.append(QApplication.focusWidget())
            assert editor.ui.tasks in seen and editor.ui.close in seen and first in seen

    qt_run(story())


def test_a_build_of_the_sandbox_runs_and_its_log_is_seen(qt_run):
    async def story() -> None:
        workbench = compose(Options(sandbox=True))
        await workbench.start(watch=False)
        pump = EventPump(workbench.feed, workbench.tasks)
        build = workbench.catalog.builds[0]
        editor = BuildEditor(workbench, pump, build.name)
        editor.show()
        await until(lambda: editor.history.has_run() and editor.history.versions.complete)
        before = editor.history.model.rowCount()
        logs: list[str] = []
        editor.log_wanted.connect(logs.append)
        click(editor.ui.run)
        await until(lambda: bool(editor.findChildren(RunBuildDialog)))
        dialog = editor.findChildren(RunBuildDialog)[0]
        await until(dialog.isVisible)
        QTest.keyClicks(dialog.ui.description, "by the test")
        click(dialog.ui.start)
        await until(lambda: logs)
        window = LogWindow(workbench, logs[0])
        window.show()
        await until(lambda: editor.history.model.rowCount() == before + 1)
        await until(lambda: editor.badge.words() == "Done", 20)
        await until(lambda: window.view.state.words() == "Done")
        text = window.view.model.text(0, window.view.model.rowCount() - 1)
        assert f"Build {build.name}" in text and "Done:" in text
        newest = editor.history.newest()
        assert newest is not None and newest.description == "by the test"
        window.close()
        editor.close()
        pump.close()
        await workbench.close()

    qt_run(story())
