"""“Execute when connected”: what a plan will wait for, when it may start, and the consent that is given beforehand."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, Qt, QTimeZone
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.holds import Agreement, Hold, Window, timer, window
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.workloads import RowKey
from desktop_pipeline.services.hold_files import as_now, known_now
from desktop_pipeline.services.preflight import Finding, Report, guards_of
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.builds.trust_dialog import TrustDialog
from desktop_pipeline.ui.runs.hold_words import condition_words, drift_words
from desktop_pipeline.ui.runs.sheet_model import SheetModel, lines_of, sheet_list
from desktop_pipeline.ui.texts import text, tr, trn
from desktop_pipeline.ui.theme import Tone, colour, fixed_font, icon
from desktop_pipeline.ui.widgets import ask
from desktop_pipeline.ui.widgets.notice import Notice
from desktop_pipeline.ui.widgets.tips import plain_tip
from desktop_pipeline.ui.widgets.work import Work

_FORMAT = "yyyy-MM-dd HH:mm"
_PACE = 0.2
"""Seconds between two looks at what is deployed."""
_WALL = "yyyy-MM-ddTHH:mm"


class HoldDialog(QDialog):
    """Accepted when the plan is armed; `hold_id` is its id then. `from_grid`: the plan is what the grid has chosen, of which `left_out`
    cannot run; it follows what is deployed while the dialog is open. `instead_of`: the held plan in whose place it is armed."""

    def __init__(self, bench: Workbench, plan: Plan, parent: QWidget | None = None, *, from_grid: bool,
                 left_out: tuple[tuple[RowKey, Message], ...] = (), instead_of: Hold | None = None) -> None:
        super().__init__(parent)
        self._instead_of = instead_of
        self._bench, self._plan, self._from_grid, self._left_out = bench, plan, from_grid, left_out
        self._work = Work(bench.tasks, self)
        self._guards = guards_of(plan, bench.catalog.workspace)
        self.hold_id = ""
        self._findings: tuple[Finding, ...] = ()
        self._shown: Plan | None = None
        self.setWindowTitle(tr("Hold", "Execute when connected"))
        self.setMinimumSize(600, 460)
        self.resize(720, 580)
        self._parts()
        self._arrange()
        if instead_of is not None:
            self._as_before(instead_of)
        self._update()
        self._work.start(self._follow(), "follow the cluster")

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _parts(self) -> None:
        bench, plan = self._bench, self._plan
        words = trn("Sheet", "{n} workload will change", "{n} workloads will change", len(plan.steps))
        builds = len(plan.builds())
        words += " · " + trn("Sheet", "{n} image is built first", "{n} images are built first", builds) if builds else ""
        self.title = QLabel(words, self)
        self.title.setProperty("heading", True)
        self.model = SheetModel(self)
        self._show_lines()
        self.list = sheet_list(self.model, self)
        self.waits = QLabel(self)
        self.waits.setWordWrap(True)
        self.waits.setTextFormat(Qt.TextFormat.PlainText)
        self._needs = ", ".join(condition_words(item) for item in bench.holds.needs(plan))
        now = bench.clock.now()
        zone = bytes(QTimeZone.systemTimeZoneId().data()).decode()
        hour = int(now // 3600 + 1) * 3600
        self.early, self.begin = self._time(tr("Hold", "Not &before"), tr("Hold", "Earliest start"), hour, zone)
        self.late, self.end = self._time(tr("Hold", "Not &after"), tr("Hold", "Latest start"), hour + 4 * 3600, zone)
        self.late.setToolTip(tr("Hold", "Afterwards the plan is missed, and nothing is started"))
        self.zone = QComboBox(self)
        self.zone.setEditable(True)
        self.zone.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.zone.addItems(sorted(bytes(item.data()).decode() for item in QTimeZone.availableTimeZoneIds()))
        self.zone.setCurrentText(zone or "UTC")
        for part in (self.zone, *self.zone.findChildren(QLineEdit)):
            part.setAccessibleName(tr("Hold", "Time zone"))
        self.zone.setMaximumWidth(220)
        kept = sum(row.kept for step in plan.steps for row in step.rows)
        self.kept = self._box(trn("Sheet", "I looked at {n} choice from an earlier start and want it",
                                  "I looked at {n} choices from an earlier start and want them", kept), bool(kept))
        self.agree = self._box(tr("Sheet", "I want this change"), self._guards.confirm)
        self.amber = self._box(tr("Hold", "Start also when pre-flight has &warnings"), True)
        self.rest = self._box(tr("Hold", "Leave out what cannot run then, and run the &rest"), len(plan.steps) > 1)
        self.large = self._box(tr("Hold", "Send the files of a build also when they are over the limit"), bool(builds))
        self.go_on = self._box(tr("Hold", "Go past the pauses of the plan without asking"), bool(plan.pauses))
        self.names = [self._name(name) for name in self._guards.names]
        self.must_run = Notice(self)
        self.must_run.say(Tone.IDLE, tr("Hold", "This program must be running: while it is closed nothing starts. A timer of systemd does "
                                        "it without the window, from a saved plan:"))
        self.line = QLineEdit(self)
        self.line.setReadOnly(True)
        self.line.setFont(fixed_font())
        self.line.setAccessibleName(tr("Hold", "Line for a timer of systemd"))
        self.copy = QPushButton(icon("copy"), tr("Hold", "&Copy"), self)
        self.copy.setAccessibleName(tr("Hold", "Copy the line for systemd"))
        self.copy.setAutoDefault(False)  # Enter arms
        self.notice = Notice(self)
        self.arm = QPushButton(icon("clock", colour("accent_text")), tr("Hold", "Ar&m"), self)
        self.arm.setProperty("primary", True)
        self.arm.setDefault(True)
        self.cancel = QPushButton(tr("Sheet", "Cancel"), self)

    def _time(self, words: str, name: str, at: int, zone: str) -> tuple[QCheckBox, QDateTimeEdit]:
        box, edit = QCheckBox(words, self), QDateTimeEdit(self)
        edit.setTimeZone(QTimeZone.utc())  # wall time as it is typed: the zone beside it says where
        here = QDateTime.fromSecsSinceEpoch(at, QTimeZone(zone.encode()) if zone else QTimeZone.utc())
        edit.setDateTime(QDateTime(here.date(), here.time(), QTimeZone.utc()))
        edit.setDisplayFormat(_FORMAT)
        edit.setCalendarPopup(True)
        for part in (edit, *edit.findChildren(QLineEdit)):
            part.setAccessibleName(name)
        edit.setEnabled(False)
        box.toggled.connect(edit.setEnabled)
        return box, edit

    def _box(self, words: str, wanted: bool) -> QCheckBox:
        box = QCheckBox(words, self)
        box.setVisible(wanted)
        box.setProperty("wanted", wanted)
        box.toggled.connect(self._update)
        return box

    def _name(self, name: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setPlaceholderText(name)
        field.setAccessibleName(tr("Sheet", "Type {name}", name=name))
        field.setProperty("wanted", name)
        field.textChanged.connect(self._update)
        return field

    def _arrange(self) -> None:
        when = QGridLayout()
        when.setHorizontalSpacing(10)
        for column, part in enumerate((self.early, self.begin, self.late, self.end, self.zone)):
            when.addWidget(part, 0, column)
        when.setColumnStretch(5, 1)
        line = QHBoxLayout()
        line.addWidget(self.line, 1)
        line.addWidget(self.copy)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.arm)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.waits)
        layout.addLayout(when)
        for box in (self.kept, self.agree, self.amber, self.rest, self.large, self.go_on):
            layout.addWidget(box)
        for field in self.names:
            name = str(field.property("wanted"))
            label = QLabel(tr("Sheet", "This app map is protected. Type its name to go on: {name}", name=name), self)
            label.setBuddy(field)
            layout.addWidget(label)
            layout.addWidget(field)
        layout.addWidget(self.must_run)
        layout.addLayout(line)
        layout.addWidget(self.notice)
        layout.addLayout(buttons)
        for box in (self.early, self.late):
            box.toggled.connect(self._update)
        for edit in (self.begin, self.end):
            edit.dateTimeChanged.connect(self._update)
        self.zone.currentTextChanged.connect(self._update)
        self.copy.clicked.connect(self._copy)
        self.cancel.clicked.connect(self.reject)
        self.arm.clicked.connect(lambda: self._work.restart(self._arm(), "arm"))

    def _as_before(self, hold: Hold) -> None:
        """The times and the consent of a held plan; what guards a protected app map is said anew."""
        for box, edit, wall in ((self.early, self.begin, hold.window.not_before), (self.late, self.end, hold.window.not_after)):
            if wall:
                edit.setDateTime(QDateTime.fromString(wall + "Z", Qt.DateFormat.ISODate))
                box.setChecked(True)
        if hold.window.zone:
            self.zone.setCurrentText(hold.window.zone)
        for box, agreed in ((self.amber, hold.agreed.amber), (self.rest, hold.agreed.skip_blocked),
                            (self.large, hold.agreed.large_context), (self.go_on, hold.agreed.go_on)):
            box.setChecked(agreed and bool(box.property("wanted")))

    async def _follow(self) -> None:
        """Show what is deployed now, as long as the dialog is open."""
        subscription = self._bench.feed.subscribe()
        try:
            while True:
                await subscription.wait()
                subscription.take()
                self._refresh()
                await self._bench.clock.sleep(_PACE)
        finally:
            subscription.close()

    def _refresh(self) -> None:
        """What a person has confirmed of another state is to be confirmed anew."""
        before = self._plan
        if self._from_grid:
            self._plan = as_now(before, self._bench.planner)
        if self._plan != before:
            for box in (self.kept, self.agree):
                box.setChecked(False)
            self._update()
        self._show_lines()

    def _show_lines(self) -> None:
        known = known_now(self._plan, self._bench.inventory.facts)
        findings = (*known, *self._bench.holds.beside(self._plan, self._instead_of.id if self._instead_of is not None else ""))
        if findings != self._findings or self._plan != self._shown:
            self._findings, self._shown = findings, self._plan
            self.model.show_lines(lines_of(self._plan, Report(self._plan, findings), self._bench.clock.now(), self._left_out))

    # ---- what is said ----------------------------------------------------------------------------------------------

    def _window(self) -> Window:
        """Raises UserError for times that mean nothing."""
        begin = self.begin.dateTime().toString(_WALL) if self.early.isChecked() else ""
        end = self.end.dateTime().toString(_WALL) if self.late.isChecked() else ""
        return window(begin, end, self.zone.currentText().strip(), self._bench.clock.now())

    def _typed(self) -> frozenset[str]:
        return frozenset(field.text().strip() for field in self.names)

    def _agreed(self) -> Agreement:
        return Agreement(confirmed=self.agree.isChecked(), names=self._typed(), amber=self.amber.isChecked(),
                         large_context=self.large.isChecked(), go_on=self.go_on.isChecked(), skip_blocked=self.rest.isChecked())

    def _missing(self) -> str:
        """What is still to be done before it may be armed; '' when nothing."""
        if self.kept.property("wanted") and not self.kept.isChecked():
            return tr("Sheet", "Confirm the choices from an earlier start")
        if self.agree.property("wanted") and not self.agree.isChecked():
            return tr("Hold", "Confirm that you want this change")
        if any(field.text().strip() != field.property("wanted") for field in self.names):
            return tr("Sheet", "Type the name of the protected app map")
        return ""

    def _update(self, *_: object) -> None:
        when, missing = Window(), self._missing()
        try:
            when = self._window()
            self.notice.clear()
        except UserError as error:
            self.notice.say(Tone.BAD, text(error.message))
            missing = text(error.message)
        if self._guards.closed:
            missing = tr("Hold", "The app map is read-only")
        self.zone.setEnabled(self.early.isChecked() or self.late.isChecked())
        self.arm.setEnabled(not missing)
        self.arm.setToolTip(plain_tip(missing))
        self.arm.setAccessibleDescription(missing)
        place = self._bench.place
        where = () if self._bench.sandbox else ("--workspace", place.workspace, "--profile", place.profile)
        agreed = self._agreed()
        starts = tr("Hold", "It waits for: {conditions}. When all of them answer it starts by itself: first pre-flight, then the run.",
                    conditions=self._needs)
        self.waits.setText(f"{starts} {drift_words(self._plan, agreed)}")
        options = [part for name in self._guards.names for part in ("--confirm", name)]
        options += [*(["--yes"] if agreed.confirmed or agreed.amber else []), *(["--large-context"] if agreed.large_context else []),
                    *(["--go-on"] if agreed.go_on else []), *(["--skip-blocked"] if agreed.skip_blocked else [])]
        asks = bool(self._plan.pauses) and not agreed.go_on
        none = tr("Hold", "None: at the pauses nobody would be there to ask") if asks else ""
        why_none = tr("Hold", "A timer has nobody to ask at the pauses of the plan. Tick that it goes past them.") if asks else ""
        self.line.setText("" if asks else timer(when, self._plan.name or "PLAN", options, where))
        self.line.setPlaceholderText(none)
        self.line.setToolTip(why_none)
        self.line.setAccessibleDescription(why_none)
        self.line.setCursorPosition(0)
        self.copy.setEnabled(not asks)
        self.copy.setToolTip(why_none)
        self.copy.setAccessibleDescription(why_none)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.line.text())

    # ---- arming ----------------------------------------------------------------------------------------------------

    async def _arm(self) -> None:
        self.arm.setEnabled(False)
        self.notice.say(Tone.BUSY, tr("Hold", "The passwords that it needs are read from the keyring…"))
        try:
            file = "" if self._from_grid else self._plan.name
            self.hold_id = await self._bench.holds.arm(self._plan, self._agreed(), self._window(), file=file)
        except UserErrors as errors:
            self._update()
            self.notice.say(Tone.BAD, "\n".join(text(message) for message in errors.messages))
            return
        except UserError as error:
            self._update()
            self.notice.say(Tone.BAD, text(error.message))
            if error.code == "trust.needed":
                await self._review(error.message.argument("build"))
            return
        if self._from_grid:  # what a file says of a row is not what the grid has chosen for it
            kept = tuple(RowKey(step.key, row.container) for step in self._plan.steps for row in step.rows if row.kept)
            self._bench.planner.confirm_kept(kept)
        self.accept()

    async def _review(self, name: str) -> None:
        build = self._bench.catalog.build(name)
        if build is not None and await ask.show(TrustDialog(self._bench, build, self)):
            self._work.start(self._arm(), "arm again")
