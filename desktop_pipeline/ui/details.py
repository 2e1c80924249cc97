"""The panel at the right: everything known about what is current in the grid."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.choices import deployed, doubt, start_choice, why_not
from desktop_pipeline.domain.composing import same_choice
from desktop_pipeline.domain.images import short_digest
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import Phase, RowKey, Workload, WorkloadKey, rollout_status, status
from desktop_pipeline.domain.workspace import Protection
from desktop_pipeline.services.links import Reach
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui import reach
from desktop_pipeline.ui.app_map.tree_model import protection_words
from desktop_pipeline.ui.changes_view import ChangesView
from desktop_pipeline.ui.pipeline.model import PipelineModel
from desktop_pipeline.ui.pipeline.nodes import Item, Node
from desktop_pipeline.ui.pipeline.proposals_model import choice_words
from desktop_pipeline.ui.texts import ago, status_word, text, tr
from desktop_pipeline.ui.theme import STATUS_LOOKS, Tone, colour, fixed_font, icon, ink, scaled_font
from desktop_pipeline.ui.widgets.badge import Badge
from desktop_pipeline.ui.widgets.notice import Notice
from desktop_pipeline.ui.widgets.tips import plain_tip

SHOWN_RUNS = 8
PAUSE = 40
"""Milliseconds until a change is shown."""


class _Value(QLabel):
    """A value that is cut when there is no room; its tooltip has it whole."""

    def __init__(self, words: str, *, fixed: bool) -> None:
        super().__init__()
        self._words = words
        if fixed:
            self.setFont(fixed_font())
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setToolTip(plain_tip(words))
        self.setText(words)

    def shown(self) -> str:
        """What there is room for, by the font with which it is painted: that of the style sheet comes late."""
        mode = Qt.TextElideMode.ElideMiddle if self._words.startswith("sha256:") else Qt.TextElideMode.ElideLeft
        return self.fontMetrics().elidedText(self._words, mode, self.contentsRect().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.style().drawItemText(painter, self.contentsRect(), int(self.alignment()), self.palette(), self.isEnabled(), self.shown(),
                                  self.foregroundRole())


class _Words(QLabel):
    """Words that wrap."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setToolTip(plain_tip(words))


class _Name(QLabel):
    """A name at the left: cut where it would leave no room for its value, for example that of a container."""

    LONGEST = 110

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.ensurePolished()
        self.setText(self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, self.LONGEST))
        if self.text() != words:
            self.setToolTip(plain_tip(words))


