"""Former recipes by mouse and keys: run again at the commit or the branch, edit and run without saving."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop_pipeline.domain.builds import Build, BuildRun, RunOutcome, Script, TagRule, recipe_text
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.recipes import with_recipe
from desktop_pipeline.services.preflight import Finding, Level, Report
from desktop_pipeline.ui.builds.build_editor import BuildEditor
from desktop_pipeline.ui.builds.run_dialog import RunBuildDialog
from desktop_pipeline.ui.builds.trust_dialog import TrustDialog
from tests.ui.fakes import WEB, until
from tests.ui.test_build_history import pick, shown
from tests.ui.test_builds import Opened, answer, click, retype

COMMIT = "beef" * 10
FORMER = replace(WEB, version="1.3.0", tasks=(Script(title="Prepare", text="echo former"), *WEB.tasks))
OLD = BuildRun("web", 7, "1.3.0.B000007", RunOutcome.DONE, "r7", started=100.0, ended=165.0, commit=COMMIT, local=True,
               recipe=recipe_text(FORMER))
ELSEWHERE = BuildRun("web", 8, "1.4.0.B000008", RunOutcome.DONE, started=200.0, commit=COMMIT)


class Story(Opened):
    """An editor on a build that ran before; `plans` are those that were started."""

    def __init__(self, monkeypatch, *runs: BuildRun) -> None:
        super().__init__(runs=runs)
        self.plans: list[Plan] = []
        self.bench.vault.secrets["git/web"] = "token"
        monkeypatch.setattr(self.bench.workbench.executor, "start", lambda report, consent: self.plans.append(report.plan) or "r9")

    async def choose(self, editor: BuildEditor, row: int) -> None:
        await until(lambda: editor.history.model.rowCount() > row)
        editor.ui.tabs.setCurrentIndex(1)
        await asyncio.sleep(0.05)
        pick(editor, row)

    def started(self) -> Build:
        """The build that was started last, as its plan says it."""
        return with_recipe(WEB, self.plans[-1].recipes["web"])


async def trust(dialog: QWidget) -> None:
    review = await shown(dialog, TrustDialog)
    assert "echo former" in review.content.toPlainText()
    await until(review.accept_button.isEnabled)
    click(review.accept_button)


def test_run_again_at_the_same_commit_or_the_branch(qt_run, picture, monkeypatch):
    async def story() -> None:
        opened = Story(monkeypatch, ELSEWHERE, OLD)
        async with opened as editor:
            await opened.choose(editor, 0)
            assert not editor.ui.run_again.isEnabled() and "where it ran only" in editor.ui.run_again.toolTip()
            assert not editor.ui.edit_recipe.isEnabled()
            pick(editor, 1)
            click(editor.ui.run_again)
            dialog = await shown(editor, RunBuildDialog)
            assert "again by the recipe of 1.3.0.B000007" in dialog.ui.heading.text()
            assert dialog.ui.subheading.text().endswith("1.3.0.B000009"), "the version is that of the recipe"
            assert dialog.same_commit.isChecked() and "beefbeefbeef" in dialog.same_commit.text() and "main" in dialog.branch.text()
            for child in dialog.findChildren(QWidget):
                if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible():
                    assert child.accessibleName(), child
            picture(dialog, "run-again")
            click(dialog.ui.start)
            await until(dialog.review.isVisible)
            click(dialog.review)
            await trust(dialog)
            await until(lambda: opened.plans)
            assert opened.started().tasks[1].ref == COMMIT and opened.started().tasks[0] == FORMER.tasks[0]
            await until(lambda: not editor.findChildren(RunBuildDialog))
            click(editor.ui.run_again)
            dialog = await shown(editor, RunBuildDialog)
            dialog.same_commit.setFocus()
            QTest.keyClick(dialog.same_commit, Qt.Key.Key_Down)
            assert dialog.branch.isChecked()
            click(dialog.ui.start)
            await until(dialog.review.isVisible)
            click(dialog.review)
            await trust(dialog)
            await until(lambda: len(opened.plans) == 2)
            assert opened.started() == FORMER
            assert opened.bench.files.saved == [], "the file of the build stays as it is"

    qt_run(story())


def test_what_was_checked_for_one_commit_does_not_count_for_another(qt_run, monkeypatch):
    async def story() -> None:
        opened = Story(monkeypatch, replace(OLD, recipe=recipe_text(WEB)))
        async with opened as editor:
            await opened.bench.workbench.trust.trust(WEB)
            opened.bench.world.a_registry.bad_password = True
            await opened.choose(editor, 0)
            click(editor.ui.run_again)
            dialog = await shown(editor, RunBuildDialog)
            click(dialog.ui.start)
            await until(lambda: dialog.findings)
            QTest.mouseClick(dialog.branch, Qt.MouseButton.LeftButton, pos=QPoint(8, dialog.branch.height() // 2))
            assert not dialog.findings
            opened.bench.world.a_registry.bad_password = False
            click(dialog.ui.start)
            await until(lambda: opened.plans)
            assert opened.started() == WEB

    qt_run(story())


def test_a_consent_to_one_commit_is_none_to_another(qt_run, monkeypatch):
    async def story() -> None:
        opened = Story(monkeypatch, replace(OLD, recipe=recipe_text(WEB)))
        async with opened as editor:
            bench = opened.bench.workbench
            await bench.trust.trust(WEB)
            check = bench.preflight.check

            async def warned(plan: Plan) -> Report:
                warning = Finding(Level.AMBER, "build/web", "", Message.of("pod.refused", text=str(plan.recipes)))
                return replace(await check(plan), findings=(warning,), confirm=True)

            monkeypatch.setattr(bench.preflight, "check", warned)
            await opened.choose(editor, 0)
            click(editor.ui.run_again)
            dialog = await shown(editor, RunBuildDialog)
            click(dialog.ui.start)
            await until(dialog.ui.confirm.isVisible)
            QTest.keyClick(dialog.ui.confirm, Qt.Key.Key_Space)
            assert dialog.ui.start.isEnabled()
            dialog.branch.setFocus()
            QTest.keyClick(dialog.branch, Qt.Key.Key_Space)
            assert not dialog.findings
            click(dialog.ui.start)
            await until(lambda: dialog.findings)
            assert not dialog.ui.confirm.isChecked() and not dialog.ui.start.isEnabled()
            QTest.keyClick(dialog.ui.confirm, Qt.Key.Key_Space)
            click(dialog.ui.start)
            await until(lambda: opened.plans)

    qt_run(story())


def test_a_recipe_that_is_trusted_is_so_at_its_commit(qt_run, monkeypatch):
    async def story() -> None:
        opened = Story(monkeypatch, OLD)
        async with opened as editor:
            await opened.bench.workbench.trust.trust(FORMER)
            await opened.choose(editor, 0)
            click(editor.ui.run_again)
            dialog = await shown(editor, RunBuildDialog)
            click(dialog.ui.start)
            await until(lambda: opened.plans)
            assert opened.started().tasks[1].ref == COMMIT

    qt_run(story())


def test_a_commit_that_is_not_known(qt_run, monkeypatch):
    async def story() -> None:
        opened = Story(monkeypatch, replace(OLD, commit="", outcome=RunOutcome.FAILED))
        async with opened as editor:
            await opened.choose(editor, 0)
            click(editor.ui.run_again)
            dialog = await shown(editor, RunBuildDialog)
            assert not dialog.same_commit.isEnabled() and "not known" in dialog.same_commit.text() and dialog.branch.isChecked()
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            await until(lambda: not editor.findChildren(RunBuildDialog))

    qt_run(story())


def test_a_former_recipe_is_edited_and_run_without_being_saved(qt_run, picture, monkeypatch):
    async def story() -> None:
        opened = Story(monkeypatch, OLD)
        async with opened as editor:
            await opened.choose(editor, 0)
            click(editor.ui.edit_recipe)
            await until(lambda: editor.ui.tabs.currentIndex() == 0)
            assert editor.recipe.build() == FORMER and editor.dirty()
            assert "leaves the file as it is" in editor.ui.notice.text() and "Run this recipe" in editor.ui.run.text().replace("&", "")
            retype(editor.ui.version, "1.3.1")
            picture(editor, "former-recipe")
            click(editor.ui.run)
            dialog = await shown(editor, RunBuildDialog)
            assert "not by its file" in dialog.ui.heading.text() and not dialog.branch.isVisible()
            click(dialog.ui.start)
            await until(dialog.review.isVisible)
            click(dialog.review)
            await trust(dialog)
            await until(lambda: opened.plans)
            assert opened.started() == replace(FORMER, version="1.3.1")
            assert opened.bench.files.saved == [] and editor.dirty()
            await until(lambda: not editor.findChildren(RunBuildDialog))
            click(editor.ui.save)
            await until(lambda: opened.bench.files.saved)
            assert opened.bench.files.saved == [replace(FORMER, version="1.3.1")]
            await until(lambda: editor.ui.run.text() == "&Run…")

    qt_run(story())


def test_a_password_in_an_address_is_said_beside_its_field_and_neither_run_nor_saved(qt_run, monkeypatch):
    async def story() -> None:
        code = replace(WEB.tasks[0], url="https://u:canary@git.test/x")
        opened = Story(monkeypatch, replace(OLD, recipe=recipe_text(replace(FORMER, tasks=(code, *WEB.tasks[1:])))))
        async with opened as editor:
            await opened.choose(editor, 0)
            click(editor.ui.edit_recipe)
            await until(lambda: editor.ui.tabs.currentIndex() == 0)
            page = editor.recipe.page()
            assert page.ui.url.property("bad") and "canary" not in editor.ui.summary.text()
            assert "address with a password" in editor.ui.summary.text()
            for button in (editor.ui.run, editor.ui.save):
                assert not button.isEnabled() and "address with a password" in button.toolTip()
            retype(page.ui.url, "https://git.test/x")
            assert editor.ui.run.isEnabled() and editor.ui.save.isEnabled()
            await opened.choose(editor, 0)
            click(editor.ui.run_again)
            dialog = await shown(editor, RunBuildDialog)
            click(dialog.ui.start)
            await until(lambda: dialog.findings)
            assert "address with a password" in dialog.findings[0].text() and "canary" not in dialog.findings[0].text()
            assert not opened.plans
            dialog.reject()

    qt_run(story())


def test_changes_are_not_dropped_unasked_and_typed_passwords_want_to_be_saved(qt_run, monkeypatch):
    async def story() -> None:
        opened = Story(monkeypatch, OLD)
        async with opened as editor:
            retype(editor.ui.title, "Half typed")
            await opened.choose(editor, 0)
            click(editor.ui.edit_recipe)
            assert "has not been saved" in await answer(editor, "no")
            await until(lambda: not editor.findChildren(QMessageBox))
            assert editor.ui.title.text() == "Half typed"
            click(editor.ui.edit_recipe)
            await answer(editor, "yes")
            await until(lambda: editor.recipe.build() == FORMER)
            editor.recipe.secrets["git/web"] = "typed"
            editor._state()
            assert not editor.ui.run.isEnabled() and "Save first" in editor.ui.run.toolTip()

    qt_run(story())


def test_a_recipe_of_another_version_is_said(qt_run, monkeypatch):
    async def story() -> None:
        opened = Story(monkeypatch, replace(OLD, recipe='{"version": "1", "tasks": [{"kind": "magic"}]}'))
        async with opened as editor:
            await opened.choose(editor, 0)
            click(editor.ui.run_again)
            await until(lambda: "cannot be read by this version" in editor.ui.notice.text())
            assert not editor.findChildren(RunBuildDialog)

    qt_run(story())


def test_the_rule_git_describe_is_chosen(qt_run):
    async def story() -> None:
        opened = Opened()
        async with opened as editor:
            box = editor.ui.tag_rule
            box.setFocus()
            QTest.keyClick(box, Qt.Key.Key_End)
            await until(lambda: "as git describes" in editor.ui.next_tag.text())
            click(editor.ui.save)
            await until(lambda: opened.bench.files.saved)
            assert opened.bench.files.saved[-1] == replace(WEB, tag_rule=TagRule.DESCRIBE)

    qt_run(story())
