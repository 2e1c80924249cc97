"""What many rows would become, as a table: row, now → then, how it stands; then what could not be taken, with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_pipeline.domain.choices import Choice, Mode, Row, deployed, start_choice
from desktop_pipeline.domain.composing import Proposal, Proposals, State, row_name, same_choice
from desktop_pipeline.domain.images import short_digest
from desktop_pipeline.domain.pasting import Trouble
from desktop_pipeline.ui import theme
from desktop_pipeline.ui.pipeline.cells import mode_word
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import Tone
from desktop_pipeline.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
LINE, ROW, NOW, THEN, STATE = range(5)
NO_COUNTERPART = "composing.no_counterpart"
"""Usual: not all that runs there is meant to run here."""
_LOOKS = {State.READY: (Tone.GOOD, "check"), State.BACK: (Tone.GOOD, "undo"), State.UNCHANGED: (Tone.IDLE, "minus"),
          State.BLOCKED: (Tone.WARN, "warning")}


def choice_words(row: Row, choice: Choice) -> str:
    """What a row would run with a choice."""
    if same_choice(choice, start_choice(row)):
        return deployed(row).text
    if choice.mode is Mode.BUILD:
        return mode_word(Mode.BUILD)
    if choice.mode is Mode.LATEST:
        newest = row.versions.newest()
        return tr("Compose", "Latest: {tag}", tag=newest.tag) if newest is not None else mode_word(Mode.LATEST)
    return choice.tag + (f" @ {short_digest(choice.digest)}" if choice.digest else "")


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the table."""

    cells: tuple[str, str, str, str, str]
    tone: Tone
    icon: str
    refused: bool = False
    """It could not be taken: the reason stands where the others say then."""


def _proposal(item: Proposal, home: tuple[str, str]) -> Shown:
    key, row = item.row.key, item.row
    place = "" if (key.workload.cluster, key.workload.namespace) == home else f"{key.workload.cluster}/{key.workload.namespace}: "
    now, then = deployed(row).text, choice_words(row, item.choice)
    if not same_choice(item.now, start_choice(row)):
        now = tr("Compose", "{deployed} (chosen: {chosen})", deployed=now, chosen=choice_words(row, item.now))
    tone, icon = _LOOKS[item.state]
    why = item.why
    words = {
        State.READY: tr("Compose", "will run"), State.BACK: tr("Compose", "back to what is deployed"),
        State.UNCHANGED: tr("Compose", "deployed already") if same_choice(item.now, start_choice(row)) else tr("Compose", "chosen already"),
        State.BLOCKED: text(why) if why is not None else "",
    }[item.state]
    if item.note is not None:
        words, tone, icon = f"{words}. {text(item.note)}", Tone.WARN, "warning"
    return Shown((str(item.line or ""), place + row_name(key), now, then, words), tone, icon)


def _trouble(trouble: Trouble) -> Shown:
    tone, icon = (Tone.IDLE, "minus") if trouble.message.code == NO_COUNTERPART else (Tone.BAD, "cross")
    return Shown((str(trouble.line or ""), trouble.text, "", "", text(trouble.message)), tone, icon, refused=True)


class ProposalsModel(QAbstractTableModel):
    """`home` is the app map whose name needs not be said."""

    def __init__(self, home: tuple[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self.lines: list[Shown] = []

    def load(self, found: Proposals) -> None:
        """Show other proposals: in the order of their lines where they have one, else what will run first and troubles last."""
        shown = [_proposal(item, self._home) for item in found.items] + [_trouble(trouble) for trouble in found.troubles]
        shown.sort(key=lambda line: int(line.cells[LINE] or 0))
        if shown == self.lines:
            return
        self.beginResetModel()
        self.lines = shown
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 5

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line, column = self.lines[index.row()], index.column()
        column = STATE if line.refused and column == THEN else column
        if role == Qt.ItemDataRole.DisplayRole:
            return line.cells[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(line.cells[column])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headerData(column, Qt.Orientation.Horizontal)}: {line.cells[column]}"
        if column == STATE and role == Qt.ItemDataRole.DecorationRole:
            return theme.icon(line.icon, theme.ink(line.tone))
        if column == STATE and role == Qt.ItemDataRole.ForegroundRole:
            return theme.ink(line.tone)
        if column in (LINE, NOW) and role == Qt.ItemDataRole.ForegroundRole:
            return theme.colour("muted")
        if column == LINE and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("Compose", "Line"), tr("Compose", "Container"), tr("Compose", "Now"), tr("Compose", "Then"),
                tr("Compose", "What will be"))[section]
