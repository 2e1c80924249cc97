"""How the program looks: Fusion with own light and dark palettes, colours of states, spacing, icons tinted from the palette."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import shiboken6
from PySide6.QtCore import QByteArray, QFile, QIODevice, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.workloads import Kind, Status
from desktop_pipeline.domain.workspace import Protection

try:  # made by the build backend; without it the program runs, but has no pictures
    from desktop_pipeline.ui.forms import resources_rc  # noqa: F401  # importing it registers the pictures with Qt
except ImportError:
    pass

GAP_SMALL, GAP, GAP_LARGE = 4, 8, 16
HOVER, PRESSED = 112, 125
"""How much darker a strong button is below the mouse, and when pressed, for QColor.darker: writing on it keeps its contrast."""
RADIUS = 4
ICON = 16
CONTROL = 26
"""Height of a control in a grid cell, in pixels that do not depend on the device."""


class Look(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """What a state means to the eye; always beside an icon and a word."""

    GOOD = "good"
    BUSY = "busy"
    WARN = "warn"
    BAD = "bad"
    IDLE = "idle"
    MARK = "mark"
    """A stage that will run."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Writing and ground of a badge."""

    ink: str
    ground: str


@dataclass(frozen=True, slots=True)
class Colours:
    dark: bool
    window: str
    panel: str
    base: str
    raised: str
    text: str
    muted: str
    faint: str
    border: str
    border_soft: str
    accent: str
    accent_text: str
    link: str
    select: str
    hover: str
    field: str
    tones: dict[Tone, Pair]

    def tone(self, tone: Tone) -> Pair:
        return self.tones[tone]


LIGHT = Colours(
    dark=False, window="#f3f4f7", panel="#f8f9fb", base="#ffffff", raised="#eef0f4", text="#1c2230", muted="#5b6474", faint="#848d9c",
    border="#cdd3dc", border_soft="#e3e7ed", accent="#2563c9", accent_text="#ffffff", link="#1d56b8", select="#dce8fb", hover="#f1f5fc",
    field="#ffffff",
    tones={
        Tone.GOOD: Pair("#12703a", "#ddf3e4"), Tone.BUSY: Pair("#1d56b8", "#dfeafc"), Tone.WARN: Pair("#8a5200", "#fdeecb"),
        Tone.BAD: Pair("#b3261e", "#fbe1df"), Tone.IDLE: Pair("#5b6474", "#e9ecf1"), Tone.MARK: Pair("#ffffff", "#c8452f"),
    },
)
DARK = Colours(
    dark=True, window="#1b1e24", panel="#20242b", base="#16191e", raised="#262b33", text="#e4e7ec", muted="#a0a9b8", faint="#747e8e",
    border="#3b424d", border_soft="#2b3039", accent="#3371de", accent_text="#ffffff", link="#84b1ff", select="#24395c", hover="#1f252e",
    field="#1d2128",
    tones={
        Tone.GOOD: Pair("#6fd398", "#173425"), Tone.BUSY: Pair("#8db8ff", "#1b3052"), Tone.WARN: Pair("#f2c14e", "#3d3011"),
        Tone.BAD: Pair("#ff9189", "#472120"), Tone.IDLE: Pair("#a0a9b8", "#2b3039"), Tone.MARK: Pair("#ffffff", "#c04a33"),
    },
)


class Theme(QObject):
    """The look in force. One per program, made by `theme()`."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.look = Look.SYSTEM
        self.colours = LIGHT
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)

    def apply(self, look: Look | None = None) -> None:
        """Use a look from now on; None = the present one again."""
        self.look = look or self.look
        dark = self.look is Look.DARK or (self.look is Look.SYSTEM and self._system_is_dark())
        self.colours = DARK if dark else LIGHT
        if self._app.style().objectName().lower() != "fusion":
            self._app.setStyle(QStyleFactory.create("Fusion"))
        self._app.setPalette(_palette(self.colours))
        self._app.setStyleSheet(_style_sheet(self.colours))
        self.changed.emit()

    def _follow(self) -> None:
        if self.look is Look.SYSTEM:
            self.apply()

    @staticmethod
    def _system_is_dark() -> bool:
        return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


_themes: list[Theme] = []
"""The one that was made last: painting asks for it hundreds of times."""


def theme() -> Theme:
    """The theme of the running program."""
    if _themes and shiboken6.isValid(_themes[0]):
        return _themes[0]
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    _themes[:] = [Theme(app)]
    return _themes[0]


def colours() -> Colours:
    return theme().colours


def colour(name: str) -> QColor:
    """A colour of the present look by its field name."""
    return QColor(getattr(colours(), name))


def ink(tone: Tone) -> QColor:
    return QColor(colours().tone(tone).ink)


def ground(tone: Tone) -> QColor:
    return QColor(colours().tone(tone).ground)


# ---- fonts -------------------------------------------------------------------------------------------------------------------------------


def scaled_font(font: QFont, factor: float = 1.0, *, bold: bool = False) -> QFont:
    """A copy in another size; works for fonts set in points and in pixels."""
    copy = QFont(font)
    if font.pointSizeF() > 0:
        copy.setPointSizeF(font.pointSizeF() * factor)
    else:
        copy.setPixelSize(max(1, round(font.pixelSize() * factor)))
    if bold:
        copy.setWeight(QFont.Weight.DemiBold)
    return copy


def fixed_font() -> QFont:
    """The system's font for logs and digests."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(QApplication.font().pointSizeF() * 0.95)
    return font


