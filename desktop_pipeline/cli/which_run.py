"""Which run of the journal is meant."""

from __future__ import annotations

from desktop_pipeline.cli.codes import Exit, Quit
from desktop_pipeline.cli.session import Session
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.services.kept_ports import RunHeader

_MANY = 100_000
_NAMED = 10


async def find(session: Session, wanted: str, *, undone: bool = True) -> RunHeader:
    """The run with an id, the beginning of one, or “last”: the newest, without `undone` the newest that is no undo itself, so that asking
    twice undoes once. Raises Quit."""
    headers = await session.bench.journal.runs(_MANY)
    if not headers:
        raise Quit(Exit.BAD_INPUT, "No runs yet.")
    found = await _last(session, headers, undone=undone) if wanted == "last" else [header for header in headers if header.id == wanted]
    found = found or [header for header in headers if header.id.startswith(wanted)]
    if not found:
        raise Quit(Exit.BAD_INPUT, render(Message.of("run.unknown", run=wanted)))
    if len(found) > 1:
        raise Quit(Exit.BAD_INPUT, f"“{wanted}” is the beginning of {len(found)} runs:", *(f"  {header.id}" for header in found[:_NAMED]))
    return found[0]


async def _last(session: Session, headers: tuple[RunHeader, ...], *, undone: bool) -> list[RunHeader]:
    for header in headers:
        plan = None if undone else await session.bench.journal.plan(header.id)
        if plan is None or not plan.undoes:
            return [header]
    return []
