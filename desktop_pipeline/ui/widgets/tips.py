"""Tooltips with texts of others: what servers, plans and people say is no markup."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt


def wrapped(words: str) -> str:
    """A tooltip that breaks its lines where the screen ends."""
    return f'<span style="white-space: pre-wrap">{escape(words, quote=False)}</span>'


def plain_tip(words: str) -> str:
    """A tooltip that shows just these words; Qt takes what looks like markup for such, and reads the files that are named there."""
    return wrapped(words) if Qt.mightBeRichText(words) else words