# ---- icons -------------------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _read(path: str) -> bytes:
    """A file of the resources; empty when they were not made."""
    file = QFile(path)
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        return b""
    try:
        return bytes(file.readAll().data())
    finally:
        file.close()


@lru_cache(maxsize=2048)
def _pixmap(name: str, size: int, tint: str, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    source = _read(f":/icons/{name}.svg").replace(b"currentColor", tint.encode())
    if source:
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        QSvgRenderer(QByteArray(source)).render(painter, QRectF(pixmap.rect()))
        painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, size: int = ICON, tint: QColor | str | None = None, ratio: float = 1.0) -> QPixmap:
    """A picture by name, tinted (default: the colour of text), for a device pixel ratio."""
    colour_name = QColor(tint).name() if tint is not None else colours().text
    return _pixmap(name, size, colour_name, ratio)


def icon(name: str, tint: QColor | str | None = None) -> QIcon:
    """An icon in the usual sizes and ratios, with a paler one for what is off. Ask again after `Theme.changed`."""
    return QIcon(_icon(name, QColor(tint).name() if tint is not None else colours().text, colours().faint))


@lru_cache(maxsize=512)
def _icon(name: str, tint: str, faint: str) -> QIcon:
    result = QIcon()
    for size in (ICON, 24, 32):
        for ratio in (1.0, 2.0):
            result.addPixmap(_pixmap(name, size, tint, ratio), QIcon.Mode.Normal)
            result.addPixmap(_pixmap(name, size, faint, ratio), QIcon.Mode.Disabled)
    return result


def app_icon() -> QIcon:
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128):
        result.addPixmap(pixmap("app", size))
    return result


# ---- what things look like ---------------------------------------------------------------------------------------------------------------


KIND_ICONS = {
    Kind.DEPLOYMENT: "deployment", Kind.STATEFUL_SET: "stateful-set", Kind.DAEMON_SET: "daemon-set", Kind.CRON_JOB: "cron-job",
    Kind.JOB: "job",
}
STATUS_LOOKS: dict[Status, tuple[Tone, str]] = {
    Status.RUNNING: (Tone.GOOD, "check"), Status.UPDATING: (Tone.BUSY, "rollout"), Status.DEGRADED: (Tone.WARN, "warning"),
    Status.FAILED: (Tone.BAD, "cross"), Status.PAUSED: (Tone.WARN, "pause"), Status.MANUAL: (Tone.WARN, "clock"),
    Status.STOPPED: (Tone.IDLE, "stop"), Status.SUSPENDED: (Tone.IDLE, "pause"), Status.SCHEDULED: (Tone.IDLE, "clock"),
    Status.JOB: (Tone.IDLE, "job"), Status.DELETING: (Tone.BAD, "delete"),
}
STATE_LOOKS: dict[State, tuple[Tone, str]] = {
    State.PENDING: (Tone.IDLE, "clock"), State.RUNNING: (Tone.BUSY, "rollout"), State.DONE: (Tone.GOOD, "check"),
    State.NOT_STARTED: (Tone.GOOD, "pause"), State.FAILED: (Tone.BAD, "cross"), State.SUPERSEDED: (Tone.WARN, "skip"),
    State.TIMED_OUT: (Tone.BAD, "clock"), State.UNKNOWN: (Tone.WARN, "question"), State.CANCELLED: (Tone.IDLE, "stop"),
    State.SKIPPED: (Tone.IDLE, "skip"),
}
PROTECTION_TONES = {
    Protection.OPEN: Tone.IDLE, Protection.CONFIRM: Tone.WARN, Protection.TYPE_NAME: Tone.BAD, Protection.READ_ONLY: Tone.IDLE,
}


def _palette(look: Colours) -> QPalette:
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for name, value in (
        (role.Window, look.window), (role.WindowText, look.text), (role.Base, look.base), (role.AlternateBase, look.panel),
        (role.Text, look.text), (role.Button, look.raised), (role.ButtonText, look.text), (role.BrightText, look.tone(Tone.BAD).ink),
        (role.Highlight, look.accent), (role.HighlightedText, look.accent_text), (role.Link, look.link), (role.LinkVisited, look.link),
        (role.ToolTipBase, look.raised), (role.ToolTipText, look.text), (role.PlaceholderText, look.faint), (role.Light, look.raised),
        (role.Midlight, look.border_soft), (role.Mid, look.border), (role.Dark, look.border), (role.Shadow, "#000000"),
        (role.Accent, look.accent),
    ):
        palette.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, name, QColor(look.faint))
    palette.setColor(group.Disabled, role.Highlight, QColor(look.border))
    return palette


def _style_sheet(look: Colours) -> str:
    bad = look.tone(Tone.BAD)
    hover = QColor(look.accent).darker(HOVER).name()
    extra = {"border_strong": look.faint, "accent_hover": hover, "bad_ink": bad.ink, "bad_ground": bad.ground}

    def value(match: re.Match[str]) -> str:
        return extra.get(match[1]) or str(getattr(look, match[1]))

    return re.sub(r"@([a-z_]+)", value, _read(":/style.qss").decode())
