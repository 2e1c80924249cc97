"""Held plans in words: what they wait for, and how they stand."""

from __future__ import annotations

import re
from dataclasses import replace

from desktop_pipeline.domain.drift import DriftKind, OnDrift
from desktop_pipeline.domain.holds import ARM_AGAIN, Agreement, Condition, Hold, Kind, Phase, Window, shown
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import RunState
from desktop_pipeline.services.crew import PutBack
from desktop_pipeline.ui.texts import state_word, text, tr
from desktop_pipeline.ui.theme import Tone

_DIGEST = re.compile(r"(@sha256:[0-9a-f]{12})[0-9a-f]{52}")
_REASONS = 3
"""How many reasons the strip shows; the tool tip has all."""


def condition_words(condition: Condition) -> str:
    if condition.kind is Kind.CLUSTER:
        return tr("Hold", "cluster {name}", name=condition.id)
    if condition.kind is Kind.REGISTRY:
        return tr("Hold", "registry {name}", name=condition.id)
    return tr("Hold", "engine {name}", name=condition.id) if condition.id else tr("Hold", "the engine of this computer")


def window_words(window: Window) -> str:
    """When it may start; '' = at any time."""
    begin, end = shown(window.not_before), shown(window.not_after)
    if begin and end:
        return tr("Hold", "from {begin} to {end} ({zone})", begin=begin, end=end, zone=window.zone)
    if begin:
        return tr("Hold", "from {begin} on ({zone})", begin=begin, zone=window.zone)
    return tr("Hold", "until {end} ({zone})", end=end, zone=window.zone) if end else ""


def reasons(hold: Hold, limit: int = 0) -> str:
    """Why it waits, or why it was not run; at most `limit` reasons (0 = all)."""
    lines = [f"{why.step.rpartition('/')[2]}: {text(why.message)}" if why.step else text(why.message) for why in hold.why]
    left = len(lines) - limit if limit else 0
    if left > 0:
        lines = [*lines[:limit], tr("Hold", "and {n} more", n=left)]
    return "\n".join(lines)


def file_changed(hold: Hold) -> bool:
    """Whether it waits for a person to look at the file that it was armed from."""
    return not hold.phase.over and any(why.message.code in ARM_AGAIN for why in hold.why)


def file_gone(hold: Hold) -> bool:
    """Whether the file that it was armed from is not there any more, so that there is nothing to arm."""
    return not hold.phase.over and any(why.message.code == "hold.file_gone" for why in hold.why)


def put_back_words(back: PutBack, undo: RunState | None) -> str:
    """What became of what a failed run had changed. `undo`: the run that puts it back, as far as it is known."""
    if back.why_not is not None:
        return text(back.why_not)
    if undo is None or not undo.state.ended:
        return tr("Hold", "What it had changed is being put back.")
    good, count = sum(step.state.good for step in undo.steps.values()), len(undo.steps)
    if not good:
        return tr("Hold", "Nothing of what it had changed was put back: see the run {run}.", run=undo.id)
    if good < count:
        return tr("Hold", "Of what it had changed {n} of {count} were put back: see the run {run}.", n=good, count=count, run=undo.id)
    return tr("Hold", "Everything that it had changed was put back.")


def _started(hold: Hold, run: RunState | None, put_back: str) -> tuple[Tone, str]:
    """A run that went on its way, and how it ended where that is known."""
    if run is not None and run.state.ended and not run.state.good:
        words = tr("Hold", "“{title}” has started by itself, and did not end well: {state}.", title=hold.title, state=state_word(run.state))
        return Tone.BAD, "\n".join([words, *([put_back] if put_back else [])])
    if hold.left_out:
        return Tone.WARN, tr("Hold", "“{title}” has started by itself, without {left}.", title=hold.title, left=", ".join(hold.left_out))
    return Tone.GOOD, tr("Hold", "“{title}” has started by itself.", title=hold.title)


def standing(hold: Hold, run: RunState | None = None, put_back: str = "") -> tuple[Tone, str]:
    """Tone and words for the strip. `run`: its run, once it has one; `put_back`: what became of what that had changed."""
    why, limit = _DIGEST.sub(r"\1…", reasons(hold, _REASONS)), window_words(hold.window)
    if hold.phase is Phase.STARTING:
        return Tone.BUSY, tr("Hold", "Everything is there: “{title}” is being started.", title=hold.title)
    if hold.phase is Phase.STARTED:
        return _started(hold, run, put_back)
    if hold.phase is Phase.MISSED:
        return Tone.WARN, "\n".join([tr("Hold", "“{title}” was missed.", title=hold.title), why])
    if hold.phase is Phase.REFUSED:
        return Tone.BAD, "\n".join([tr("Hold", "“{title}” was refused before any change:", title=hold.title), why])
    if file_changed(hold):
        file = replace(hold, why=tuple(item for item in hold.why if item.message.code in ARM_AGAIN))
        return Tone.WARN, "\n".join([tr("Hold", "“{title}” waits, but does not start:", title=hold.title), reasons(file)])
    head = tr("Hold", "“{title}” waits, and starts by itself.", title=hold.title)
    if limit:
        head = tr("Hold", "“{title}” waits, and starts by itself {window}.", title=hold.title, window=limit)
    early = all(item.message.code == "hold.early" for item in hold.why)  # the window says so already
    return Tone.BUSY, head if early else "\n".join([head, why])


def drift_words(plan: Plan, agreed: Agreement) -> str:
    """What becomes of what others change until a held plan starts: as its policy and what is agreed to will have it."""
    newer = tr("Hold", "a newer version")
    named = [
        (tr("Hold", "an image that others changed"), DriftKind.CHANGED), (tr("Hold", "a workload that was made anew"), DriftKind.REPLACED),
        (tr("Hold", "a tag that was moved"), DriftKind.TAG_MOVED), (newer, DriftKind.NEWER),
        (tr("Hold", "a workload or container that is gone"), DriftKind.GONE)]
    stops, leaves, passes = list[str](), list[str](), list[str]()
    for words, kind in named:
        policy = plan.drift.of(kind)
        if policy is OnDrift.STOP:
            (leaves if agreed.skip_blocked else stops).append(words)
        elif policy is OnDrift.GO_ON or agreed.amber:
            passes.append(words)
        else:
            stops.append(words)
    if plan.drift.tag_moved is not OnDrift.STOP and any(row.exact for step in plan.steps for row in step.rows):  # no policy lets it pass
        (leaves if agreed.skip_blocked else stops).append(tr("Hold", "a tag that was moved away from exactly the wanted image"))
    if not leaves and all(words == newer for words in passes):
        return tr("Hold", "What has changed until then stops it before any change.")
    if not stops and all(words == newer for words in passes):
        return tr("Hold", "What has changed until then is left out, and the rest runs.")
    return " ".join(told for told, there in (
        (tr("Hold", "Stops it before any change: {what}.", what=", ".join(stops)), stops),
        (tr("Hold", "Is left out, and the rest runs: {what}.", what=", ".join(leaves)), leaves),
        (tr("Hold", "Does not stop it: {what}.", what=", ".join(passes)), passes)) if there)
