"""The chips at the right of the toolbar: is the cluster, the registry, the engine reachable?"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.inventory import Link
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.app_map.tree_model import link_words
from desktop_pipeline.ui.app_map.tree_view import LINKS
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.texts import text, tr
from desktop_pipeline.ui.theme import colour, ink, scaled_font
from desktop_pipeline.ui.widgets import paint
from desktop_pipeline.ui.widgets.work import Work


class LinkChip(QWidget):
    """A name with the state of its link as a shape and colour; the tooltip has the words."""

    clicked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._link, self._compact = name, Link.UNKNOWN, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_link(Link.UNKNOWN, "")

    def link(self) -> Link:
        return self._link

    def show_link(self, link: Link, why: str) -> None:
        self._link = link
        words = f"{self._name}: {link_words(link)}"
        self.setAccessibleName(words)
        self.setAccessibleDescription(why)
        self.setToolTip(words + (f"\n{why}" if why else ""))
        self.update()

    def set_compact(self, on: bool) -> None:
        """Only the sign of the link, where there is no room for the name."""
        self._compact = on
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(18, 22) if self._compact else QSize(min(150, self.fontMetrics().horizontalAdvance(self._name) + 24), 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        name, tone = LINKS[self._link]
        paint.picture(painter, name, self.rect().adjusted(2, 0, 16 - self.width(), 0), ink(tone), 12)
        tint = ink(tone) if self._link is Link.LOST else colour("muted")
        if not self._compact:
            paint.elided(painter, self.rect().adjusted(19, 0, 0, 0), self._name, tint, scaled_font(self.font(), 0.9))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()


class Connections(QWidget):
    """Chips for the cluster on show, every registry and every engine of the workspace. A click opens the problems."""

    clicked = Signal()
    resized = Signal()
    """Other chips than before."""

    def __init__(self, bench: Workbench, pump: EventPump, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._work = Work(bench.tasks, self)
        self._cluster, self._namespace = "", ""
        self._engines: dict[str, tuple[Link, str]] = {}
        self._chips: dict[str, LinkChip] = {}
        self._compact = False
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        pump.connection.connect(lambda key: self.refresh())
        pump.versions.connect(lambda key: self.refresh())
        pump.catalog.connect(self._catalog)
        self._catalog()

    def show_map(self, cluster: str, namespace: str) -> None:
        self._cluster, self._namespace = cluster, namespace
        self._catalog()

    def set_compact(self, on: bool) -> None:
        """Chips without their names."""
        self._compact = on
        for chip in self._chips.values():
            chip.set_compact(on)
        self._layout.setSpacing(2 if on else 8)
        self._layout.invalidate()
        self.updateGeometry()

    def _catalog(self) -> None:
        self.refresh()
        for engine in self._bench.catalog.workspace.engines:
            self._work.restart(self._ask(engine.id), f"engine {engine.id}")

    async def _ask(self, engine: str) -> None:
        try:
            info = await self._bench.world.builder(engine).info()
            self._engines[engine] = (Link.LIVE, f"{info.version} · {info.platform}")
        except UserError as error:
            self._engines[engine] = (Link.LOST, text(error.message))
        self.refresh()

    def _wanted(self) -> list[tuple[str, str, Link, str]]:
        workspace = self._bench.catalog.workspace
        result = []
        cluster = workspace.cluster(self._cluster)
        if cluster is not None:
            facts = self._bench.inventory.facts(self._cluster, self._namespace)
            result.append((f"cluster/{cluster.id}", cluster.id, facts.link, text(facts.message) if facts.message else ""))
        for registry in workspace.registries:
            error = self._bench.tags.registry_error(registry.id)
            asked = Link.LIVE if self._bench.tags.registry_asked(registry.id) else Link.UNKNOWN
            link, why = (Link.LOST, text(error)) if error else (asked, registry.address)
            result.append((f"registry/{registry.id}", registry.id, link, why))
        for engine in workspace.engines:
            link, why = self._engines.get(engine.id, (Link.CONNECTING, tr("Link", "being asked")))
            result.append((f"engine/{engine.id}", engine.id, link, why))
        return result

    def refresh(self) -> None:
        wanted = self._wanted()
        if [key for key, *_ in wanted] != list(self._chips):
            for chip in self._chips.values():
                self._layout.removeWidget(chip)
                chip.deleteLater()
            self._chips = {key: LinkChip(name, self) for key, name, _, _ in wanted}
            for chip in self._chips.values():
                chip.clicked.connect(self.clicked)
                chip.set_compact(self._compact)
                self._layout.addWidget(chip)
            self.resized.emit()
        for key, _, link, why in wanted:
            self._chips[key].show_link(link, why)
