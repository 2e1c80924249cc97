"""A control that is off says why: to the eye by its tooltip, to a screen reader by its description."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_pipeline.ui.widgets.tips import plain_tip


def switch(control: QWidget, why_not: str, does: str = "") -> None:
    """On without a reason against it; `does` is the tooltip while it is on."""
    control.setEnabled(not why_not)
    control.setToolTip(plain_tip(why_not or does))
    control.setAccessibleDescription(why_not)
