"""Beside the tree of the history: who ran what and when, and what the chosen step changed, from which digest to which."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.history import ContainerChange
from desktop_pipeline.domain.images import ImageRef, short_digest
from desktop_pipeline.domain.runs import RunState, State, StepState
from desktop_pipeline.services.history import Told
from desktop_pipeline.services.kept_ports import RunHeader
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.runs.stage_words import fact_words
from desktop_pipeline.ui.texts import duration, state_word, text, tr
from desktop_pipeline.ui.theme import colour, theme
from desktop_pipeline.ui.widgets.work import Work


class HistoryDetails(QFrame):
    """Text that can be selected and copied; read from the journal when a run is chosen."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._work = Work(bench.tasks, self)
        self._shown: tuple[RunHeader | None, RunState | None, StepState | None] = (None, None, None)
        self._told: Told | None = None
        self._written = ""
        self.words = QTextBrowser(self)
        self.words.setStyleSheet("QTextBrowser { border: 0; background: transparent; padding: 4px; }")
        self.words.setAccessibleName(tr("Runs", "About the chosen run"))
        self.words.setTabChangesFocus(True)
        self.words.setOpenLinks(False)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words)
        self.setMinimumWidth(200)
        theme().changed.connect(self._write)
        self._write()

    def show_run(self, header: RunHeader | None, run: RunState | None, step: StepState | None) -> None:
        """Show a run, and of it a step if one is chosen."""
        before, self._shown = self._shown, (header, run, step)
        if header is None or before[0] is None or before[0].id != header.id:
            self._told = None
        if header is not None and (header != before[0] or _stages(run) != _stages(before[1])):
            self._work.restart(self._read(header), "read run")
        self._write()

    async def _read(self, header: RunHeader) -> None:
        try:
            self._told = await self._bench.history.tell(header)
        except UserError:
            return  # what is in the header is shown
        self._write()

    def _write(self) -> None:
        """Who reads keeps the place and what is selected where nothing is new."""
        html = self._html()
        if html != self._written:
            bar = self.words.verticalScrollBar()
            place, self._written = bar.value(), html
            self.words.setHtml(html)
            bar.setValue(place)

    def _html(self) -> str:
        header, run, step = self._shown
        if header is None or run is None:
            return _muted(tr("Runs", "Select a run to see what it changed."))
        parts = [_heading(header.title), *_run_lines(header, run, self._told)]
        if step is not None:
            parts += [_heading(step.title), *_step_lines(step)]
        told = self._told.changes if self._told is not None else {}
        for name, changes in told.items():
            if step is None and name in run.steps:
                parts.append(_heading(run.steps[name].title, small=True))
            if step is None or step.id == name:
                parts += [line for change in changes for line in _change_lines(change)]
        return "".join(parts)


def _stages(run: RunState | None) -> list[tuple[str, State, str]]:
    """What changes of a run when it has changed more."""
    return [(step.id, step.state, step.stage) for step in run.steps.values()] if run is not None else []


def _heading(words: str, *, small: bool = False) -> str:
    return f'<p style="margin:{8 if small else 4}px 0 2px 0"><b>{escape(words)}</b></p>'


def _line(words: str) -> str:
    return f'<p style="margin:1px 0">{escape(words)}</p>'


def _muted(words: str) -> str:
    return f'<p style="margin:1px 0; color:{colour("muted").name()}">{escape(words)}</p>'


def _run_lines(header: RunHeader, run: RunState, told: Told | None) -> Iterable[str]:
    took = duration(header.ended - header.started) if header.ended is not None else ""
    yield _line(" · ".join(part for part in (state_word(run.state), date_and_time(header.started), took) if part))
    yield _muted(tr("Runs", "by {name}", name=header.by))
    yield _muted(header.id)
    if told is None:
        return
    if told.plan.undoes:
        yield _line(tr("Runs", "Undo of the run {run}", run=told.plan.undoes))
    if told.plan.name:
        yield _line(tr("Runs", "Plan {name}", name=told.plan.name))
    for words in (told.plan.notes, told.plan.description):
        if words:
            yield _line(words)
    for link in told.plan.links:
        yield _muted(link)


def _step_lines(step: StepState) -> Iterable[str]:
    took = duration(step.ended - step.started) if step.ended is not None and step.started is not None else ""
    yield _line(" · ".join(part for part in (state_word(step.state), date_and_time(step.started), took) if part))
    if step.message is not None:
        yield _line(text(step.message))
    yield from map(_muted, fact_words(step, "said"))


def _change_lines(change: ContainerChange) -> Iterable[str]:
    yield _line(f"{change.container}: {_shown(change.before, change.ran)} → {_shown(change.after)}")
    yield _muted(change.before)
    yield _muted(f"→ {change.after}")


def _shown(image: str, ran: tuple[str, ...] = ()) -> str:
    """Tag and digest of an image; of one that names none those that its pods ran."""
    try:
        found = ImageRef.parse(image)
    except UserError:
        return image
    digests = [found.digest] if found.digest else list(ran)
    return " ".join(part for part in (found.tag, ", ".join(map(short_digest, digests))) if part) or image
