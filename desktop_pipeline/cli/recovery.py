"""runs resume, retry, finish and stop: runs of other programs, dead and alive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from desktop_pipeline.cli import table
from desktop_pipeline.cli.codes import Exit, Quit
from desktop_pipeline.cli.runs import agreed, consent_of, execute, exit_of, report_lines, watch
from desktop_pipeline.cli.session import Session
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.recovery import Fate, halted
from desktop_pipeline.domain.runs import RunState, fold
from desktop_pipeline.services.kept_ports import RunHeader
from desktop_pipeline.services.recovery import Recovered

_PATIENCE = 60.0
"""Seconds that `stop` waits for the end of a run."""
_LOOK = 0.2
_WORDS = {
    Fate.ENDED: "ended", Fate.MADE: "made, goes on from there", Fate.AGAIN: "to be done", Fate.UNKNOWN: "nobody can tell"}


async def _resume(session: Session, header: RunHeader) -> int:
    """`runs resume RUN`."""
    session.needs_workspace()
    as_json = session.as_json or not session.output.terminal
    recovered = await _look(session, header)
    tell = session.output.error if as_json else session.output.line
    for line in _told(recovered):
        tell(line)
    if session.arguments.look:
        return Exit.DONE
    executor = session.bench.executor
    report, consent = await agreed(
        session, recovered.rest, consent_of(session), lambda: executor.check_rest(recovered), executor.less_blocked, as_json=as_json)
    return await watch(session, executor.resume(recovered, report, consent), None, as_json=as_json)


async def _retry(session: Session, header: RunHeader) -> int:
    """`runs retry RUN`."""
    session.needs_workspace()
    try:
        plan = await session.bench.retries.plan(header.id, session.arguments.step)
        also = await session.bench.retries.also(header.id, plan)
    except UserError as error:
        raise Quit(Exit.REFUSED, str(error)) from error
    for name in [*plan.builds(), *(str(key) for _, key in plan.targets())]:
        session.output.error(f"  {name}")
    for message in also:
        session.output.error(f"  {render(message)}")
    return await execute(session, plan, consent_of(session))


async def _finish(session: Session, header: RunHeader) -> int:
    """`runs finish RUN`."""
    session.needs_workspace()
    await _finished(session, await _look(session, header), session.output.line)
    return Exit.DONE


async def end_as_it_stands(session: Session, header: RunHeader) -> None:
    """Before an interrupted run is undone: tell what became of its steps, and end it. Raises Quit where that cannot be found out."""
    recovered = await _look(session, header)
    for line in (*_told(recovered), "It is ended as it stands, and undone."):
        session.output.error(line)
    await _finished(session, recovered, session.output.error)


async def _finished(session: Session, recovered: Recovered, tell: Callable[[str], None]) -> None:
    try:
        state = await session.bench.recovery.finish(recovered, session.bench.place.by)
    except UserError as error:
        raise Quit(Exit.REFUSED, str(error)) from error
    for line in report_lines(session, state):
        tell(line)


async def _look(session: Session, header: RunHeader) -> Recovered:
    try:
        return await session.bench.recovery.look(header.id)
    except UserError as error:
        raise Quit(Exit.REFUSED, str(error)) from error


def _told(recovered: Recovered) -> list[str]:
    """What became of each step, in its order."""
    lines = [f"Run {recovered.state.id} was interrupted. What became of its steps:"]
    stops = halted(recovered.plan, recovered.state, recovered.found)
    for step, found in recovered.found.items():
        known = recovered.state.steps.get(step)
        word = table.word_of(known.state) if found.fate is Fate.ENDED and known is not None else _WORDS[found.fate]
        if found.fate is Fate.ENDED and known is not None and not known.state.good and known.message:
            word += f": {table.text_of(known)}"
        if found.fate is Fate.AGAIN and stops:
            word = "left out, since something has failed"
        detail = f" ({found.tag})" if found.tag else ""
        name = table.name_of(known) if known is not None else step
        lines.append(f"  {name}: {word}{detail}")
    if recovered.puts_back:
        lines.append(render(Message.of("recovery.puts_back")))
    return lines


async def _stop(session: Session, header: RunHeader) -> int:
    """`runs stop RUN`: the request goes through the journal; the program that is at work on it looks for it every second."""
    bench = session.bench
    if header.ended is not None:
        raise Quit(Exit.REFUSED, f"Run {header.id} has ended: {header.state}.")
    if not header.live:
        raise Quit(Exit.REFUSED, f"No program is at work on run {header.id}: it was interrupted. “runs resume” and “runs finish” end it.")
    await bench.journal.ask_stop(header.id)
    session.output.error(f"Asked for a stop of run {header.id}…")
    deadline = bench.clock.monotonic() + _PATIENCE
    while (state := await _state(session, header.id)) is None:
        if bench.clock.monotonic() > deadline:
            raise Quit(Exit.FAILED, f"Run {header.id} has not ended after {_PATIENCE:.0f} s. “runs show {header.id}” says where it is.")
        await bench.clock.sleep(_LOOK)
    for line in report_lines(session, state):
        session.output.line(line)
    return exit_of(state, interrupted=False)


async def _state(session: Session, run_id: str) -> RunState | None:
    """The run once it has ended."""
    run = fold(run_id, await session.bench.journal.events(run_id))
    return run if run.state.ended else None


ACTIONS: dict[str, Callable[[Session, RunHeader], Awaitable[int]]] = {
    "resume": _resume, "retry": _retry, "finish": _finish, "stop": _stop}
