"""Edit Build: every field of the six kinds of task, secrets, variables, rules for tags, presets. By mouse and keys."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu

from desktop_pipeline.domain.builds import (
    BuildImage,
    BuildRun,
    CodeRepository,
    FileTransfer,
    RestCall,
    RunOutcome,
    Script,
    TagRule,
    Task,
    TaskKind,
    TaskRun,
    UserCommand,
)
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.task_rules import task_problems
from desktop_pipeline.ui.builds.task_list import state_rect
from desktop_pipeline.ui.builds.task_pages import PAGES
from desktop_pipeline.ui.texts import install_language, text
from desktop_pipeline.ui.theme import Look, theme
from tests.ui.fakes import WEB, until
from tests.ui.test_builds import CONTROL, Opened, click, retype

FULL: tuple[Task, ...] = (
    CodeRepository(title="Sources", url="https://git/x.git", ref="v1", username="ci", secret="git/web", folder="src"),
    UserCommand(title="Compile", image="golang:1.24", commands=("go build", "go test"), folder="src", environment={"CGO": "0"},
                volumes={"/root/.cache": "go-cache"}, result="SUM"),
    FileTransfer(title="Fetch", protocol="sftp", host="files.lab", port=2222, username="me", secret="file/web", key="key/web",
                 host_key="SHA256:abc", direction="upload", remote="/in/${SUM}", local="dist"),
    RestCall(title="Tell", url="https://api/x", method="PUT", headers={"A": "b"}, body="{}", username="u", secret="rest/web", timeout=5.0,
             accepted=(200, 202), expected="ok", ignore_tls_errors=True, output="answer.json", hide_body=True, result="ANSWER"),
    Script(title="Pack", text="make\n", shell="/bin/bash", folder="src", environment={"X": "1"}, result="SIZE"),
    BuildImage(title="Image", dockerfile="Dockerfile", context="src", arguments={"A": "1"}, target="final", also_latest=True, no_cache=True,
               pull=True, platforms=("linux/amd64", "linux/arm64"), secrets={"npm": "npm/token"}, ssh=True,
               cache_from=("type=registry,ref=r/c:1",), cache_to=("type=registry,ref=r/c:1,mode=max",), provenance=True, sbom=True))
RUN = BuildRun("web", 8, "1.4.0.B000008", RunOutcome.FAILED, "r8", started=0.0, ended=100.0, local=True, tasks=(
    TaskRun("Sources", TaskKind.CODE, RunOutcome.DONE, 1.0, 3.0), TaskRun("Compile", TaskKind.USER, RunOutcome.DONE, 3.0, 68.0),
    TaskRun("Fetch", TaskKind.FILE, RunOutcome.FAILED, 68.0, 70.0, 1, 40, 50), TaskRun("Tell", TaskKind.REST)))
NO_WIDGET = {"enabled"}


def menu_click(menu: QMenu, begin: str) -> None:
    action = next(action for action in menu.actions() if action.text().startswith(begin))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, menu.actionGeometry(action).center())


@pytest.mark.parametrize("task", FULL, ids=lambda task: task.kind.value)
def test_every_field_has_its_place_and_comes_back_as_it_was(qt_run, task):
    async def story() -> None:
        page = PAGES[task.kind]()
        missing = [field.name for field in fields(task) if field.name not in NO_WIDGET and not hasattr(page.ui, field.name)]
        assert missing == []
        page.load(task, ())
        assert page.task() == task and page.unreadable() == {}
        page.load(type(task)(), ())
        if task.kind is not TaskKind.IMAGE:
            assert page.task() == type(task)()
        page.deleteLater()

    qt_run(story())


def test_fields_typed_by_hand(qt_run, picture):
    async def story() -> None:
        opened = Opened(builds=(replace(WEB, tasks=FULL),))
        async with opened as editor:
            tasks, model = editor.ui.tasks, editor.recipe.model
            for row, name in enumerate(("code", "user", "file", "rest", "script", "image"), 1):
                tasks.setCurrentIndex(model.index(row))
                await asyncio.sleep(0.02)
                editor.ui.pages.currentWidget().resize(620, 980)
                picture(editor.ui.pages.currentWidget(), f"task-{name}")
            tasks.setCurrentIndex(model.index(6))
            page = editor.recipe.page()
            retype(page.ui.platforms, "linux/arm64 linux/386")
            assert model.tasks()[5].platforms == ("linux/arm64", "linux/386")
            retype(page.ui.platforms, "Linux")
            assert page.ui.platforms.property("bad") and "Linux" in editor.ui.summary.text()
            retype(page.ui.platforms, "")
            assert model.tasks()[5].platforms == ()
            page.ui.cache_to.setFocus()
            QTest.keyClick(page.ui.cache_to, Qt.Key.Key_A, CONTROL)
            QTest.keyClicks(page.ui.cache_to, "type=inline")
            QTest.keyClick(page.ui.cache_to, Qt.Key.Key_Tab)
            assert model.tasks()[5].cache_to == ("type=inline",)
            QTest.keyClick(page.ui.ssh, Qt.Key.Key_Space)
            assert model.tasks()[5].ssh is False
            tasks.setCurrentIndex(model.index(3))
            page = editor.recipe.page()
            assert page.ui.key.isVisible()
            page.ui.protocol.setFocus()
            QTest.keyClicks(page.ui.protocol, "ftps")
            assert model.tasks()[2].protocol == "ftps" and page.ui.host_key.isVisible()
            picture(editor, "edit-build-tasks")
            theme().apply(Look.DARK)
            await asyncio.sleep(0.05)
            picture(editor, "edit-build-tasks-dark")
            theme().apply(Look.LIGHT)

    qt_run(story())


def test_keys_and_build_secrets_go_to_the_keyring(qt_run):
    async def story() -> None:
        transfer = FileTransfer(host="files.lab", remote="a", local="b")
        image = BuildImage(secrets={"npm": "npm/token"})
        opened = Opened(builds=(replace(WEB, tasks=(transfer, image)),))
        async with opened as editor:
            vault, saved = opened.bench.vault.secrets, opened.bench.files.saved
            page = editor.recipe.page()
            page.ui.key.setFocus()
            QTest.keyClicks(page.ui.key, "-----BEGIN KEY-----")
            QTest.keyClick(page.ui.key, Qt.Key.Key_Return)
            QTest.keyClicks(page.ui.key, "abc")
            retype(page.ui.secret, "hunter2")
            editor.ui.tasks.setCurrentIndex(editor.recipe.model.index(2))
            page = editor.recipe.page()
            assert not page.ui.enter_secret.isEnabled()
            page.ui.secrets.setCurrentCell(0, 0)
            click(page.ui.enter_secret)
            await until(lambda: editor.findChildren(QInputDialog))
            dialog = editor.findChildren(QInputDialog)[0]
            await until(dialog.isVisible)
            line = dialog.findChild(QLineEdit)
            assert line.echoMode() is QLineEdit.EchoMode.Password
            QTest.keyClicks(line, "npm-canary")
            QTest.keyClick(line, Qt.Key.Key_Return)
            await until(lambda: "npm/token" in editor.recipe.secrets)
            editor.activateWindow()
            click(editor.ui.save)
            await until(lambda: saved)
            assert vault == {"key/web": "-----BEGIN KEY-----\nabc", "file/web": "hunter2", "npm/token": "npm-canary"}
            first = saved[-1].tasks[0]
            assert (first.key, first.secret) == ("key/web", "file/web") and "canary" not in repr(saved)
            await until(lambda: not editor.dirty())
            editor.ui.tasks.setCurrentIndex(editor.recipe.model.index(1))
            page = editor.recipe.page()
            assert page.ui.key.toPlainText() == "" and "keep" in page.ui.key.placeholderText()

    qt_run(story())


def test_variables_are_listed_and_put_where_the_keyboard_was(qt_run, picture):
    async def story() -> None:
        opened = Opened(builds=(replace(WEB, tasks=FULL),))
        async with opened as editor:
            editor.ui.tasks.setCurrentIndex(editor.recipe.model.index(4))
            page = editor.recipe.page()
            page.ui.body.setFocus()
            QTest.keyClick(page.ui.body, Qt.Key.Key_End, CONTROL)
            click(editor.ui.variables)
            menu = editor.recipe.variables.menu
            await until(menu.isVisible)
            names = [action.data() for action in menu.actions()]
            assert "${VERSION}" in names and "${SUM}" in names and "${ANSWER}" not in names and names[-1] == "${secret:ID}"
            picture(menu, "variables")
            menu_click(menu, "${SUM}")
            assert editor.recipe.model.tasks()[3].body == "{}${SUM}"

    qt_run(story())


def test_the_rule_for_tags_shows_the_next_tag(qt_run):
    async def story() -> None:
        opened = Opened()
        async with opened as editor:
            await until(lambda: editor.ui.next_tag.text() == "1.4.0.B000001")
            editor.ui.tag_rule.setFocus()
            QTest.keyClick(editor.ui.tag_rule, Qt.Key.Key_End)
            assert editor.ui.next_tag.text() == "as git describes the commit"
            QTest.keyClick(editor.ui.tag_rule, Qt.Key.Key_Up)
            assert editor.ui.next_tag.text() == "1.4.0.1"
            QTest.keyClick(editor.ui.tag_rule, Qt.Key.Key_Up)
            assert editor.ui.next_tag.text().startswith("1.4.0.20")
            click(editor.ui.save)
            await until(lambda: opened.bench.files.saved)
            assert opened.bench.files.saved[-1] == replace(WEB, tag_rule=TagRule.DATE)

    qt_run(story())


def test_a_new_build_begins_with_a_usual_shape(qt_run, picture):
    async def story() -> None:
        async with Opened() as editor:
            assert editor.ui.preset.isHidden(), "an existing build keeps its tasks"
        async with Opened("") as editor:
            click(editor.ui.preset)
            menu = editor.recipe.presets
            await until(menu.isVisible)
            menu_click(menu, "Git, compiled")
            kinds = [task.kind for task in editor.recipe.model.tasks()]
            assert kinds == [TaskKind.CODE, TaskKind.USER, TaskKind.IMAGE]
            page = editor.recipe.page()
            assert page is not None and page.kind is TaskKind.CODE
            retype(page.ui.url, "https://git/x.git")
            assert editor.recipe.model.tasks()[0].url == "https://git/x.git"
            picture(editor, "new-build-preset")

    qt_run(story())


def test_how_each_task_went_in_the_newest_run(qt_run, picture):
    async def story() -> None:
        async with Opened(builds=(replace(WEB, tasks=FULL),), runs=(RUN,)) as editor:
            tasks, model = editor.ui.tasks, editor.recipe.model
            await until(lambda: model.run(1))
            assert model.took(2) == "1:05" and model.run(4) is None
            spoken = str(model.index(3).data(Qt.ItemDataRole.AccessibleTextRole))
            assert "Failed 0:02" in spoken
            wanted: list[tuple[str, int]] = []
            editor.task_log_wanted.connect(lambda log, task: wanted.append((log, task)))
            place = state_rect(tasks.visualRect(model.index(3))).center()
            QTest.mouseClick(tasks.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
            assert wanted == [("r8/build/web", 2)]
            place = state_rect(tasks.visualRect(model.index(4))).center()
            QTest.mouseClick(tasks.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
            QTest.keyClick(tasks, Qt.Key.Key_L, CONTROL)
            assert len(wanted) == 1, "a task that has not begun has no log"
            tasks.setCurrentIndex(model.index(1))
            QTest.keyClick(tasks, Qt.Key.Key_L, CONTROL)
            assert wanted[1] == ("r8/build/web", 0)
            await asyncio.sleep(0.05)
            picture(editor, "edit-build-states")
            theme().apply(Look.DARK)
            await asyncio.sleep(0.05)
            picture(editor, "edit-build-states-dark")
            theme().apply(Look.LIGHT)

    qt_run(story())


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_new_build_fits_its_window(qapp, qt_run, picture, language):
    async def story() -> None:
        async with Opened("", builds=()) as editor:
            editor.resize(1020, 720)
            tasks, scroll = editor.ui.tasks, editor.ui.scroll
            editor.recipe.begin_with((*FULL[:-1], BuildImage(dockerfile_text="FROM a\n" * 40)))
            heights = {}
            for row in (len(FULL), *range(len(FULL))):  # the largest form first
                tasks.setCurrentIndex(editor.recipe.model.index(row))
                await asyncio.sleep(0.05)
                assert scroll.horizontalScrollBar().maximum() == 0, (row, scroll.widget().minimumSizeHint(), scroll.viewport().size())
                heights[row] = scroll.verticalScrollBar().maximum()
            assert heights[0] == 0 and heights[1] == 0, "forms that fit have no scroll bar"
            assert heights[len(FULL)] > 0
            tasks.setCurrentIndex(editor.recipe.model.index(1))
            await asyncio.sleep(0.05)
            picture(editor, f"new-build-{language}")

    install_language(qapp, language)
    try:
        qt_run(story())
    finally:
        install_language(qapp, "en")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_messages_call_fields_as_the_form_does(qapp, qt_run, language):
    async def story() -> None:
        bad = (
            CodeRepository(folder=".."), UserCommand(folder=".."), FileTransfer(), RestCall(output=".."), Script(shell="", folder=".."),
            BuildImage(dockerfile="", context=".."))
        told = 0
        for problem in task_problems(bad):
            field = problem.message.argument("field")
            if field:
                page = PAGES[TaskKind(problem.message.argument("kind"))]()
                label = getattr(page.ui, f"{field}_label").text().replace("&", "")
                assert f"“{label}”" in text(problem.message)
                assert f"“{field}”" in render(problem.message), "the command line names what stands in the file"
                told += 1
                page.deleteLater()
        assert told == 14

    install_language(qapp, language)
    try:
        qt_run(story())
    finally:
        install_language(qapp, "en")
