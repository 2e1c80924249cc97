"""The lines of the batch sheet: workloads, what changes in each, and what pre-flight says to it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_pipeline.domain.changes import Commits, Direction
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.images import short_digest
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import build_step_id, job_step_id
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.undo import version_in
from desktop_pipeline.domain.workloads import Container, RowKey, WorkloadKey
from desktop_pipeline.services.preflight import Finding, LeftOut, Level, Report
from desktop_pipeline.ui.changes_words import direction_words, look_of
from desktop_pipeline.ui.pipeline.cells import mode_word
from desktop_pipeline.ui.runs.sheet_changes import Found
from desktop_pipeline.ui.texts import ago, text, tr
from desktop_pipeline.ui.theme import KIND_ICONS, Tone, colour, ground, ink, scaled_font
from desktop_pipeline.ui.widgets import paint
from desktop_pipeline.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
LINE = int(Qt.ItemDataRole.UserRole)
LEVELS = {Level.RED: (Tone.BAD, "error"), Level.AMBER: (Tone.WARN, "warning"), Level.INFO: (Tone.IDLE, "info")}


_TOLD = {
    "recovery.puts_back": ("warning", Tone.WARN), "recovery.goes_back": ("undo", Tone.WARN),
    "recovery.may_go_back": ("undo", Tone.WARN),
    "recovery.only_followed": ("eye", Tone.IDLE), "recovery.built_already": ("check", Tone.IDLE),
    "retry.put_back": ("undo", Tone.IDLE)}
"""How what is to be known besides looks, by code."""


class Sort(IntEnum):
    WORKLOAD = 0
    CHANGE = 1
    FINDING = 2
    JOB = 3
    """A container of a job that is started."""
    WAVE = 4
    """A heading in the order: a wave, or a pause for a person."""


@dataclass(frozen=True, slots=True)
class Line:
    sort: Sort
    title: str
    before: str = ""
    after: str = ""
    detail: str = ""
    kept: bool = False
    icon: str = ""
    tone: Tone = Tone.IDLE
    blocked: bool = False
    left_out: bool = False
    """It cannot run either, because of what it needs."""
    brings: str = ""
    """Its way in the history of the code; it stands out with `alarm`."""
    alarm: bool = False
    whole: bool = False
    """It is about the whole run, not about the workload above it."""

    @property
    def said(self) -> str:
        if self.sort is Sort.CHANGE:
            kept = tr("Sheet", "from an earlier start") if self.kept else ""
            words = tr("Sheet", "{container}: from {before} to {after}", container=self.title, before=self.before, after=self.after)
            return ", ".join(part for part in (words, self.brings, self.detail, kept) if part)
        if self.sort is Sort.JOB:
            return f"{self.title}: {self.after}, {self.detail}"
        blocked = tr("Sheet", "cannot run") if self.blocked else tr("Sheet", "left out") if self.left_out else ""
        return ", ".join(part for part in (self.title, self.detail, blocked) if part)


def _finding(finding: Finding) -> Line:
    tone, icon = LEVELS[finding.level]
    named = finding.message.argument("container") == finding.container  # the sentence says itself which container it is about
    title = f"{finding.container}: {text(finding.message)}" if finding.container and not named else text(finding.message)
    return Line(Sort.FINDING, title, icon=icon, tone=tone, whole=not finding.step)


def _left(why: Message, title: str = "") -> Line:
    words = text(why)
    words = f"{title}: {words}" if title else words[:1].upper() + words[1:]
    return Line(Sort.FINDING, words, icon="skip", tone=Tone.WARN, whole=bool(title))


def _change(row: RowChange, now: float, brings: Commits | None) -> Line:
    made = tr("Sheet", "chosen {age}", age=ago(now, row.made_at)) if row.made_at is not None else ""
    digest = short_digest(row.digest) if row.exact else ""
    target = tr("Sheet", "new image of “{build}”", build=row.build) if row.build else row.tag or digest
    way = "" if not row.restore else tr("Sheet", "by digest") if row.by_digest else tr("Sheet", "exactly as it was written")
    exact = tr("Sheet", "exactly the image {digest}", digest=digest) if digest else ""
    told = direction_words(brings) if brings is not None and brings.direction is not Direction.UNKNOWN else ""
    return Line(Sort.CHANGE, row.container, row.shown_from, target, " · ".join(part for part in (
        way or (mode_word(row.mode) if row.mode is not Mode.TAG else ""), exact, made) if part), row.kept, brings=told,
        alarm=brings is not None and brings.alarming, icon=look_of(brings)[1] if brings is not None else "")


def _ordered(plan: Plan) -> Iterator[Line | WorkloadStep]:
    """The steps as they come; with a heading for each wave, and the pauses between them, where the plan has such."""
    pauses = sorted(plan.pauses, key=lambda pause: pause.after_wave)
    waves = sorted({step.wave for step in plan.steps})

    def pause_lines(before: float) -> Iterator[Line]:
        while pauses and pauses[0].after_wave < before:
            words = pauses.pop(0).text
            yield Line(Sort.WAVE, tr("Sheet", "Pause: {text}", text=words) if words else tr("Sheet", "Pause for a person"), icon="pause")

    for wave in waves:
        yield from pause_lines(wave)
        if len(waves) > 1 or plan.pauses:
            yield Line(Sort.WAVE, tr("Sheet", "Wave {n}", n=wave))
        yield from (step for step in plan.steps if step.wave == wave)
    yield from pause_lines(math.inf)


def _waiting(report: Report | None) -> Mapping[str, LeftOut]:
    """What cannot run either when the rest is run without what is blocked, and what was left out before; by ids of steps."""
    if report is None or "" in report.blocked():
        return {}
    return report.without_blocked()[1]


def lines_of(
    plan: Plan, report: Report | None, now: float, left_out: tuple[tuple[RowKey, Message], ...] = (),
    images: Mapping[WorkloadKey, tuple[Container, ...]] | None = None, brings: Found | None = None, told: tuple[Message, ...] = (),
) -> list[Line]:
    """Findings of the whole plan first, then builds, then each workload with its changes and findings; then what was chosen and cannot run.

    `images`: what the jobs that are started will run. `brings`: what is known of the commits of the rows.
    `told`: what is to be known besides.
    """
    findings = report.findings if report is not None else ()
    blocked = report.blocked() if report is not None else frozenset()
    waiting = _waiting(report)
    lines = [_finding(finding) for finding in findings if not finding.step]
    for name in plan.builds():
        step = build_step_id(name)
        lines.append(Line(Sort.WORKLOAD, tr("Sheet", "Build “{build}”", build=name), icon="build", blocked=step in blocked))
        lines += [_finding(finding) for finding in findings if finding.step == step]
    for step_ in _ordered(plan):
        if isinstance(step_, Line):
            lines.append(step_)
            continue
        key, left = step_.key, step_.id in waiting and step_.id not in blocked
        place = f"{key.cluster} / {key.namespace} · {key.kind.value}"
        place += f" · {tr('Sheet', 'after {steps}', steps=', '.join(step_.after))}" if step_.after else ""
        lines.append(Line(Sort.WORKLOAD, key.name, detail=place, icon=KIND_ICONS[key.kind], blocked=step_.id in blocked, left_out=left))
        lines += [_left(waiting[step_.id].why)] if left else []
        lines += [_change(row, now, (brings or {}).get((step_.id, row.container))) for row in step_.rows]
        lines += [_finding(finding) for finding in findings if finding.step == step_.id]
    for key in plan.start_jobs:
        job = job_step_id(key)
        place = f"{key.cluster} / {key.namespace} · {tr('Sheet', 'a job is started now')}"
        lines.append(Line(Sort.WORKLOAD, key.name, detail=place, icon=KIND_ICONS[key.kind], blocked=job in blocked))
        lines += [Line(Sort.JOB, item.name, after=version_in(item.image), detail=item.image.partition("@")[0])
                  for item in (images or {}).get(key, ())]
        lines += [_finding(finding) for finding in findings if finding.step == job]
    inside = {step.id for step in plan.steps}
    lines += [_left(found.why, found.title) for step, found in waiting.items() if step not in inside and step not in blocked]
    for row, why in left_out:
        words = tr("Sheet", "{workload} / {container}: chosen, but not part of this run. {why}", workload=row.workload.name,
                   container=row.container, why=text(why))
        lines.append(Line(Sort.FINDING, words, icon="skip", tone=Tone.WARN, whole=True))
    for message in told:
        symbol, tone = _TOLD.get(message.code, ("skip", Tone.IDLE))
        lines.append(Line(Sort.FINDING, text(message), icon=symbol, tone=tone, whole=True))
    return lines


class SheetModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show_lines(self, lines: list[Line]) -> None:
        if [(line.sort, line.title) for line in lines] == [(line.sort, line.title) for line in self.lines]:
            self.lines = lines  # the same lines with more in them: nobody loses the place
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.said
        return plain_tip(line.said) if role == Qt.ItemDataRole.ToolTipRole else None


def sheet_list(model: SheetModel, parent: QWidget) -> QListView:
    """The list that shows the lines of a sheet."""
    shown = QListView(parent)
    shown.setAccessibleName(tr("Sheet", "What will change"))
    shown.setModel(model)
    shown.setItemDelegate(SheetDelegate(shown))
    shown.setResizeMode(QListView.ResizeMode.Adjust)
    shown.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    shown.setSelectionMode(QListView.SelectionMode.NoSelection)
    return shown


class SheetDelegate(QStyledItemDelegate):
    """Headers of workloads, from → to, and findings in their colour. Findings may need more than one line."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: Line = index.data(LINE)
        if line.sort is not Sort.FINDING:
            return QSize(200, 30 if line.sort is Sort.WORKLOAD else 26)
        width = max(200, self._view.viewport().width() - 84)
        box = option.fontMetrics.boundingRect(QRect(0, 0, width, 1000), int(Qt.TextFlag.TextWordWrap), line.title)
        return QSize(200, box.height() + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(LINE)
        rect = option.rect
        painter.save()
        if line.sort is Sort.WORKLOAD:
            self._workload(painter, rect, line, option)
        elif line.sort is Sort.JOB:
            name = QRect(rect.left() + 34, rect.top(), (rect.width() - 44) * 20 // 100, rect.height())
            paint.elided(painter, name, line.title, colour("text"))
            where = rect.adjusted(34 + name.width() + 8, 0, -12, 0)
            paint.elided(painter, where, f"{line.after}   {line.detail}", colour("text"), middle=True)
        elif line.sort is Sort.WAVE:
            self._wave(painter, rect, line, option)
        elif line.sort is Sort.CHANGE:
            self._change(painter, rect, line, option)
        else:
            box = rect.adjusted(10 if line.whole else 32, 2, -12, -2)
            paint.rounded(painter, box, ground(line.tone))
            paint.picture(painter, line.icon, QRect(box.left() + 6, box.top() + 3, 16, 18), ink(line.tone), 14)
            painter.setPen(ink(line.tone))
            painter.drawText(box.adjusted(28, 4, -6, -4), int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter), line.title)
        painter.restore()

    @staticmethod
    def _workload(painter: QPainter, rect: QRect, line: Line, option: QStyleOptionViewItem) -> None:
        painter.fillRect(rect.adjusted(0, 2, 0, 0), colour("raised"))
        paint.picture(painter, line.icon, QRect(rect.left() + 10, rect.top(), 16, rect.height()), colour("muted"), 14)
        used = paint.elided(painter, rect.adjusted(34, 0, -200, 0), line.title, colour("text"), scaled_font(option.font, 1.0, bold=True))
        paint.elided(painter, rect.adjusted(34 + used + 12, 0, -110, 0), line.detail, colour("muted"), scaled_font(option.font, 0.9))
        if line.blocked or line.left_out:
            words = tr("Sheet", "cannot run") if line.blocked else tr("Sheet", "left out")
            width = paint.badge_width(painter.fontMetrics(), words)
            badge = QRect(rect.right() - width - 12, rect.top() + 6, width, 20)
            paint.badge(painter, badge, words, Tone.BAD if line.blocked else Tone.WARN, "cross" if line.blocked else "skip")

    @staticmethod
    def _wave(painter: QPainter, rect: QRect, line: Line, option: QStyleOptionViewItem) -> None:
        left = 10
        if line.icon:
            paint.picture(painter, line.icon, QRect(rect.left() + left, rect.top(), 16, rect.height()), ink(Tone.WARN), 14)
            left = 34
        tint = ink(Tone.WARN) if line.icon else colour("muted")
        used = paint.elided(painter, rect.adjusted(left, 0, -12, 0), line.title, tint, scaled_font(option.font, 0.9, bold=True))
        painter.setPen(colour("border_soft"))
        painter.drawLine(rect.left() + left + used + 10, rect.center().y(), rect.right() - 12, rect.center().y())

    @staticmethod
    def _change(painter: QPainter, rect: QRect, line: Line, option: QStyleOptionViewItem) -> None:
        unit = rect.width() - 44
        name, before = QRect(rect.left() + 34, rect.top(), unit * 20 // 100, rect.height()), unit * 18 // 100
        paint.elided(painter, name, line.title, colour("text"))
        start = QRect(name.right() + 8, rect.top(), before, rect.height())
        paint.elided(painter, start, line.before, colour("muted"), middle=True)
        paint.elided(painter, QRect(start.right() + 4, rect.top(), 20, rect.height()), "→", colour("muted"))
        right = rect.right() - 12
        painter.setFont(scaled_font(option.font, 0.9))
        if line.kept:
            words = tr("Sheet", "from an earlier start")
            width = paint.badge_width(painter.fontMetrics(), words)
            paint.badge(painter, QRect(right - width, rect.top() + 4, width, 18), words, Tone.WARN, "clock")
            right -= width + 8
        if line.alarm:
            width = paint.badge_width(painter.fontMetrics(), line.brings)
            paint.badge(painter, QRect(right - width, rect.top() + 4, width, 18), line.brings, Tone.WARN, line.icon)
            right -= width + 8
        begin, small = start.right() + 28, painter.fontMetrics()
        bold = QFontMetrics(scaled_font(option.font, 1.0, bold=True)).horizontalAdvance(line.after)
        room = right - begin - min(bold, unit * 24 // 100) - 14
        said = line.detail  # how old the choice is must be read; what the row brings where there is room, going back before all
        if line.alarm:
            said = said if small.horizontalAdvance(said) <= room else ""
        elif line.brings and small.horizontalAdvance(f"{line.brings} · {said}") <= room:
            said = " · ".join(part for part in (line.brings, said) if part)
        wanted = small.horizontalAdvance(said) + 12
        to = QRect(begin, rect.top(), max(unit * 14 // 100, min(unit * 24 // 100, right - wanted - begin)), rect.height())
        paint.elided(painter, to, line.after, colour("text"), scaled_font(option.font, 1.0, bold=True), middle=True)
        painter.setFont(scaled_font(option.font, 0.9))
        detail = QRect(to.right() + 8, rect.top(), right - to.right() - 8, rect.height())
        paint.elided(painter, detail, said, colour("muted"), right=True)
