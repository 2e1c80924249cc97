"""The part of the details that says what the chosen image brings: its commits, and what changed in how it runs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.changes import Commit, Commits, ConfigChange
from desktop_pipeline.domain.choices import Choice, Row, deployed, wanted
from desktop_pipeline.services.changes import Changes
from desktop_pipeline.services.time_words import date_and_time
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.changes_words import (
    SHORT,
    commit_words,
    direction_words,
    look_of,
    more_words,
    part_words,
    value_words,
    warning_words,
    whole_text,
)
from desktop_pipeline.ui.texts import ago, text, tr
from desktop_pipeline.ui.theme import Tone, colour, icon, ink, scaled_font, theme
from desktop_pipeline.ui.widgets.badge import Badge
from desktop_pipeline.ui.widgets.elided import ElidedLabel
from desktop_pipeline.ui.widgets.notice import Notice
from desktop_pipeline.ui.widgets.off import switch
from desktop_pipeline.ui.widgets.tips import plain_tip
from desktop_pipeline.ui.widgets.work import Work

FEW = 5
"""So many commits are shown at first."""


def _muted(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("muted", True)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


class _Entry(QWidget):
    """Two lines behind a sign: what it is, and below it the rest."""

    def __init__(self, sign: tuple[str, Tone], title: str, below: str, parent: QWidget) -> None:
        super().__init__(parent)
        picture = QLabel(self)
        picture.setPixmap(icon(sign[0], ink(sign[1])).pixmap(12, 12))
        first, second = ElidedLabel(self), ElidedLabel(self)
        first.setText(title)
        second.setProperty("muted", True)
        second.setFont(scaled_font(self.font(), 0.9))
        second.setText(below)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        grid.addWidget(picture, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(first, 0, 1)
        grid.addWidget(second, 1, 1)
        grid.setColumnStretch(1, 1)


class CommitEntry(_Entry):
    """A commit: its subject, and below it number, author and age. What is taken back is marked."""

    def __init__(self, commit: Commit, now: float, parent: QWidget) -> None:
        below = f"{commit.sha[:SHORT]} · {commit.author} · {ago(now, commit.when)}"
        super().__init__(("minus", Tone.WARN) if commit.back else ("plus", Tone.GOOD), commit.subject, below, parent)
        taken = tr("Changes", "taken back: this image does not have it") if commit.back else ""
        self.setAccessibleName(", ".join(part for part in (commit_words(commit), taken) if part))
        parts = (commit.subject, commit.sha, f"{commit.author}, {date_and_time(commit.when)}", taken)
        self.setToolTip(plain_tip("\n".join(part for part in parts if part)))


class ConfigEntry(_Entry):
    """A change of the configuration."""

    def __init__(self, change: ConfigChange, parent: QWidget) -> None:
        sign = ("plus", Tone.GOOD) if change.before is None else ("minus", Tone.WARN) if change.after is None else ("edit", Tone.IDLE)
        super().__init__(sign, part_words(change), value_words(change), parent)
        self.setAccessibleName(f"{part_words(change)}: {value_words(change)}")
        self.setToolTip(plain_tip(f"{part_words(change)}\n{value_words(change)}"))


class ChangesView(QWidget):
    """Shows what is known of a row and its choice at once, and asks for the rest."""

    def __init__(self, bench: Workbench, row: Row, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._row, self._choice = bench, row, choice
        self._work = Work(bench.tasks, self)
        self._all = False
        self.changes = bench.changes.known(row, choice)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._body: QWidget | None = None
        self.copy = QToolButton(self)
        self.copy.setProperty("flat", True)
        self.copy.setProperty("small", True)
        self.copy.setAccessibleName(tr("Changes", "Copy what this brings as text"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.as_text()))
        heading = QLabel(tr("Changes", "What this brings"), self)
        heading.setProperty("heading", True)
        top = QHBoxLayout()
        top.setContentsMargins(0, 8, 0, 0)
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self.copy)
        self._layout.addLayout(top)
        self._show()
        theme().changed.connect(self._show)
        if self.changes is None or not self.changes.whole:
            self._work.start(self._ask(), "what this brings")

    def title(self) -> str:
        """Which row, from which version to which."""
        target, row = wanted(self._row, self._choice), self._row
        after = target.tag if target is not None else tr("Changes", "the next image")
        return f"{row.workload.key.name} / {row.container.name}: {deployed(row).text} → {after}"

    def as_text(self) -> str:
        """All of it as text; '' while nothing is known."""
        return whole_text((self.title(),), self.changes) if self.changes is not None else ""

    async def _ask(self) -> None:
        found = await self._bench.changes.of_row(self._row, self._choice)
        if found is not None and found != self.changes:
            self.changes = found
            self._show()

    # ---- parts -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        if self._body is not None:
            self._layout.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self._body = QWidget(self)
        below = QVBoxLayout(self._body)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(6)
        switch(self.copy, "" if self.changes is not None else tr("Changes", "It is still being looked up"),
               tr("Changes", "Copy as text, for example for a ticket"))
        self.copy.setIcon(icon("copy", colour("muted")))
        if self.changes is None:
            below.addWidget(_muted(tr("Changes", "Looking it up…")))
        else:
            if self.changes.commits is not None:
                self._commits(below, self.changes.commits, self.changes)
            self._config(below, self.changes)
        self._layout.addWidget(self._body)
        self._body.show()  # at once: by itself it would come with the next turn of the loop

    def _commits(self, below: QVBoxLayout, commits: Commits, changes: Changes) -> None:
        badge = Badge(self._body)
        words, (tone, name) = direction_words(commits), look_of(commits)
        badge.show_state(words, tone, name)
        below.addWidget(badge)
        if changes.branch is not None:
            branch = changes.branch or tr("Changes", "the default branch")
            below.addWidget(_muted(tr("Changes", "As {branch} is now; the build takes what it is then.", branch=branch)))
        if changes.commits_why is not None:
            below.addWidget(_muted(text(changes.commits_why)))
        if warning := warning_words(commits):
            notice = Notice(self._body)
            notice.say(Tone.WARN, warning)
            below.addWidget(notice)
        now = self._bench.clock.now()
        for commit in commits.entries if self._all else commits.entries[:FEW]:
            below.addWidget(CommitEntry(commit, now, self._body or self))
        hidden = len(commits.entries) - FEW
        if hidden > 0 and not self._all:
            more = QToolButton(self._body)
            more.setProperty("flat", True)
            more.setProperty("small", True)
            more.setText(tr("Changes", "Show {n} more", n=hidden))
            more.setAccessibleName(more.text())
            more.clicked.connect(self._show_all)
            below.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        elif commits.more:
            below.addWidget(_muted(more_words(commits.more)))
        if changes.seen is not None and changes.commits_why is not None:
            below.addWidget(_muted(tr("Changes", "The code's server was asked {age}.", age=ago(now, changes.seen))))

    def _show_all(self) -> None:
        self._all = True
        self._show()
        self.copy.setFocus()

    def _config(self, below: QVBoxLayout, changes: Changes) -> None:
        if changes.config_why is not None:
            below.addWidget(_muted(tr("Changes", "Configuration: {why}", why=text(changes.config_why))))
        elif not changes.config:
            below.addWidget(_muted(tr("Changes", "Configuration: unchanged")))
        else:
            heading = _muted(tr("Changes", "Configuration"))
            heading.setContentsMargins(0, 4, 0, 0)
            below.addWidget(heading)
            for change in changes.config:
                below.addWidget(ConfigEntry(change, self._body or self))
