"""Colours of terminals on the grounds of both looks can be read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop_pipeline.domain.terminal import Style, of_256
from desktop_pipeline.ui.logs.log_table import text_format
from desktop_pipeline.ui.theme import DARK, LIGHT, Look, theme
from tests.ui.test_pictures import contrast


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_terminal_colours_can_be_read(qtbot, look):
    theme().apply(Look.DARK if look is DARK else Look.LIGHT)
    try:
        for ground in (look.base, look.select):
            inks = [text_format(Style(n, faint=faint), ground).foreground().color() for n in range(16) for faint in (False, True)]
            inks += [text_format(Style(of_256(n)), ground).foreground().color() for n in range(16, 256)]
            assert min(contrast(ink.name(), ground) for ink in inks) >= 4.5
        for own in [*range(16), *map(of_256, range(16, 256))]:
            for style in (Style(None, own), Style(1, own), Style(own, None, inverse=True), Style(own, own)):
                made = text_format(style, look.base)
                below = made.background().color().name() if made.background().style() != Qt.BrushStyle.NoBrush else look.base
                assert contrast(made.foreground().color().name(), below) >= 4.5, (style, below)
    finally:
        theme().apply(Look.LIGHT)