def _copy_button(name: str, words: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("flat", True)
    button.setProperty("small", True)
    button.setIcon(icon("copy", colour("muted")))
    button.setToolTip(plain_tip(tr("Details", "Copy {name}", name=name)))
    button.setAccessibleName(tr("Details", "Copy {name}", name=name))
    button.clicked.connect(lambda: QGuiApplication.clipboard().setText(words))
    return button


class Details(QScrollArea):
    """`show_key` with what is current; `refresh` after a change of facts."""

    viewLog = Signal(str, object)

    def __init__(self, bench: Workbench, model: PipelineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._grid = bench, model
        self._key: RowKey | WorkloadKey | None = None
        self._made: object = None
        self._asked: QLabel | None = None
        self.setObjectName("details")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Details", "Details"))
        self._body = QWidget()
        self.setWidget(self._body)
        self._layout: QVBoxLayout | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self._make)
        self._make()

    def show_key(self, key: object) -> None:
        self._key = key if isinstance(key, RowKey | WorkloadKey) else None
        self.refresh()

    def refresh(self) -> None:
        """Make the panel anew, soon, if what it shows has changed: while somebody walks through the rows, not for each of them."""
        if not self._soon.isActive():
            self._soon.start()

    def _make(self) -> None:
        node = self._node()
        item = self._item(node)
        link = self._bench.links.app_map(node.key.cluster, node.key.namespace) if node is not None else None
        made = (self._key, node.workload if node else None, node.why if node else None,
                self._protection(node), item.cells if item else None, item.choice if item else None, item.row.versions if item else None,
                (link.reach, link.message, self._age(node.workload) if node and link.reach is not Reach.LIVE else "") if link else None)
        if made == self._made and self._layout is not None:
            self._say_asked(item)
            return
        self._made, self._asked = made, None
        self._body = QWidget()
        self._layout = QVBoxLayout(self._body)
        self._layout.setContentsMargins(14, 12, 12, 12)
        self._layout.setSpacing(8)
        if node is None:
            hint = QLabel(tr("Details", "Select a workload or container to see its image, who changed it, and why it can or cannot run."))
            hint.setWordWrap(True)
            hint.setProperty("muted", True)
            self._layout.addWidget(hint)
        elif item is None:
            self._workload(node)
        else:
            self._row(node, item)
        self._layout.addStretch(1)
        self.setWidget(self._body)

    def _protection(self, node: Node | None) -> Protection | None:
        return self._bench.catalog.workspace.protection(node.key.cluster, node.key.namespace) if node is not None else None

    def _node(self) -> Node | None:
        if self._key is None:
            return None
        key = self._key.workload if isinstance(self._key, RowKey) else self._key
        return self._grid.node(self._grid.find(key))

    def _item(self, node: Node | None) -> Item | None:
        if node is None or not isinstance(self._key, RowKey):
            return None
        return next((item for item in node.items if item.row.key == self._key), None)

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _add(self, widget: QWidget) -> None:
        assert self._layout is not None
        self._layout.addWidget(widget)

    def _title(self, words: str, below: str) -> None:
        title = QLabel(words.replace("-", "-\u200b"))  # a long name without blanks may break after its hyphens
        title.setFont(scaled_font(self.font(), 1.15, bold=True))
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setAccessibleName(words)
        title.setToolTip(plain_tip(words))
        title.setWordWrap(True)
        title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._add(title)
        line = QLabel(below)
        line.setProperty("muted", True)
        line.setWordWrap(True)
        self._add(line)

    def _heading(self, words: str) -> None:
        heading = QLabel(words)
        heading.setProperty("heading", True)
        heading.setContentsMargins(0, 8, 0, 0)
        self._add(heading)

    def _table(self, pairs: list[tuple[str, str, bool]]) -> None:
        frame = QWidget(self._body)
        grid = QGridLayout(frame)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for row, (name, value, fixed) in enumerate(pair for pair in pairs if pair[1]):
            label = _Name(name)
            label.setProperty("muted", True)
            shown = _Value(value, fixed=value.startswith("sha256:")) if fixed else _Words(value)
            shown.setAccessibleName(f"{name}: {value}")
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter if fixed else Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, row, 1, 1, 1 if fixed else 2)
            if fixed:
                grid.addWidget(_copy_button(name, value), row, 2)
        self._add(frame)

    def _why(self, words: str, doubtful: Message | None = None) -> None:
        notice = Notice(self._body)
        if words:
            notice.say(Tone.IDLE, words)
        elif doubtful is not None:
            notice.say(Tone.WARN, text(doubtful))
        else:
            notice.say(Tone.GOOD, tr("Details", "Ready to run"))
        self._add(notice)

    def _age(self, workload: Workload) -> str:
        return reach.words(self._bench.links.app_map(workload.key.cluster, workload.key.namespace), self._bench.clock.now())

    def _state_pairs(self, workload: Workload) -> list[tuple[str, str, bool]]:
        protection = self._bench.catalog.workspace.protection(workload.key.cluster, workload.key.namespace)
        rollout = rollout_status(workload)  # of what was never rolled out here there is nothing to say
        return [
            (tr("Details", "Rollout"), text(rollout.message) if rollout.phase is not Phase.NONE or workload.run else "", False),
            (tr("Details", "Changed with"), workload.changed_by, False),
            (tr("Details", "Changed at"), date_and_time(workload.changed_at), False),
            (tr("Details", "Managed by"), workload.managed_by, False), (tr("Details", "Our run"), workload.run, True),
            (tr("Details", "Facts"), self._age(workload), False), (tr("Details", "Protection"), protection_words(protection), False),
        ]

    def _workload(self, node: Node) -> None:
        workload = node.workload
        self._title(workload.key.name, f"{workload.key.kind.value} · {workload.key.cluster} / {workload.key.namespace}")
        badge = Badge(self._body)
        tone, name = STATUS_LOOKS[status(workload)]
        counts = f" {workload.available}/{workload.replicas}" if workload.replicas else ""
        if self._bench.links.app_map(workload.key.cluster, workload.key.namespace).reach is not Reach.LIVE:
            tone, name = Tone.IDLE, "link-stale"  # it was so when it was last seen
        badge.show_state(status_word(status(workload)) + counts, tone, name)
        self._add(badge)
        self._why(text(node.why) if node.why else "")
        self._table(self._state_pairs(workload))
        self._heading(tr("Details", "Containers"))
        self._table([(item.row.container.name, deployed(item.row).text, False) for item in node.items])

    def _row(self, node: Node, item: Item) -> None:
        row, now = item.row, deployed(item.row)
        image = row.image
        self._title(row.container.name, f"{node.workload.key.name} · {node.workload.key.kind.value}")
        reason = why_not(row, item.choice) or node.why
        self._why(text(reason) if reason else "", doubt(row, item.choice) if reason is None else None)
        if self._bench.changes.asks(row, item.choice):
            self._add(ChangesView(self._bench, row, item.choice, self._body))
        run = row.versions.by_tag(now.text)
        self._table([
            (tr("Details", "Image"), image.repository if image else row.container.image, True),
            (tr("Details", "Deployed"), now.text, False), *self._chosen_pairs(item),
            (tr("Details", "Digest"), image.digest if image else "", True), (tr("Details", "Commit"), run.commit[:12] if run else "", True),
            (tr("Details", "Built"), date_and_time(run.ended) if run else "", False),
            (tr("Details", "Build"), self._build_name(item), False),
            (tr("Details", "Registry"), (row.registry.title or row.registry.id) if row.registry else "", False),
            *self._state_pairs(node.workload),
        ])
        if row.build is not None and row.versions.runs:
            self._heading(tr("Details", "Newest runs of the build"))
            frame = QWidget(self._body)
            below = QVBoxLayout(frame)
            below.setContentsMargins(0, 0, 0, 0)
            below.setSpacing(0)
            for build_run in row.versions.runs[:SHOWN_RUNS]:
                below.addWidget(self._run_button(row.build.name, build_run), 0, Qt.AlignmentFlag.AlignLeft)
            self._add(frame)
        if row.versions.seen is not None:
            self._asked = QLabel()
            self._asked.setProperty("muted", True)
            self._asked.setWordWrap(True)
            self._add(self._asked)
            self._say_asked(item)

    def _say_asked(self, item: Item | None) -> None:
        """When the registry last told of its tags. It grows old while nothing else changes."""
        seen = item.row.versions.seen if item is not None else None
        if item is None or seen is None or self._asked is None:
            return
        age = ago(self._bench.clock.now(), seen)
        partial = "" if item.row.versions.complete or item.row.versions.whole else tr("Details", "the list may not be complete")
        self._asked.setText(" · ".join(part for part in (tr("Details", "Registry asked {age}", age=age), partial) if part))

    @staticmethod
    def _chosen_pairs(item: Item) -> list[tuple[str, str, bool]]:
        """What is chosen, and the digest it holds to."""
        if same_choice(item.choice, start_choice(item.row)):
            return []
        words = choice_words(item.row, replace(item.choice, digest=""))
        if item.choice.digest:
            words = tr("Details", "{tag}, exactly this image", tag=words)
        return [(tr("Details", "Chosen"), words, False), (tr("Details", "Chosen digest"), item.choice.digest, True)]

    @staticmethod
    def _build_name(item: Item) -> str:
        build = item.row.build
        return (build.title or build.name) if build is not None else ""

    def _run_button(self, build: str, run: BuildRun) -> QToolButton:
        button = QToolButton()
        button.setProperty("flat", True)
        button.setProperty("small", True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        states = {"done": ("check", Tone.GOOD), "failed": ("cross", Tone.BAD), "running": ("rollout", Tone.BUSY)}
        name, tone = states.get(run.outcome.value, ("stop", Tone.IDLE))
        button.setIcon(icon(name, ink(tone)))
        age = ago(self._bench.clock.now(), run.ended or run.started)
        button.setText(f"{run.tag}   {age}")
        parts = (run.tag, run.description, run.by, short_digest(run.digest), date_and_time(run.ended))
        button.setToolTip(plain_tip("\n".join(part for part in parts if part)))
        button.setAccessibleName(tr("Details", "Log of {tag}", tag=run.tag))
        button.clicked.connect(lambda: self.viewLog.emit(build, run))
        return button
