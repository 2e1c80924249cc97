"""The sheet before a run: everything that will change, what pre-flight found, and the consent of a person."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.workloads import RowKey
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.preflight import Finding, Level, Report
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.builds.trust_dialog import TrustDialog, untrusted
from desktop_pipeline.ui.plans.when_label import WhenLabel
from desktop_pipeline.ui.runs.sheet_changes import Brings
from desktop_pipeline.ui.runs.sheet_model import SheetModel, lines_of, sheet_list
from desktop_pipeline.ui.texts import text, tr, trn
from desktop_pipeline.ui.theme import Tone, colour, icon
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.notice import Notice
from desktop_pipeline.ui.widgets.off import switch
from desktop_pipeline.ui.widgets.ticking import keep_told
from desktop_pipeline.ui.widgets.work import Work

_AGES = 10_000
"""Milliseconds after which the ages of choices are told again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user wants run, and the consent given for it."""

    report: Report
    consent: Consent


class BatchSheet(QDialog):
    """Shows a plan while pre-flight asks, then what it found. `answer` is set when the user said Run.

    With `only_check` there is nothing to run: it is the pre-flight on request.
    """

    def __init__(self, bench: Workbench, plan: Plan, report: Report | None = None, *, only_check: bool = False,
                 left_out: tuple[tuple[RowKey, Message], ...] = (), told: tuple[Message, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._plan, self._only_check, self._left_out, self._told = bench, plan, only_check, left_out, told
        self._given = plan
        self._report: Report | None = None
        self._warned: frozenset[Finding] = frozenset()
        self._kept: frozenset[tuple[str, str]] = frozenset()
        """The warnings, and the choices from an earlier start by step and container, that were shown last: what the ticks are for."""
        self._work = Work(bench.tasks, self)
        self.answer: Answer | None = None
        self.setWindowTitle(self._caption())
        self.setMinimumSize(640, 420)
        self.resize(820, 560)
        self.title = QLabel(self._headline(), self)
        self.title.setProperty("heading", True)
        self.when = WhenLabel(bench, self)
        self.model = SheetModel(self)
        self.list = sheet_list(self.model, self)
        self.busy = QProgressBar(self)
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(tr("Sheet", "Pre-flight is asking"))
        self.notice = Notice(self)
        self.kept = QCheckBox(self)
        self.agree = QCheckBox(tr("Sheet", "I have read the warnings and want this"), self)
        self.names: list[QLineEdit] = []
        self.reviews: list[QPushButton] = []
        self.rest = QPushButton(tr("Sheet", "Run the rest"), self)
        self.run = QPushButton(icon("undo" if plan.undoes else "run", colour("accent_text")), self._verb(), self)
        self.again = QPushButton(icon("refresh"), tr("Sheet", "Check again"), self)
        self.cancel = QPushButton(tr("Sheet", "Close") if only_check else tr("Sheet", "Cancel"), self)
        self._build()
        self.kept.toggled.connect(self._update)
        self.agree.toggled.connect(self._update)
        self.run.clicked.connect(lambda: self._finish(rest=False))
        self.rest.clicked.connect(lambda: self._finish(rest=True))
        self.again.clicked.connect(self._check_again)
        self.cancel.clicked.connect(self.reject)
        self._brings = Brings(bench, plan, self._work, lambda: self._show_lines(self._report))
        keep_told(self, lambda: self._show_lines(self._report), _AGES)
        self._show_lines(None)
        if report is not None:
            self._show(report)
        else:
            self.check()

    def _check_again(self) -> None:
        self._bench.links.wake()  # a person asks: what was out of reach is tried now
        self.check()

    def _caption(self) -> str:
        if self._only_check:
            return tr("Sheet", "Pre-flight")
        if self._plan.undoes:
            return tr("Sheet", "Undo")
        return tr("Sheet", "Run now") if self._plan.start_jobs else tr("Sheet", "Batch execution")

    def _verb(self) -> str:
        if self._plan.undoes:
            return tr("Sheet", "Undo")
        return tr("Sheet", "Run now") if self._plan.start_jobs else tr("Sheet", "Run")

    def _headline(self) -> str:
        plan = self._runnable()
        if plan is None:
            return tr("Sheet", "Nothing can be run")
        count, jobs = len(plan.steps), len(plan.start_jobs)
        if jobs and not count:
            return trn("Sheet", "{n} job will be started", "{n} jobs will be started", jobs)
        if self._plan.undoes:
            return trn("Sheet", "{n} workload goes back to what it was", "{n} workloads go back to what they were", count)
        builds = len(plan.builds())
        words = trn("Sheet", "{n} workload will change", "{n} workloads will change", count)
        return words + (" · " + trn("Sheet", "{n} image is built first", "{n} images are built first", builds) if builds else "")

    def _runnable(self) -> Plan | None:
        """The plan less what pre-flight has blocked so far; None when nothing of it can run."""
        blocked = self._report.blocked() if self._report is not None else frozenset[str]()
        plan = self._plan.without(blocked)
        return None if "" in blocked or (self._plan.targets() and not plan.targets()) else plan

    def _build(self) -> None:
        self._reviews = QHBoxLayout()
        self._reviews.addStretch(1)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(6)
        buttons = QHBoxLayout()
        buttons.addWidget(self.again)
        buttons.addStretch(1)
        for button in (self.cancel, self.rest, self.run):
            buttons.addWidget(button)
        self.run.setDefault(True)
        self.run.setProperty("primary", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        parts: tuple[QWidget, ...] = (self.title, self.when, self.list, self.busy, self.notice, self.kept, self.agree)
        for part in parts:
            layout.addWidget(part, 1 if part is self.list else 0)
            if part is self.notice:
                layout.addLayout(self._reviews)
        layout.addLayout(self._fields)
        layout.addLayout(buttons)
        for hidden in (self.kept, self.agree, self.rest):
            hidden.hide()
        self.run.setVisible(not self._only_check)
        self.run.setEnabled(False)

    def _name_field(self, name: str) -> QLineEdit:
        label = QLabel(tr("Sheet", "This app map is protected. Type its name to go on: {name}", name=name), self)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        field = QLineEdit(self)
        field.setPlaceholderText(name)
        field.setAccessibleName(tr("Sheet", "Type {name}", name=name))
        field.setProperty("wanted", name)
        field.textChanged.connect(self._update)
        label.setBuddy(field)
        self._fields.addWidget(label)
        self._fields.addWidget(field)
        return field

    def _show_reviews(self, report: Report) -> None:
        """A button for each build that must be seen and trusted first."""
        for old in self.reviews:
            self._reviews.removeWidget(old)
            old.deleteLater()
        self.reviews = []
        for name in untrusted(report):
            button = QPushButton(icon("eye"), tr("Sheet", "Review “{build}”…", build=name), self)
            button.setAccessibleName(button.text())
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, name=name: self._work.start(self._review(name), "review build"))
            self._reviews.insertWidget(len(self.reviews), button)
            self.reviews.append(button)
        if self.reviews:
            self.reviews[0].setFocus()

    async def _review(self, name: str) -> None:
        build = self._bench.catalog.build(name)
        if build is not None and await ask.show(TrustDialog(self._bench, build, self)):
            self.check()

    # ---- pre-flight ------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Ask again everything that can be asked, also of what was left out so far; nothing is changed by it."""
        self._plan, self._report = self._given, None
        self.title.setText(self._headline())
        self.busy.show()
        self.notice.say(Tone.BUSY, tr("Sheet", "Pre-flight is asking registries, clusters and engines. Nothing is changed yet."))
        for button in (self.run, self.rest):
            switch(button, tr("Sheet", "Pre-flight has not answered yet"))
        self._work.restart(self._check(self._asking()), "pre-flight")

    def _asking(self) -> Awaitable[Report]:
        return self._bench.preflight.check(self._plan)

    async def _check(self, asking: Awaitable[Report]) -> None:
        try:
            report = await asking
        except UserError as error:
            self.busy.hide()
            self.notice.say(Tone.BAD, text(error.message))
            return
        self._show(report)

    def _show(self, report: Report) -> None:
        self._report = report
        self.title.setText(self._headline())
        self.busy.hide()
        self._show_reviews(report)
        self._show_lines(report)
        self.when.show_plan(self._runnable() or Plan("", ()))
        self._untick(report)
        red, amber = len(report.red()), sum(finding.level is Level.AMBER for finding in report.findings)
        if red:
            self.notice.say(Tone.BAD, trn("Sheet", "{n} thing stands against it.", "{n} things stand against it.", red))
        elif amber:
            self.notice.say(Tone.WARN, trn("Sheet", "{n} warning. Read it and confirm.", "{n} warnings. Read them and confirm.", amber))
        else:
            self.notice.say(Tone.GOOD, tr("Sheet", "Pre-flight found nothing against it."))
        kept = len(self._kept)
        self.kept.setText(trn("Sheet", "I looked at {n} choice from an earlier start and want it",
                              "I looked at {n} choices from an earlier start and want them", kept))
        self.kept.setVisible(bool(kept) and not self._only_check)
        self.agree.setText(tr("Sheet", "I have read the warnings and want this") if amber else tr("Sheet", "I want this change"))
        left = self._runnable()
        self.agree.setVisible(report.confirm and bool(amber or not kept) and not self._only_check and left is not None)
        if not self.names and not self._only_check:
            self.names = [self._name_field(name) for name in report.names]
            if self.names:
                self.names[0].setFocus()
        self.rest.setVisible(bool(report.blocked()) and left is not None and bool(left.targets()) and not self._only_check)
        self._update()

    def _show_lines(self, report: Report | None) -> None:
        images = {key: found.containers for key in self._plan.start_jobs if (found := self._bench.inventory.find(key)) is not None}
        plan = report.plan if report is not None else self._plan
        self.model.show_lines(lines_of(plan, report, self._bench.clock.now(), self._left_out, images, self._brings.found, self._told))

    # ---- consent ---------------------------------------------------------------------------------------------------

    def _untick(self, report: Report) -> None:
        """What nobody has seen yet nobody has agreed to."""
        warned = frozenset(finding for finding in report.findings if finding.level is Level.AMBER)
        kept = frozenset((step.id, row.container) for step in self._plan.steps for row in step.rows if row.kept)
        if not warned <= self._warned:
            self.agree.setChecked(False)
        if not kept <= self._kept:
            self.kept.setChecked(False)
        self._warned, self._kept = warned, kept

    def _missing(self) -> str:
        """What is still to be done before it may run; '' when nothing."""
        if self._report is None:
            return tr("Sheet", "Pre-flight has not answered yet")
        if not self.kept.isHidden() and not self.kept.isChecked():
            return tr("Sheet", "Confirm the choices from an earlier start")
        if not self.agree.isHidden() and not self.agree.isChecked():
            return tr("Sheet", "Confirm the warnings")
        if any(field.text().strip() != field.property("wanted") for field in self.names):
            return tr("Sheet", "Type the name of the protected app map")
        return ""

    def _update(self) -> None:
        missing = self._missing()
        blocked = bool(self._report and self._report.blocked())
        switch(self.run, missing or (tr("Sheet", "Something stands against it: see the red lines") if blocked else ""))
        switch(self.rest, missing)

    def _finish(self, *, rest: bool) -> None:
        report = self._report
        if report is None or self._missing():
            return
        if rest:  # what is left is checked again by itself: a plan of fewer steps
            self._plan = self._runnable() or self._plan
            self._report = None
            self.title.setText(self._headline())
            self._work.restart(self._run_rest(report), "pre-flight")
            return
        consent = Consent(confirmed=True, names=frozenset(field.text().strip() for field in self.names))
        self.answer = Answer(report, consent)
        self.accept()

    async def _run_rest(self, report: Report) -> None:
        self.busy.show()
        await self._check(self._bench.preflight.rest(report))
        if self._report is not None and not self._report.blocked() and not self._missing():
            self._finish(rest=False)
