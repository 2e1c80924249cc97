"""While you were away: what changed on rows with a choice, above the grid until it is dismissed. Not modal; choices are kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QWidget

from desktop_pipeline.domain.away import Difference, What
from desktop_pipeline.domain.undo import version_in
from desktop_pipeline.domain.workloads import WorkloadKey
from desktop_pipeline.services.away import News
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.texts import age, tr, trn
from desktop_pipeline.ui.theme import GAP, Tone
from desktop_pipeline.ui.widgets.off import switch
from desktop_pipeline.ui.widgets.strip import StripNotice, focus_to_grid, in_area

LINES = 4
"""Rows that are named; the button shows all of them."""


def sentence(difference: Difference) -> str:
    """What happened to one row, when and with what."""
    before, now = version_in(difference.before), version_in(difference.now) if difference.now else ""
    name = f"{difference.key.workload.name}/{difference.key.container}"
    said = {
        What.IMAGE: tr("Away", "{row}: {before} → {now}", row=name, before=before, now=now),
        What.REPLACED: tr("Away", "{row}: deleted and made anew, {before} → {now}", row=name, before=before, now=now),
        What.GONE: tr("Away", "{row}: the workload is gone (it had {before})", row=name, before=before),
        What.CONTAINER_GONE: tr("Away", "{row}: the container is gone (it had {before})", row=name, before=before),
    }[difference.what]
    by = tr("Away", "with {tool}", tool=difference.by) if difference.by else ""
    when = " ".join(part for part in (by, date_and_time(difference.at)) if part)
    return f"{said} ({when})" if when else said


class AwayBar(QFrame):
    """`wanted` asks to show these workloads alone, or all of them again (empty)."""

    wanted = Signal(object)

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._shown: News | None = None
        self.alone = False
        """Only the changed rows are shown."""
        self.setAccessibleName(tr("Away", "While you were away"))
        self.notice = StripNotice(self)
        self.rows, self.away = QPushButton(self), QPushButton(tr("Away", "&Dismiss"), self)
        self.away.setAccessibleName(tr("Away", "Dismiss what changed while you were away"))
        buttons = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        buttons.setSpacing(4)
        directions = QBoxLayout.Direction
        self.notice.shortened.connect(lambda short: buttons.setDirection(directions.LeftToRight if short else directions.TopToBottom))
        for button in self.stops():
            buttons.addWidget(button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP, 4, GAP, 4)
        layout.addWidget(in_area(self.notice), 1)
        layout.addLayout(buttons)
        layout.setAlignment(buttons, Qt.AlignmentFlag.AlignVCenter)
        self.rows.clicked.connect(self._rows)
        self.away.clicked.connect(bench.away.dismiss)
        self.rows.setText(tr("Away", "Show &all rows"))  # the longer of its two texts: it keeps its room
        self.rows.ensurePolished()
        self.rows.setMinimumWidth(self.rows.sizeHint().width())
        self.hide()
        pump.choices.connect(lambda map_id: self.refresh())
        self._name_button()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        focus_to_grid(self)
        super().hideEvent(event)

    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes through, in order."""
        return self.rows, self.away

    def workloads(self) -> tuple[WorkloadKey, ...]:
        """What changed and is there, for the grid."""
        found = self._shown.differences if self._shown is not None else ()
        keys = dict.fromkeys(difference.key.workload for difference in found)
        return tuple(key for key in keys if self._bench.inventory.find(key) is not None)

    def refresh(self) -> None:
        """Show what there is to tell now."""
        news = self._bench.away.news()
        if news == self._shown:
            self._name_button()  # a workload may have come or gone
            return
        self._shown = news
        if news is not None:
            words = _words(news)
            self.notice.say(Tone.WARN, words)
            for button in self.stops():
                button.setAccessibleDescription(words)
        if self.alone:
            self.wanted.emit(())
        self._name_button()
        self.setVisible(news is not None)

    def set_alone(self, on: bool) -> None:
        """What the grid shows: only the changed rows, or all."""
        self.alone = on
        self._name_button()

    def _rows(self) -> None:
        self.wanted.emit(() if self.alone else self.workloads())

    def _name_button(self) -> None:
        self.rows.setText(tr("Away", "Show &all rows") if self.alone else tr("Away", "Show &rows"))
        said = tr("Away", "Show all rows again") if self.alone else tr("Away", "Show only the rows that changed")
        self.rows.setAccessibleName(said)
        gone = not self.alone and not self.workloads()
        why = tr("Away", "The workloads that changed are gone: there is no row to show") if gone else ""
        switch(self.rows, why, said)
        if not why:
            self.rows.setAccessibleDescription(self.away.accessibleDescription())  # what changed


def _words(news: News) -> str:
    count = len(news.differences)
    head = trn("Away", "While you were away ({age}) {n} row with a choice was changed by somebody else. The choice was kept.",
               "While you were away ({age}) {n} rows with a choice were changed by somebody else. The choices were kept.",
               count, age=age(news.until - news.since))
    maps = {(item.key.workload.cluster, item.key.workload.namespace) for item in news.differences}
    lines = []
    for difference in news.differences[:LINES]:
        key = difference.key.workload
        lines.append((f"{key.cluster} / {key.namespace}: " if len(maps) > 1 else "") + sentence(difference))
    if count > LINES:
        lines.append(trn("Away", "and {n} more", "and {n} more", count - LINES))
    return "\n".join((head, *lines))
