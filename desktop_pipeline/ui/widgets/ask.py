"""Dialogs as coroutines: `open()` and a future on `finished`. Never `exec()`, never a nested loop."""

from __future__ import annotations

import asyncio
import contextlib

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QLabel, QLineEdit, QMessageBox, QPushButton, QWidget

from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.ui.texts import text, tr


async def show(dialog: QDialog) -> int:
    """Open a dialog and wait for its result. It is closed when the caller is cancelled, and deleted in the end."""
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def settle(result: int) -> None:
        if not answer.done():
            answer.set_result(result)

    def gone() -> None:
        settle(QDialog.DialogCode.Rejected)

    dialog.finished.connect(settle)
    dialog.destroyed.connect(gone)
    alive = True
    try:
        dialog.open()
        return await answer
    except asyncio.CancelledError:
        with contextlib.suppress(RuntimeError):  # its parent was closed and took it along
            dialog.finished.disconnect(settle)
            dialog.reject()
        raise
    finally:
        try:
            dialog.destroyed.disconnect(gone)
        except RuntimeError:  # its parent was closed and took it along
            alive = False
        if alive:
            dialog.deleteLater()


def _box(parent: QWidget | None, icon: QMessageBox.Icon, title: str, words: str, details: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(icon)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(title)
    box.setInformativeText(words)
    for label in box.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)  # that of the box is for its title only
    if details:
        box.setDetailedText(details)
    return box


async def confirm(parent: QWidget | None, title: str, words: str, yes: str, no: str = "", *, danger: bool = False) -> bool:
    """Ask a question with two answers; closing the box or Escape means no. With `danger` no is the default."""
    box = _box(parent, QMessageBox.Icon.Warning if danger else QMessageBox.Icon.Question, title, words, "")
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(no or tr("Ask", "Cancel"), QMessageBox.ButtonRole.RejectRole)
    accept.setObjectName("yes")
    refuse.setObjectName("no")
    box.setDefaultButton(refuse if danger else accept)
    box.setEscapeButton(refuse)
    chosen = False

    def clicked(button: object) -> None:
        nonlocal chosen
        chosen = button is accept

    box.buttonClicked.connect(clicked)
    await show(box)
    return chosen


async def tell(parent: QWidget | None, title: str, words: str, details: str = "") -> None:
    """Say something that needs attention and wait until it was read."""
    box = _box(parent, QMessageBox.Icon.Warning, title, words, details)
    box.addButton(tr("Ask", "Close"), QMessageBox.ButtonRole.AcceptRole).setObjectName("close")
    await show(box)


async def tell_error(parent: QWidget | None, title: str, error: UserError | UserErrors) -> None:
    messages = error.messages if isinstance(error, UserErrors) else (error.message,)
    await tell(parent, title, "\n".join(text(message) for message in messages))


async def ask_text(parent: QWidget | None, title: str, label: str, value: str = "", *, secret: bool = False) -> str | None:
    """Ask for one line; None when it was cancelled."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setTextValue(value)
    dialog.setTextEchoMode(QLineEdit.EchoMode.Password if secret else QLineEdit.EchoMode.Normal)
    dialog.setOkButtonText(tr("Ask", "OK"))
    dialog.setCancelButtonText(tr("Ask", "Cancel"))
    for button in dialog.findChildren(QPushButton):
        button.setIcon(QIcon())  # those of the desktop: no other dialog has them
    taken: list[str] = []
    dialog.textValueSelected.connect(taken.append)
    return taken[-1] if await show(dialog) == QDialog.DialogCode.Accepted and taken else None


async def ask_file(parent: QWidget | None, title: str, *, save: bool = False, folder: bool = False, name: str = "", kinds: str = "") -> str:
    """Ask for a file or folder; '' when it was cancelled."""
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave if save else QFileDialog.AcceptMode.AcceptOpen)
    mode = QFileDialog.FileMode.AnyFile if save else QFileDialog.FileMode.Directory if folder else QFileDialog.FileMode.ExistingFile
    dialog.setFileMode(mode)
    if name:
        dialog.selectFile(name)
    taken: list[str] = []
    dialog.fileSelected.connect(taken.append)
    await show(dialog)
    return taken[-1] if taken else ""
