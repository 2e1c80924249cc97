"""One run of the journal, as undo, retry, recovery, history and report look it up."""

from __future__ import annotations

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.services.kept_ports import Journal


async def plan_of(journal: Journal, run_id: str) -> Plan:
    """The plan of a run. Raises UserError `run.unknown` for one that this profile's journal does not have."""
    plan = await journal.plan(run_id)
    if plan is None:
        raise UserError("run.unknown", run=run_id)
    return plan


async def is_live(journal: Journal, run_id: str) -> bool:
    """Whether a process is at work on a run, looked for among the newest."""
    return any(header.id == run_id and header.live for header in await journal.runs())
