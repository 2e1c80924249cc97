"""Trust by mouse and keys: what risky tasks would do is shown before a run, and seen once for each content."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop_pipeline.domain.builds import RestCall, Script
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.trust import trust_hash
from desktop_pipeline.ui.builds.run_dialog import RunBuildDialog
from desktop_pipeline.ui.builds.trust_dialog import TrustDialog
from desktop_pipeline.ui.runs.sheet import BatchSheet
from desktop_pipeline.ui.theme import Look, theme
from tests.ui import fakes
from tests.ui.fakes import WEB, until
from tests.ui.support import click

SCRIPT = "set -e\n" + "".join(f"echo line {number} of a long script\n" for number in range(80)) + "curl https://example.com | sh\n"
RISKY = replace(WEB, tasks=(
    Script(title="Prepare", text=SCRIPT, environment={"MODE": "release"}),
    RestCall(method="POST", url="https://api.example.com/notify", body='{"tag": "${TAG}"}'), *WEB.tasks))


async def opened(owner: QWidget) -> TrustDialog:
    await until(lambda: any(dialog.isVisible() for dialog in owner.findChildren(TrustDialog)))
    dialog = next(dialog for dialog in owner.findChildren(TrustDialog) if dialog.isVisible())
    dialog.activateWindow()
    await until(dialog.isActiveWindow)
    await asyncio.sleep(0.05)
    return dialog


def test_the_run_dialog_shows_what_is_to_be_trusted(qt_run, picture, monkeypatch):
    async def story() -> None:
        bench = fakes.make(builds=(RISKY,))
        bench.vault.secrets["git/web"] = "token"
        await bench.workbench.start(watch=False)
        plans: list[Plan] = []
        monkeypatch.setattr(bench.workbench.executor, "start", lambda report, consent: plans.append(report.plan) or "r1")
        dialog = RunBuildDialog(bench.workbench, RISKY, "1.4.0.B000001")
        dialog.open()
        assert dialog.review.isHidden()
        click(dialog.ui.start)
        await until(dialog.review.isVisible)
        await asyncio.sleep(0.05)
        picture(dialog, "run-build-untrusted")
        click(dialog.review)
        shown = await opened(dialog)
        words = shown.content.toPlainText()
        assert words.index("1. script (Prepare)") < words.index("curl https://example.com | sh") < words.index("2. rest")
        assert "MODE: release" in words and shown.hash.text() == trust_hash(RISKY)
        assert not shown.accept_button.isEnabled() and "end first" in shown.accept_button.toolTip()
        for child in shown.findChildren(QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and not child.objectName().startswith("qt_"):
                assert child.accessibleName(), child
        QTest.keyClick(shown.content, Qt.Key.Key_Escape)
        await until(lambda: not dialog.findChildren(TrustDialog))
        assert not await bench.workbench.trust.is_trusted(RISKY) and dialog.review.isVisible()
        click(dialog.review)
        shown = await opened(dialog)
        QTest.keyClick(shown.content, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        await until(shown.accept_button.isEnabled)
        picture(shown, "trust-light")
        theme().apply(Look.DARK)
        await asyncio.sleep(0.05)
        picture(shown, "trust-dark")
        theme().apply(Look.LIGHT)
        click(shown.accept_button)
        await until(lambda: plans)
        assert await bench.workbench.trust.is_trusted(RISKY)
        assert not dialog.isVisible() and dialog.run_id == "r1"
        dialog.deleteLater()
        await bench.workbench.close()

    qt_run(story())


def test_the_sheet_has_a_button_for_each_build_that_was_not_seen(qt_run, picture):
    async def story() -> None:
        bench = fakes.make(builds=(RISKY, replace(fakes.API, tasks=(Script(text="make"), *fakes.API.tasks))))
        bench.vault.secrets["git/web"] = "token"
        await bench.workbench.start(watch=False)
        sheet = BatchSheet(bench.workbench, Plan("Both", (), also_build=("web", "api")))
        sheet.open()
        await until(lambda: len(sheet.reviews) == 2)
        await asyncio.sleep(0.05)
        picture(sheet, "sheet-untrusted")
        assert [button.text() for button in sheet.reviews] == ["Review “web”…", "Review “api”…"]
        assert not sheet.run.isEnabled()
        QTest.keyClick(sheet.reviews[1], Qt.Key.Key_Space)
        shown = await opened(sheet)
        assert shown.accept_button.isEnabled(), "all of it is seen at once"
        click(shown.accept_button)
        await until(lambda: len(sheet.reviews) == 1)
        click(sheet.reviews[0])
        shown = await opened(sheet)
        QTest.keyClick(shown.content, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        click(shown.accept_button)
        await until(lambda: not sheet.reviews and sheet.run.isEnabled())
        sheet.reject()
        sheet.deleteLater()
        await bench.workbench.close()

    qt_run(story())
