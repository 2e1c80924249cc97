"""The picture of a plan's order: a bar for each step along the time it would be at work, the critical path marked."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from desktop_pipeline.domain.order import Forecast, build_step_id, job_step_id
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.services.time_words import hour
from desktop_pipeline.ui.texts import duration, tr, trn
from desktop_pipeline.ui.theme import KIND_ICONS, Tone, colour, ground, ink, scaled_font, theme
from desktop_pipeline.ui.widgets import paint

LINE, AXIS, EDGE = 24, 26, 10
"""Heights of a line and of the times above, and the room at the sides, in pixels."""
_PATH = 6
"""So many steps of the critical path are named; the picture has them all."""
_NICE = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 4 * 3600, 12 * 3600, 24 * 3600)
"""Seconds between two times of the axis."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A step in the picture; times in seconds from the beginning. `wave` -1: a build or job, which no wave holds back."""

    id: str
    label: str
    icon: str
    start: float
    end: float
    wave: int = -1
    critical: bool = False
    guessed: bool = False
    pause: bool = False

    @property
    def said(self) -> str:
        if self.pause:
            return tr("Order", "Pause at {start}: {text}", start=duration(self.start), text=self.label)
        parts = [tr("Order", "{name}: from {start} to {end}", name=self.label, start=duration(self.start), end=duration(self.end))]
        parts += [tr("Order", "wave {n}", n=self.wave)] if self.wave >= 0 else []
        parts += [tr("Order", "on the critical path")] if self.critical else []
        parts += [tr("Order", "no former duration is known")] if self.guessed else []
        return ", ".join(parts)


def bars_of(plan: Plan, forecast: Forecast) -> list[Bar]:
    """The steps in the order in which they would begin."""
    made: list[Bar] = []
    several = len({step.key[:2] for step in plan.steps}) > 1

    def add(step: str, label: str, icon: str, wave: int = -1, *, pause: bool = False) -> None:
        span, critical = forecast.spans[step], step in forecast.critical and not pause
        made.append(Bar(step, label, icon, span.start, span.end, wave, critical, step in forecast.guessed, pause))

    for name in plan.builds():
        add(build_step_id(name), tr("Order", "Build {name}", name=name), "build")
    for pause in plan.pauses:
        add(pause.id, pause.text or tr("Order", "Go on?"), "pause", pause.after_wave, pause=True)
    for step in plan.steps:
        place = f" · {step.key.cluster} / {step.key.namespace}" if several else ""
        add(step.id, step.key.name + place, KIND_ICONS[step.key.kind], step.wave)
    for key in plan.start_jobs:
        add(job_step_id(key), tr("Order", "Job of {name}", name=key.name), "job")
    return sorted(made, key=lambda bar: (bar.start, bar.end, bar.wave))


