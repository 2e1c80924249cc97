"""What is in a release, in words: for the panel, the sheet before a run, and a ticket."""

from __future__ import annotations

import time
from collections.abc import Iterable

from desktop_pipeline.domain.changes import Commit, Commits, ConfigChange, Direction, Part
from desktop_pipeline.domain.redaction import MASK
from desktop_pipeline.services.changes import Changes
from desktop_pipeline.ui.texts import size, text, tr, trn
from desktop_pipeline.ui.theme import Tone

SHORT = 8
"""Digits of a commit that are shown."""
_LOOKS = {
    Direction.SAME: (Tone.IDLE, "check"), Direction.FORWARD: (Tone.GOOD, "up"), Direction.BACKWARDS: (Tone.WARN, "down"),
    Direction.DIVERGED: (Tone.WARN, "branch"), Direction.UNKNOWN: (Tone.IDLE, "question"),
}


def look_of(commits: Commits) -> tuple[Tone, str]:
    """Tone and icon of a direction."""
    return _LOOKS[commits.direction]


def direction_words(commits: Commits) -> str:
    """`3 commits forward`."""
    match commits.direction:
        case Direction.SAME:
            return tr("Changes", "Same commit")
        case Direction.FORWARD:
            return trn("Changes", "{n} commit forward", "{n} commits forward", commits.ahead)
        case Direction.BACKWARDS:
            return trn("Changes", "{n} commit backwards", "{n} commits backwards", commits.behind)
        case Direction.DIVERGED:
            return tr("Changes", "Diverged: {ahead} forward, {behind} back", ahead=commits.ahead, behind=commits.behind)
    return tr("Changes", "Commits not known")


def warning_words(commits: Commits) -> str:
    """What to mind; '' where nothing is taken back."""
    if not commits.alarming:
        return ""
    return trn("Changes", "{n} commit that runs now is not in this image.", "{n} commits that run now are not in this image.",
               commits.behind)


def day(commit: Commit) -> str:
    """The day of a commit, by this computer's clock."""
    return time.strftime("%Y-%m-%d", time.localtime(commit.when))


def commit_words(commit: Commit) -> str:
    """A commit on one line, for a screen reader and a ticket."""
    sign = "−" if commit.back else "+"
    return f"{sign} {commit.sha[:SHORT]}  {day(commit)}  {commit.author}  {commit.subject}"


def more_words(count: int) -> str:
    return trn("Changes", "and {n} more", "and {n} more", count)


def part_words(change: ConfigChange) -> str:
    """What changed, as a name: `Variable METRICS`."""
    part = {
        Part.ENV: tr("Changes", "Variable"), Part.ENTRYPOINT: tr("Changes", "Entrypoint"), Part.CMD: tr("Changes", "Command"),
        Part.PORT: tr("Changes", "Port"), Part.USER: tr("Changes", "User"), Part.WORKDIR: tr("Changes", "Working folder"),
        Part.VOLUME: tr("Changes", "Volume"), Part.BASE: tr("Changes", "Base image"), Part.LABEL: tr("Changes", "Label"),
        Part.PLATFORM: tr("Changes", "Platform"), Part.SIZE: tr("Changes", "Size"),
    }[change.part]
    return part if not change.name or (change.part is Part.BASE and change.name == "name") else f"{part} {change.name}"


def value_words(change: ConfigChange) -> str:
    """How it changed: `new: on`, `2 → 4`."""
    before, after = change.before, change.after
    if change.part is Part.SIZE and before is not None and after is not None:
        return f"{size(int(before))} → {size(int(after))}"
    if change.part in (Part.PORT, Part.VOLUME):
        return tr("Changes", "new") if before is None else tr("Changes", "gone")
    if before is None:
        return tr("Changes", "new: {value}", value=after or "“”")
    if after is None:
        return tr("Changes", "gone, was: {value}", value=before or "“”")
    if before == after == MASK:
        return tr("Changes", "changed (hidden)")
    return f"{before or '“”'} → {after or '“”'}"


def whole_text(heads: Iterable[str], changes: Changes) -> str:
    """All of it as text, for a ticket."""
    lines = [head for head in heads if head]
    if changes.commits is not None:
        lines.append(direction_words(changes.commits))
        lines += [words for words in (warning_words(changes.commits), text(changes.commits_why) if changes.commits_why else "") if words]
        lines += [f"  {commit_words(commit)}" for commit in changes.commits.entries]
        if changes.commits.more:
            lines.append(f"  {more_words(changes.commits.more)}")
    lines.append(tr("Changes", "Configuration"))
    if changes.config_why is not None:
        lines.append(f"  {text(changes.config_why)}")
    elif not changes.config:
        lines.append(f"  {tr('Changes', 'unchanged')}")
    lines += [f"  {part_words(change)}: {value_words(change)}" for change in changes.config]
    return "\n".join(lines)
