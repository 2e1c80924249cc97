"""Tooltips show what servers, plans and people say as it is: it is no markup, and names no file that Qt would read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.pod_rows import ContainerRow
from desktop_pipeline.domain.runs import RunState, State, StepKind, StepState
from desktop_pipeline.domain.verdicts import EventSeen
from desktop_pipeline.ui.plans.compare_plans import DiffModel, Line
from desktop_pipeline.ui.pods.pods_model import EventsModel, PodsModel
from desktop_pipeline.ui.runs.problems import ProblemsModel, Trouble
from desktop_pipeline.ui.runs.runs_model import RunsModel
from desktop_pipeline.ui.runs.sheet_model import Line as SheetLine
from desktop_pipeline.ui.runs.sheet_model import SheetModel, Sort
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.off import switch
from desktop_pipeline.ui.widgets.strip import StripNotice
from desktop_pipeline.ui.widgets.tips import plain_tip
from tests.ui import fakes

SAID = 'answered 502:\n<html><body>no <img src="x.png"></body></html> & more'


def seen(tip: object) -> str:
    """What a person reads in a tooltip."""
    if not GuiQt.mightBeRichText(str(tip)):
        return str(tip)
    document = QTextDocument()
    document.setHtml(str(tip))
    return document.toPlainText()


@pytest.mark.parametrize("words", ["", "plain & simple", "a\n  b < c", SAID])
def test_what_is_seen_is_what_was_said(qapp, words):
    assert seen(plain_tip(words)) == words


def test_words_that_look_like_none_stay_as_they_are(qapp):
    assert plain_tip("1 < 2 & 3") == "1 < 2 & 3"


def test_tables_and_controls(qt_run):
    async def story() -> None:
        bench = fakes.make()
        why = Message.of("pod.image", container="c", reason="ErrImagePull", text=SAID)
        run = RunState("r", SAID, state=State.RUNNING, started=1.0, steps={
            "a": StepState("a", StepKind.ROLLOUT, "a", State.FAILED, message=why, started=1.0, ended=2.0)})
        runs, problems, pods = RunsModel(bench.workbench), ProblemsModel(), PodsModel(lambda: 0.0)
        events, sheet, difference = EventsModel(lambda: 0.0), SheetModel(), DiffModel()
        runs.put(run)
        problems.show_items([Trouble("registry", SAID)])
        pods.show_rows((ContainerRow("p", "u", "c", True, why, True),))
        events.show_events((EventSeen("Warning", SAID),))
        sheet.show_lines([SheetLine(Sort.FINDING, SAID)])
        difference.show_lines([Line("where", SAID, "new", "what", Tone.IDLE, "info")], "old", "new")
        top = runs.index(0, 0)
        button, strip = QPushButton(), StripNotice()
        switch(button, SAID)
        strip.setToolTip(SAID)
        tips = [index.data(Qt.ItemDataRole.ToolTipRole) for index in (
            top, runs.index(0, 0, top), problems.index(0, 1), pods.index(0, 3), events.index(0, 2), sheet.index(0), difference.index(0, 1))]
        for tip in (*tips, button.toolTip(), strip.toolTip()):
            assert SAID in seen(tip)
        await bench.workbench.close()

    qt_run(story())


def test_a_box_shows_it_as_it_is_too(qapp):
    box = ask._box(None, QMessageBox.Icon.Warning, "The run was refused", SAID, "")
    assert {label.textFormat() for label in box.findChildren(QLabel) if label.text()} == {Qt.TextFormat.PlainText}
    box.deleteLater()
