"""runs: the history from the journal."""

from __future__ import annotations

from desktop_pipeline.cli import audit, recovery, table, undoing
from desktop_pipeline.cli.codes import Exit, Quit
from desktop_pipeline.cli.output import harmless, padded
from desktop_pipeline.cli.progress import json_line
from desktop_pipeline.cli.runs import consent_of, execute, log_lines
from desktop_pipeline.cli.session import Session
from desktop_pipeline.cli.which_run import find
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.history import INTERRUPTED
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.runs import State
from desktop_pipeline.services.history import Told
from desktop_pipeline.services.kept_ports import RunHeader
from desktop_pipeline.services.kept_runs import UndoRun, undone_by
from desktop_pipeline.services.time_words import date_and_time


async def runs(session: Session) -> int:
    """`runs` and its actions."""
    action = session.arguments.action
    if action in recovery.ACTIONS:
        return await recovery.ACTIONS[action](session, await find(session, session.arguments.run))
    if action in audit.ACTIONS:
        return await audit.ACTIONS[action](session)
    if action == "undo":
        return await _undo(session)
    if action == "again":
        return await _again(session)
    return await _show(session) if action == "show" else await _list(session)


async def _list(session: Session) -> int:
    output = session.output
    arguments, known = session.arguments, (*(state.value for state in State if state is not State.SKIPPED), INTERRUPTED)
    wrong = [state for state in arguments.state if state not in known]
    if wrong:
        raise Quit(Exit.BAD_INPUT, f"“{wrong[0]}” is no state of a run.", f"There are: {', '.join(known)}")
    headers = await session.bench.history.find(arguments.search, frozenset(arguments.state), max(1, arguments.limit))
    if session.as_json:
        for header in headers:
            output.json({"run": header.id, "title": header.title, "by": header.by, "started": header.started, "ended": header.ended,
                         "state": header.stands})
        return Exit.DONE
    if not headers:
        output.line("No run is like that." if arguments.search or arguments.state else "No runs yet.")
    for header in headers:
        took = table.duration(header.ended - header.started) if header.ended else ""
        output.line(f"{padded(header.id, 24)}  {padded(header.stands, 11)}  {date_and_time(header.started)}  {took:>8}  "
                    f"{harmless(header.title)}  ({header.by})")
    return Exit.DONE


async def _show(session: Session) -> int:
    header = await find(session, session.arguments.run)
    told = await session.bench.history.tell(header)
    run = told.run
    undone = await undone_by(session.bench.journal, header.id)
    if session.as_json:
        _show_json(session, header, told, undone)
        return Exit.DONE
    output = session.output
    output.line(f"{header.title}  ({header.id})")
    took = table.duration(header.ended - header.started) if header.ended else ""
    output.line(f"{header.stands}  {date_and_time(header.started)}  {took}  by {header.by}")
    for step in run.steps.values():
        time_taken = table.duration(step.ended - step.started) if step.ended and step.started else ""
        changes = step.data.get("changes") or step.data.get("tag") or ""
        text = f"  {table.sign(step.state)} {table.name_of(step)}: {table.word_of(step.state)} {time_taken}  {changes}"
        output.line(output.paint(text.rstrip(), table.colour(step.state)))
        if step.message:
            output.line(f"      {table.text_of(step)}")
        for change in told.changes.get(step.id, ()):
            ran = f" (ran {', '.join(change.ran)})" if change.ran else ""
            output.line(f"      {harmless(change.container)}: {harmless(change.before)}{harmless(ran)} → {harmless(change.after)}")
        if session.arguments.log:
            for line in log_lines(session, step, 0):
                output.line(f"      {line}")
    for found in undone:
        for line in undoing.shown(found):
            output.line(line)
    return Exit.DONE


async def _undo(session: Session) -> int:
    """Put back what a run changed: a plan like any other, checked and journalled."""
    session.needs_workspace()
    header = await find(session, session.arguments.run, undone=False)
    if header.ended is None and not header.live:  # else it could go on afterwards, and deploy what was undone
        await recovery.end_as_it_stands(session, header)
    try:
        plan = await session.bench.undo.plan(header.id, session.arguments.step)
    except UserError as error:
        raise Quit(Exit.REFUSED, str(error)) from error
    for step in plan.steps:
        for row in step.rows:
            session.output.error(f"  {step.key.cluster}/{step.key.namespace}/{step.key.name} {row.container}: {row.shown_from} → {row.tag}")
    for message in await session.bench.undo.stays(header.id) if not session.arguments.step else ():
        session.output.error(f"  {render(message)}")
    return await execute(session, plan, consent_of(session))


async def _again(session: Session) -> int:
    """Deploy what a run had deployed, by digest: a plan like any other, checked and journalled."""
    session.needs_workspace()
    header = await find(session, session.arguments.run)
    try:
        made = await session.bench.history.again(header.id)
    except UserError as error:
        raise Quit(Exit.REFUSED, str(error)) from error
    for step in made.plan.steps:
        for row in step.rows:
            digest = f" ({row.digest})" if row.digest else ""
            session.output.error(f"  {step.key.cluster}/{step.key.namespace}/{step.key.name} {row.container}: {row.tag}{digest}")
    for message in made.told():
        session.output.error(f"  {render(message)}")
    return await execute(session, made.plan, consent_of(session))


def _show_json(session: Session, header: RunHeader, told: Told, undone: tuple[UndoRun, ...]) -> None:
    run = told.run
    for step in run.steps.values():
        data: dict[str, object] = {name: value for name, value in step.data.items() if name not in ("kind", "title")}
        if step.id in told.changes:
            data["images"] = [{"container": item.container, "before": item.before, "ran": list(item.ran), "after": item.after}
                              for item in told.changes[step.id]]
        session.output.json(json_line(
            step.ended or step.started or header.started, step.state.value, run=header.id, step=step.id, stage=step.stage,
            fraction=step.fraction, message=step.message, data=data))
    data = {"title": header.title, "by": header.by, "started": header.started, "ended": header.ended,
            **({"undone_by": [found.header.id for found in undone]} if undone else {})}
    session.output.json(json_line(header.ended or header.started, header.stands, run=header.id, fraction=run.fraction, data=data))
