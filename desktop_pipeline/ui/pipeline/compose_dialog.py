"""Dialogs that choose many rows at once. Each shows what every row would become before anything is taken, and takes it as one step."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStringListModel, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop_pipeline.domain.composing import Proposal, Proposals
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.pasting import MOST_CHARACTERS
from desktop_pipeline.domain.workloads import RowKey
from desktop_pipeline.services.links import Reach
from desktop_pipeline.ui import reach, theme
from desktop_pipeline.ui.pipeline.proposals_model import LINE, NO_COUNTERPART, NOW, ROW, STATE, THEN, ProposalsModel
from desktop_pipeline.ui.texts import text, tr, trn
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets.notice import Notice
from desktop_pipeline.ui.widgets.ticking import keep_told
from desktop_pipeline.ui.widgets.tips import plain_tip
from desktop_pipeline.ui.widgets.work import Work

if TYPE_CHECKING:
    from desktop_pipeline.services.workbench import Workbench

_SHARES = {LINE: 6, ROW: 24, NOW: 19, THEN: 23}
"""Hundredths of the width; the rest is for how a row stands."""
_NARROWEST = 48
_WRAPPED = 300
"""Up to so many lines the table gives long reasons more than one line each."""
_PAUSE = 150
"""Milliseconds after the last key before a text is read anew."""


class ComposeDialog(QDialog):
    """A source at the top, the table below. Accepted with `taken` set to what is to be chosen."""

    def __init__(self, bench: Workbench, home: tuple[str, str], title: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._home = bench, home
        self._work = Work(bench.tasks, self)
        self._sources: tuple[tuple[str, str], ...] = ()
        self.found = Proposals()
        self.taken: tuple[Proposal, ...] = ()
        self.setWindowTitle(title)
        self.setMinimumSize(560, 400)
        self.resize(860, 580)
        self.heading = QLabel(title, self)
        self.heading.setFont(theme.scaled_font(self.font(), 1.2, bold=True))
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.hint = QLabel(hint, self)
        self.hint.setWordWrap(True)
        self.hint.setProperty("muted", True)
        self.source = QVBoxLayout()
        self.busy = QProgressBar(self)
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(tr("Compose", "Registries and pods are asked"))
        self.busy.hide()
        self.model = ProposalsModel(home, self)
        self.table = self._table()
        self.age = Notice(self)
        keep_told(self, self._tell_age)
        self.notice = Notice(self)
        self.cancel = QPushButton(tr("Compose", "Cancel"), self)
        self.all = QPushButton(self)
        self.good = QPushButton(theme.icon("check", theme.colour("accent_text")), "", self)
        self.good.setProperty("primary", True)
        self.good.setDefault(True)
        self.cancel.setAutoDefault(False)
        self.all.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.good.clicked.connect(lambda: self._take(everything=False))
        self.all.clicked.connect(lambda: self._take(everything=True))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.cancel, self.all, self.good):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.heading)
        layout.addWidget(self.hint)
        layout.addLayout(self.source)
        layout.addWidget(self.busy)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.age)
        layout.addWidget(self.notice)
        layout.addLayout(buttons)
        self.show_found(Proposals())

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setAccessibleName(tr("Compose", "What the rows would become"))
        table.setModel(self.model)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setDefaultSectionSize(26)
        table.setStyleSheet("QTableView::item { padding: 2px 8px; border: 0; }")
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(STATE, QHeaderView.ResizeMode.Stretch)
        return table

    def _fit(self) -> None:
        """Each column has its share, and a long reason the lines it needs."""
        room = self.width() - 50
        for column, share in _SHARES.items():
            self.table.setColumnWidth(column, max(_NARROWEST, room * share // 100))
        if self.isVisible() and len(self.model.lines) <= _WRAPPED:
            self.table.resizeRowsToContents()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)  # after the layout gave the table its new width

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def show_found(self, found: Proposals) -> None:
        """Show what was found."""
        self.found = found
        self.model.load(found)
        self.table.setColumnHidden(LINE, not any(line.cells[LINE] for line in self.model.lines))
        self.table.clearSpans()
        for row, line in enumerate(self.model.lines[:_WRAPPED]):
            if line.refused:  # it has no now and then: its words and the reason get their room
                self.table.setSpan(row, ROW, 1, 2)
                self.table.setSpan(row, THEN, 1, 2)
        self._fit()
        good, everything = len(found.good()), len(found.all())
        self.good.setText(trn("Compose", "Choose {n} row", "Choose {n} rows", good))
        self.good.setEnabled(good > 0)
        self.all.setText(trn("Compose", "Choose all {n}, also what cannot run now", "Choose all {n}, also what cannot run now", everything))
        self.all.setVisible(everything > good)
        alone = sum(trouble.message.code == NO_COUNTERPART for trouble in found.troubles)
        bad, blocked = len(found.troubles) - alone, everything - good
        words = " · ".join(part for part in (
            trn("Compose", "{n} thing cannot be taken", "{n} things cannot be taken", bad) if bad else "",
            trn("Compose", "{n} row could not run now", "{n} rows could not run now", blocked) if blocked else "") if part)
        if words:
            self.notice.say(Tone.WARN, words)
        elif found.items and not good:
            self.notice.say(Tone.IDLE, tr("Compose", "Everything is so already."))
        elif found.items:
            self.notice.say(Tone.GOOD, tr("Compose", "Everything was understood. One undo takes it back."))
        else:
            self.notice.say(Tone.IDLE, self.empty())
        if alone and not words:
            self.notice.say(self.notice.tone, self.notice.text() + " " + trn(
                "Compose", "{n} container there has no counterpart here.", "{n} containers there have no counterpart here.", alone))
        self._tell_age()
        for button in (self.good, self.all):
            button.setAccessibleName(button.text())
        self.good.setAccessibleDescription("" if good else self.notice.text())
        self.good.setToolTip("" if good else plain_tip(self.notice.text()))

    def _tell_age(self) -> None:
        """Say of which app maps this is not as they are now."""
        keys = (item.row.workload.key for item in self.found.items)
        places = dict.fromkeys((*self._sources, self._home, *((key.cluster, key.namespace) for key in keys)))
        states = [(place, self._bench.links.app_map(*place)) for place in places]
        now = self._bench.clock.now()
        old = [f"{' / '.join(place)}: {reach.words(state, now)}" for place, state in states if state.reach is not Reach.LIVE]
        words = tr("Compose", "Not as it is now, but as it was seen last.") + "\n" + "\n".join(old) if old else ""
        if words != self.age.text():
            self.age.say(Tone.WARN, words)

    def empty(self) -> str:
        """What to say while there is nothing to choose."""
        return tr("Compose", "Nothing differs.")

    def look(self) -> None:
        """Find it anew: the facts may have changed since it was shown."""

    def _take(self, *, everything: bool) -> None:
        before = self.found
        self.look()
        after = self.found
        if [item.choice for item in before.items] != [item.choice for item in after.items]:
            self.notice.say(Tone.WARN, tr("Compose", "Something changed meanwhile. Look at it once more."))
            return
        self.taken = after.all() if everything else after.good()
        if self.taken:
            self.accept()


class PasteDialog(ComposeDialog):
    """Lines of text: from a spreadsheet, a ticket, a chat."""

    def __init__(self, bench: Workbench, home: tuple[str, str], pasted: str, parent: QWidget | None = None) -> None:
        super().__init__(
            bench, home, tr("Compose", "Paste rows"),
            tr("Compose", "One line for each container: WORKLOAD TAG, WORKLOAD/CONTAINER TAG, IMAGE:TAG, or a table with column names. "
                          "In the place of a tag: “latest”, or “build” for a new image."), parent)
        self.field = QPlainTextEdit(pasted[:MOST_CHARACTERS + 1], self)  # one more, so that the cut is told
        self.field.setFont(theme.fixed_font())
        self.field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.field.setTabChangesFocus(True)
        self.field.setPlaceholderText("web/proxy   1.28.1\napi         latest")
        self.field.setAccessibleName(tr("Compose", "Lines of text"))
        self.field.setMinimumHeight(70)
        self.field.setMaximumHeight(120)
        self.source.addWidget(self.field)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.look)
        self.field.textChanged.connect(self._typed)
        self.look()
        (self.good if self.found.good() else self.field).setFocus()

    def _typed(self) -> None:
        self.good.setEnabled(False)
        self._timer.start()

    def empty(self) -> str:
        return tr("Compose", "Paste or type lines above.")

    def look(self) -> None:
        self._timer.stop()
        self.show_found(self._bench.composer.paste(self.field.toPlainText(), *self._home))


class SameImageDialog(ComposeDialog):
    """One word for all rows of an image."""

    def __init__(self, bench: Workbench, home: tuple[str, str], key: RowKey, parent: QWidget | None = None) -> None:
        self._key = key
        row = bench.composer.row(key)
        image = row.image.repository if row is not None and row.image is not None else key.container
        super().__init__(bench, home, tr("Compose", "All rows of {image}", image=image),
                         tr("Compose", "A tag, “latest”, or “build” for a new image."), parent)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Compose", "Tag"))
        self.field.setAccessibleName(tr("Compose", "Tag for all rows of {image}", image=image))
        tags = () if row is None else tuple(run.tag for run in row.versions.images()) if row.build is not None else row.versions.tags
        words = ["latest", "build"] if row is not None and row.build is not None else []
        completer = QCompleter(QStringListModel([*words, *(tag for tag in tags if tag not in words)], self), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)
        self.everywhere = QCheckBox(tr("Compose", "Also in the &other app maps"), self)
        self.everywhere.setVisible(len(bench.composer.rows_of_image(key, everywhere=True)) > len(bench.composer.rows_of_image(key)))
        line = QHBoxLayout()
        line.addWidget(self.field, 1)
        line.addWidget(self.everywhere)
        self.source.addLayout(line)
        self.field.textChanged.connect(self.look)
        self.everywhere.toggled.connect(self.look)
        self.look()
        self.field.setFocus()

    def empty(self) -> str:
        return tr("Compose", "Type or pick a tag.")

    def look(self) -> None:
        rows = self._bench.composer.rows_of_image(self._key, everywhere=self.everywhere.isChecked())
        want = self.field.text().strip()
        self.show_found(self._bench.composer.set_all(rows, want) if want else Proposals())


class TakeDialog(ComposeDialog):
    """What a plan wants, or what runs in another app map, by digest."""

    def __init__(self, bench: Workbench, home: tuple[str, str], *, plans: bool, parent: QWidget | None = None) -> None:
        place = bench.catalog.workspace.app_map(*home)
        name = place.name if place is not None else home[1]
        self._plans = plans
        super().__init__(
            bench, home,
            tr("Compose", "As in a plan") if plans else tr("Compose", "Copy to {name} from another app map", name=name),
            tr("Compose", "For each container the image of the plan, where it differs.") if plans else
            tr("Compose", "For each container exactly the image that runs there, by its digest, where it differs."), parent)
        self.pick = QComboBox(self)
        self.pick.setAccessibleName(tr("Compose", "Plan") if plans else tr("Compose", "App map"))
        if plans:
            for plan in bench.catalog.plans:
                self.pick.addItem(theme.icon("plan"), plan, plan)
        else:
            for item in bench.catalog.workspace.app_maps:
                if (item.cluster, item.namespace) != home:
                    self.pick.addItem(theme.icon("app-map"), f"{item.cluster} / {item.name}", item.id)
        self.source.addWidget(self.pick)
        self.pick.currentIndexChanged.connect(self.begin)
        self.begin()
        self.pick.setFocus()

    def begin(self) -> None:
        """Ask what the source has."""
        source = str(self.pick.currentData() or "")
        if source:
            self._sources = ()
            self.show_found(Proposals())
            self.notice.say(Tone.BUSY, tr("Compose", "Registries and pods are asked. Nothing is changed."))
            self.busy.show()
            self._work.restart(self._ask(self._answer(source), source), "what is there")

    def _answer(self, source: str) -> Coroutine[Any, Any, Proposals]:
        if self._plans:
            return self._as_planned(source)
        cluster, _, namespace = source.partition("/")
        return self._bench.promotion.from_map((cluster, namespace), self._home)

    async def _as_planned(self, name: str) -> Proposals:
        return await self._bench.promotion.from_plan(await self._bench.files.load_plan(name), self._home)

    async def _ask(self, answer: Coroutine[Any, Any, Proposals], source: str) -> None:
        try:
            found = await answer
            cluster, _, namespace = source.partition("/")
            self._sources = () if self._plans else ((cluster, namespace),)
        except (UserError, UserErrors) as error:
            messages = error.messages if isinstance(error, UserErrors) else (error.message,)
            self.notice.say(Tone.BAD, "\n".join(text(message) for message in messages))
        else:
            self.show_found(found)
        self.busy.hide()
