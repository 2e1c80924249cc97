"""The chips at the right of the toolbar: how is each cluster, registry and engine reached, and how old is what is known?"""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop_pipeline.services.links import Endpoint, LinkState, Reach
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui import reach
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.texts import age, tr, trn
from desktop_pipeline.ui.theme import colour, ink, scaled_font
from desktop_pipeline.ui.widgets import paint
from desktop_pipeline.ui.widgets.tips import plain_tip

MOST = 8
"""Chips; of more endpoints those are shown that are not live, and one chip stands for the rest."""
_REST = "rest"
_WIDEST = 210


class Room(IntEnum):
    """How much of a chip there is room for."""

    ALL = 0
    NAMES = 1
    SIGNS = 2


class LinkChip(QWidget):
    """A name with the state of its link as shape and words; what is live needs none. The tooltip has state, age and reason."""

    clicked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._room, self._words = name, Room.ALL, ""
        self._state = LinkState()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(self._state, 0.0, "")

    def reach(self) -> Reach:
        return self._state.reach

    def shown(self) -> str:
        """What stands beside the sign."""
        return "" if self._room is Room.SIGNS else self._name + (self._words if self._room is Room.ALL else "")

    def show_state(self, state: LinkState, now: float, more: str) -> bool:
        """Show a state; `more` is what there is to say while all is well. Whether it needs other room than before."""
        self._state = state
        said = f"{self._name}: {reach.words(state, now)}"
        why = reach.why(state) or more
        self.setAccessibleName(said)
        self.setAccessibleDescription(why)
        self.setToolTip(plain_tip(said + (f"\n{why}" if why else "")))
        before, self._words = self._words, ""
        if state.reach in (Reach.STALE, Reach.UNREACHABLE, Reach.FORBIDDEN):
            since = state.from_when
            parts = (reach.word(state), age(now - since) if since is not None else "")
            self._words = f" · {' '.join(part for part in parts if part)}"
        self.update()
        if before == self._words:
            return False
        self.updateGeometry()
        return True

    def set_room(self, room: Room) -> None:
        """Show less where there is no room for all."""
        self._room = room
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        shown = self.shown()
        return QSize(min(_WIDEST, self.fontMetrics().horizontalAdvance(shown) + 24) if shown else 18, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        name, tone = reach.look(self._state)
        paint.picture(painter, name, self.rect().adjusted(2, 0, 16 - self.width(), 0), ink(tone), 12)
        tint = colour("muted") if self._state.reach in (Reach.LIVE, Reach.UNKNOWN) else ink(tone)
        paint.elided(painter, self.rect().adjusted(19, 0, 0, 0), self.shown(), tint, scaled_font(self.font(), 0.9))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()


class Connections(QWidget):
    """Chips for every cluster, registry and engine of the workspace. A click opens the problems."""

    clicked = Signal()
    resized = Signal()
    """The chips need other room than before."""

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._cluster = ""
        self._chips: dict[str, LinkChip] = {}
        self._room = Room.ALL
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        pump.connection.connect(lambda key: self.refresh())
        pump.versions.connect(lambda key: self.refresh())
        pump.catalog.connect(self._catalog)
        self.refresh()

    def show_map(self, cluster: str, namespace: str) -> None:
        self._cluster = cluster
        self.refresh()

    def set_room(self, room: Room) -> None:
        """Chips without their words, or without their names, too."""
        self._room = room
        for chip in self._chips.values():
            chip.set_room(room)
        self._layout.setSpacing(2 if room is Room.SIGNS else 8)
        self._layout.invalidate()
        self.updateGeometry()

    def _catalog(self) -> None:
        self._bench.links.look()
        self.refresh()

    def _wanted(self) -> tuple[list[tuple[Endpoint, LinkState]], list[tuple[Endpoint, LinkState]]]:
        """The endpoints that get a chip of their own, and the rest."""
        links = self._bench.links
        found = [(endpoint, links.state(endpoint)) for endpoint in links.endpoints()]
        if len(found) <= MOST:
            return found, []
        here = f"cluster/{self._cluster}"
        first = sorted(found, key=lambda pair: (pair[0].key != here, pair[1].reach in (Reach.LIVE, Reach.UNKNOWN)))[:MOST - 1]
        return [pair for pair in found if pair in first], [pair for pair in found if pair not in first]

    def refresh(self) -> None:
        now, (own, rest) = self._bench.clock.now(), self._wanted()
        keys = [endpoint.key for endpoint, _ in own] + ([_REST] if rest else [])
        changed = keys != list(self._chips)
        if changed:
            for chip in self._chips.values():
                self._layout.removeWidget(chip)
                chip.deleteLater()
            self._chips = {endpoint.key: LinkChip(endpoint.id, self) for endpoint, _ in own}
            if rest:
                self._chips[_REST] = LinkChip(trn("Link", "{n} more", "{n} more", len(rest)), self)
            for chip in self._chips.values():
                chip.clicked.connect(self.clicked)
                chip.set_room(self._room)
                self._layout.addWidget(chip)
        for endpoint, state in own:
            changed |= self._chips[endpoint.key].show_state(state, now, self._bench.links.words(endpoint))
        if rest:
            worst = next((state for _, state in rest if state.reach not in (Reach.LIVE, Reach.UNKNOWN)), rest[0][1])
            lines = [tr("Link", "{name}: {state}", name=endpoint.id, state=reach.words(state, now)) for endpoint, state in rest]
            changed |= self._chips[_REST].show_state(LinkState(worst.reach), now, "\n".join(lines))
        if changed:
            self.resized.emit()