def total_of(plan: Plan, forecast: Forecast, now: float) -> str:
    """What the picture comes to: how long, until when if it begins `now` (an epoch time), and why."""
    end = hour(now + forecast.seconds)
    words = [tr("Order", "{time} in all, begun now it would end at {end}", time=duration(forecast.seconds), end=end)]
    if plan.pauses:
        words.append(trn("Order", "{n} pause, not counted", "{n} pauses, not counted", len(plan.pauses)))
    if forecast.guessed:
        words.append(trn("Order", "{n} step has no former duration: a minute is assumed",
                         "{n} steps have no former duration: a minute each is assumed", len(forecast.guessed)))
    path = [bar.label for bar in bars_of(plan, forecast) if bar.critical]
    lines = [" · ".join(words)]
    if len(path) > 1:
        shown = path if len(path) <= _PATH else [*path[:_PATH // 2], "…", *path[-_PATH // 2:]]
        lines.append(tr("Order", "Critical path: {steps}", steps=" → ".join(shown)))
    return "\n".join(lines)


class OrderPicture(QWidget):
    """Paints bars; says the same to a screen reader as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: list[Bar] = []
        self._seconds = 0.0
        self._widest = 0
        self.setAccessibleName(tr("Order", "Picture of the order"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme().changed.connect(self.update)

    def show_plan(self, plan: Plan, forecast: Forecast | None) -> None:
        """Show a plan; without a forecast (its order has mistakes) nothing."""
        self.bars = bars_of(plan, forecast) if forecast is not None else []
        self._seconds = forecast.seconds if forecast is not None else 0.0
        metrics = QFontMetrics(scaled_font(self.font(), 1.0, bold=True))
        self._widest = max((metrics.horizontalAdvance(bar.label) for bar in self.bars if not bar.pause), default=0) + 34
        self.setAccessibleDescription("\n".join(bar.said for bar in self.bars))
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, AXIS + LINE * len(self.bars) + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    # ---- geometry --------------------------------------------------------------------------------------------------

    def _label_width(self) -> int:
        return min(self._widest, max(110, self.width() * 2 // 5))

    def _at(self, seconds: float) -> float:
        left = EDGE + self._label_width()
        room = max(20, self.width() - left - EDGE - 44)  # the last time stands behind its bar
        return left + room * (seconds / self._seconds if self._seconds else 0.0)

    def bar_rect(self, number: int) -> QRectF:
        """Where the bar of a line is."""
        bar = self.bars[number]
        left, right = self._at(bar.start), self._at(bar.end)
        return QRectF(left, AXIS + number * LINE + 4, max(3.0, right - left), LINE - 8)

    def bar_at(self, point: QPoint) -> Bar | None:
        number = (point.y() - AXIS) // LINE
        return self.bars[number] if point.y() >= AXIS and number < len(self.bars) else None

    # ---- painting --------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            bar = self.bar_at(event.pos())
            QToolTip.showText(event.globalPos(), bar.said if bar is not None else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("base"))
        if self.bars:
            self._axis(painter)
            first, last = (event.rect().top() - AXIS) // LINE, (event.rect().bottom() - AXIS) // LINE
            for number, bar in enumerate(self.bars):
                if bar.pause or first <= number <= last:  # the line of a pause goes through all
                    self._line(painter, number, bar)
        painter.end()

    def _axis(self, painter: QPainter) -> None:
        painter.setFont(scaled_font(self.font(), 0.85))
        wide = painter.fontMetrics().horizontalAdvance("00:00:00")
        room = self._at(self._seconds) - self._at(0)
        every = next((step for step in _NICE if self._seconds and room * step / self._seconds >= wide), _NICE[-1])
        at = 0.0
        while at <= self._seconds:
            x = round(self._at(at))
            painter.setPen(QPen(colour("border_soft"), 1))
            painter.drawLine(x, AXIS - 6, x, self.height())
            painter.setPen(colour("muted"))
            painter.drawText(QRect(x - wide // 2, 0, wide, AXIS - 8), Qt.AlignmentFlag.AlignCenter, duration(at))
            at += every

    def _line(self, painter: QPainter, number: int, bar: Bar) -> None:
        top, font = AXIS + number * LINE, scaled_font(self.font(), 1.0, bold=bar.critical)
        if number and bar.wave > self.bars[number - 1].wave >= 0:
            painter.setPen(QPen(colour("border"), 1))
            painter.drawLine(EDGE, top, self.width() - EDGE, top)
        if bar.pause:
            self._pause(painter, top, bar)
            return
        tint = colour("text") if bar.critical else colour("muted")
        paint.picture(painter, bar.icon, QRect(EDGE, top, 16, LINE), tint, 14)
        paint.elided(painter, QRect(EDGE + 22, top, self._label_width() - 30, LINE), bar.label, tint, font)
        rect = self.bar_rect(number)
        fill, edge = (colour("accent"), None) if bar.critical else (ground(Tone.BUSY), ink(Tone.BUSY))
        paint.rounded(painter, rect, fill, edge, 3)
        if bar.guessed:  # not known: hatched, and with a question mark
            painter.fillRect(rect.adjusted(1, 1, -1, -1), QBrush(QColor(colour("base")), Qt.BrushStyle.BDiagPattern))
        words = duration(bar.end - bar.start) + (" ?" if bar.guessed else "")
        painter.setFont(scaled_font(self.font(), 0.85))
        wide = painter.fontMetrics().horizontalAdvance(words) + 8
        if rect.width() > wide and not bar.guessed:
            inside = rect.toRect().adjusted(5, 0, 0, 0)
            paint.elided(painter, inside, words, colour("accent_text") if bar.critical else ink(Tone.BUSY))
        else:
            paint.elided(painter, QRect(round(rect.right()) + 4, top, wide, LINE), words, colour("muted"))

    def _pause(self, painter: QPainter, top: int, bar: Bar) -> None:
        """A line across at the moment of the question, and its text."""
        x = round(self._at(bar.start))
        painter.setPen(QPen(ink(Tone.WARN), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(x, AXIS - 4, x, self.height())
        painter.setFont(scaled_font(self.font(), 0.9))
        wide = min(self.width() - 2 * EDGE, paint.badge_width(painter.fontMetrics(), bar.label) + 4)
        left = max(EDGE, min(x + 6, self.width() - EDGE - wide))
        paint.badge(painter, QRect(left, top + 3, wide, LINE - 6), bar.label, Tone.WARN, "pause")


class OrderView(QScrollArea):
    """The picture, scrolled where it is longer than its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = OrderPicture(self)
        self.setWidget(self.picture)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.picture.accessibleName())
        self.setMinimumHeight(90)

    def show_plan(self, plan: Plan, forecast: Forecast | None) -> None:
        self.picture.show_plan(plan, forecast)
        self.setAccessibleDescription(self.picture.accessibleDescription())
