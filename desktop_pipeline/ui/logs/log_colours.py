"""The colours of terminals on the grounds of the theme: always with enough contrast to be read."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor

from desktop_pipeline.domain.terminal import Colour
from desktop_pipeline.ui import theme

CONTRAST = 4.5
"""The least for writing: WCAG 2.2, 1.4.3."""
# black, red, green, yellow, blue, magenta, cyan, white; then the bright ones
LIGHT = ("#1c2230", "#b3261e", "#12703a", "#7d5200", "#1d56b8", "#8a2f96", "#0b6872", "#565f6e",
         "#5b6474", "#c0291f", "#0f7337", "#855600", "#2460cc", "#9c36a8", "#0a6c77", "#4a5260")
DARK = ("#8f99a8", "#ff9189", "#6fd398", "#e6bd58", "#84b1ff", "#dc9df0", "#5fcbd8", "#c9d0da",
        "#a0a9b8", "#ffaaa3", "#8be3ae", "#f5d375", "#a3c5ff", "#e9b5f8", "#83e0eb", "#ffffff")


def named(colour: Colour) -> str:
    """The colour in the present look, before it is made readable; `#rrggbb`."""
    if isinstance(colour, int):
        return (DARK if theme.colours().dark else LIGHT)[colour]
    return "#{:02x}{:02x}{:02x}".format(*colour)


@lru_cache(maxsize=4096)
def readable(ink: str, ground: str) -> QColor:
    """The colour, made lighter or darker until it has the least contrast to its ground."""
    colour, below = QColor(ink), luminance(QColor(ground))
    step = 4 if _contrast(1.0, below) >= _contrast(0.0, below) else -4
    hue, saturation, lightness = colour.hslHue(), colour.hslSaturation(), colour.lightness()
    while _contrast(luminance(colour), below) < CONTRAST and 0 < lightness + step < 255:
        lightness += step
        colour = QColor(QColor.fromHsl(hue, saturation, lightness).rgb())  # in the 256 steps that are drawn
    if _contrast(luminance(colour), below) < CONTRAST:
        return QColor("#ffffff" if step > 0 else "#000000")
    return colour


def mixed(one: str, other: str, part: float) -> str:
    """`part` (0 to 1) of the first, the rest of the second."""
    first, second = QColor(one), QColor(other)
    channels = zip((first.red(), first.green(), first.blue()), (second.red(), second.green(), second.blue()), strict=True)
    return "#{:02x}{:02x}{:02x}".format(*(round(a * part + b * (1 - part)) for a, b in channels))


def luminance(colour: QColor) -> float:
    """Relative luminance, 0 to 1: WCAG 2.2, glossary."""
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
                        for channel in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
