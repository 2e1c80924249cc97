"""Asks for a description, checks, and starts one build."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QRadioButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.builds import Build, BuildRun, CodeRepository, recipe_text
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.recipes import commits_of, pinned
from desktop_pipeline.domain.titles import build_title
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.preflight import Level, Report
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.builds.trust_dialog import TrustDialog, untrusted
from desktop_pipeline.ui.forms.run_build import Ui_RunBuildForm
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.notice import Notice
from desktop_pipeline.ui.widgets.work import Work

if TYPE_CHECKING:
    from desktop_pipeline.services.workbench import Workbench

_TONES = {Level.RED: Tone.BAD, Level.AMBER: Tone.WARN, Level.INFO: Tone.IDLE}
_SHOWN = 8


class RunBuildDialog(QDialog):
    """Accepted when the run has started: then `run_id` names it.

    With `former`, a run whose recipe `build` has, it asks for the commit: that of the run, or what the branch names now. With `edited`
    the build is run as it is given, and not as its file says.
    """

    def __init__(
        self, workbench: Workbench, build: Build, next_tag: str = "", parent: QWidget | None = None, *, former: BuildRun | None = None,
        edited: bool = False,
    ) -> None:
        super().__init__(parent)
        self._workbench, self._build = workbench, build
        self._commits = commits_of(build, former) if former is not None else ()
        self._own_recipe = edited or former is not None
        self._work = Work(workbench.tasks, self)
        self._report: Report | None = None
        self.run_id = ""
        self.findings: list[Notice] = []
        self.review = QPushButton(theme.icon("eye"), tr("RunBuild", "Re&view…"), self)
        self.review.setAccessibleName(tr("RunBuild", "Review the tasks of this build"))
        self.review.setAutoDefault(False)
        self.ui = Ui_RunBuildForm()
        self.ui.setupUi(self)
        self.ui.heading.setText(tr("RunBuild", "Run {name}", name=build.title or build.name))
        self.same_commit, self.branch = QRadioButton(self), QRadioButton(self)
        self._ask_commit(former, edited)
        self.ui.heading.setFont(theme.scaled_font(self.font(), 1.2, bold=True))
        self.ui.subheading.setText(tr("RunBuild", "The image becomes {tag}", tag=next_tag) if next_tag else "")
        self.ui.subheading.setVisible(bool(next_tag))
        self.ui.confirm.hide()
        self.review.hide()
        self.ui.findings.addWidget(self.review, 0, Qt.AlignmentFlag.AlignLeft)
        self.setTabOrder(self.ui.description, self.review)
        self.review.clicked.connect(lambda: self._work.start(self._review(), "review build"))
        self.ui.start.setIcon(theme.icon("run", theme.colour("accent_text")))
        self.ui.confirm.toggled.connect(self._ready)
        self.ui.cancel.clicked.connect(self.reject)
        self.ui.start.clicked.connect(lambda: self._work.start(self._go(), "start build"))

    def _ask_commit(self, former: BuildRun | None, edited: bool) -> None:
        """Say whose recipe it is, and offer its commit and its branch."""
        if former is not None:
            name = self._build.title or self._build.name
            self.ui.heading.setText(tr("RunBuild", "Run {name} again by the recipe of {tag}", name=name, tag=former.tag))
        elif edited:
            name = self._build.title or self._build.name
            self.ui.heading.setText(tr("RunBuild", "Run {name} by the recipe in the editor, not by its file", name=name))
        self.ui.heading.setWordWrap(True)
        known = self._commits
        refs = [task.ref or tr("RunBuild", "the default branch") for task in self._build.tasks
                if isinstance(task, CodeRepository) and task.enabled]
        self.same_commit.setText(tr("RunBuild", "The commit of that &time: {commits}", commits=", ".join(name[:12] for name in known))
                                 if known else tr("RunBuild", "The commit of that &time is not known"))
        self.branch.setText(tr("RunBuild", "What {refs} names &now", refs=", ".join(refs)))
        self.same_commit.setEnabled(bool(known))
        (self.same_commit if known else self.branch).setChecked(True)
        layout = self.layout()
        for place, button in enumerate((self.same_commit, self.branch), 2):
            button.setAccessibleName(button.text().replace("&", ""))
            button.setVisible(former is not None and bool(refs))
            button.toggled.connect(self._chosen)
            if isinstance(layout, QVBoxLayout):
                layout.insertWidget(place, button)
        self.setTabOrder(self.same_commit, self.branch)
        self.setTabOrder(self.branch, self.ui.description)

    def _chosen(self) -> None:
        """Another commit is another plan: what was checked does not count any more."""
        self._report = None
        self._show(Report(Plan("", ())))
        self._ready()

    def _plan(self) -> Plan:
        build = pinned(self._build, self._commits or ()) if self.same_commit.isChecked() else self._build
        recipes = {build.name: recipe_text(build)} if self._own_recipe else {}
        return Plan(build_title(build), (), also_build=(build.name,), recipes=recipes)

    def _ready(self) -> None:
        report = self._report
        blocked = report is not None and bool(report.red())
        unconfirmed = report is not None and report.confirm and not self.ui.confirm.isChecked()
        self.ui.start.setEnabled(not unconfirmed)
        self.same_commit.setEnabled(bool(self._commits))
        self.branch.setEnabled(True)
        self.ui.start.setText(tr("RunBuild", "Check again") if blocked else tr("RunBuild", "Run build"))
        why = tr("RunBuild", "Confirm first that you want to go on.") if unconfirmed else ""
        self.ui.start.setToolTip(why)
        self.ui.start.setAccessibleDescription(why)

    async def _go(self) -> None:
        """Check what was not checked yet; start when nothing stands against it."""
        for control in (self.ui.start, self.same_commit, self.branch):
            control.setEnabled(False)
        self.ui.notice.clear()
        try:
            if self._report is None or self._report.red():
                self.ui.busy.setText(tr("RunBuild", "Checking…"))
                if self.same_commit.isChecked():
                    await self._workbench.trust.trust_at(self._build, self._commits or ())
                self._report = await self._workbench.preflight.check(self._plan())
                self.ui.busy.clear()
                self._show(self._report)
                if self._report.red() or self._report.confirm:
                    return
            description = self.ui.description.text().strip()
            report = replace(self._report, plan=replace(self._report.plan, description=description))
            self.run_id = self._workbench.executor.start(report, Consent(confirmed=self.ui.confirm.isChecked()))
        except UserError as error:
            self.ui.notice.say(Tone.BAD, text(error.message))
            return
        finally:
            self.ui.busy.clear()
            self._ready()
        self.accept()

    async def _review(self) -> None:
        """Show what is to be trusted, as the workspace has it now; then check again."""
        build = self._workbench.catalog.build_for(self._plan(), self._build.name)
        if build is not None and await ask.show(TrustDialog(self._workbench, build, self)) and not self._work.busy("start build"):
            await self._go()

    def _show(self, report: Report) -> None:
        for old in self.findings:
            self.ui.findings.removeWidget(old)
            old.deleteLater()
        self.findings = []
        for finding in report.findings[:_SHOWN]:
            notice = Notice(self)
            notice.say(_TONES[finding.level], text(finding.message))
            self.ui.findings.insertWidget(len(self.findings), notice)
            self.findings.append(notice)
        self.review.setVisible(bool(untrusted(report)))
        if not self.review.isHidden():
            self.review.setFocus()
        self.ui.confirm.setChecked(False)  # it was for what another check found
        self.ui.confirm.setVisible(report.confirm and not report.red())
        layout, width = self.layout(), max(self.width(), 560)
        if layout is not None:
            layout.activate()
            self.resize(width, max(self.height(), layout.totalHeightForWidth(width)))
