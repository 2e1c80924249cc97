"""One run of the journal, as undo, retry, recovery, history and report look it up."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.history import INTERRUPTED, interrupted, last_word
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import Event, RunState, fold
from desktop_pipeline.services.kept_ports import Journal, RunHeader

_NAMED = 2000
"""So many of the newest runs in which a run is named are looked at."""


@dataclass(frozen=True, slots=True)
class UndoRun:
    """A run that took back something of another. `run`: as it is known now, with what was under way as *unknown* where its program died."""

    header: RunHeader
    plan: Plan
    run: RunState
    events: tuple[Event, ...]


async def plan_of(journal: Journal, run_id: str) -> Plan:
    """The plan of a run. Raises UserError `run.unknown` for one that this profile's journal does not have."""
    plan = await journal.plan(run_id)
    if plan is None:
        raise UserError("run.unknown", run=run_id)
    return plan


async def undone_by(journal: Journal, run_id: str) -> tuple[UndoRun, ...]:
    """The runs that took back something of a run, oldest first."""
    found = []
    for header in reversed(await journal.find(run_id, limit=_NAMED)):  # the run, and those whose plans undo it
        plan = await journal.plan(header.id) if header.id != run_id else None
        if plan is not None and plan.undoes == run_id:
            events = await journal.events(header.id)
            run = fold(header.id, events)
            state = interrupted(run, last_word(events)) if header.stands == INTERRUPTED else run
            found.append(UndoRun(header, plan, state, events))
    return tuple(found)


async def is_live(journal: Journal, run_id: str) -> bool:
    """Whether a process is at work on a run."""
    header = await journal.header(run_id)
    return header is not None and header.live
