"""What the command line says of runs that put back what another has changed."""

from __future__ import annotations

from collections.abc import Callable

from desktop_pipeline.cli import table
from desktop_pipeline.cli.codes import Exit, Quit
from desktop_pipeline.cli.progress import display_for, follow, json_line
from desktop_pipeline.cli.question import terminal_answers
from desktop_pipeline.cli.session import Session
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.runs import RunState, State, StepState
from desktop_pipeline.services.kept_runs import UndoRun


async def watch_undo(session: Session, run: RunState, *, as_json: bool, causes: Callable[[StepState], list[str]]) -> None:
    """Show how a failed run is put back, where its policy says so, to its end; the last line is the failed run's once more.

    `causes` gives the lines about what is behind a step's failure. Raises Quit when the run that does it breaks.
    """
    bench, output = session.bench, session.output
    back = bench.executor.put_back(run.id)
    if back is None:
        return
    tell = output.error if as_json else output.line
    undo: RunState | None = None
    broke: UserError | None = None
    if back.run:
        tell(f"Its plan says to put back after a failure what was changed. Run {back.run} does it:")
        display = display_for(output, as_json)
        session.stop, session.tell = lambda: bench.executor.stop(back.run), display.notice
        try:
            undo = await follow(bench, back.run, display, None if as_json else terminal_answers())
        except UserError as error:
            broke, undo = error, bench.feed.run(back.run)  # as far as it came; None when it could not begin
            await bench.executor.wait(run.id)  # then the failed run knows it, too
            back = bench.executor.put_back(run.id) or back
        finally:
            session.tell = None
        for line in lines(undo, causes) if undo is not None else ():
            tell(line)
    if as_json:
        good = sum(step.state.good for step in undo.steps.values()) if undo is not None else 0
        data = {"title": run.title, "undone_by": [undo.id] if undo is not None else [], "put_back": good}
        output.json(json_line(bench.clock.now(), run.state.value, run=run.id, fraction=run.fraction, message=back.why_not, data=data))
    if broke is not None:
        raise Quit(Exit.FAILED, f"The run {back.run} broke off: {broke}") from broke


def lines(undo: RunState, causes: Callable[[StepState], list[str]] | None = None) -> list[str]:
    """What was put back by a run and what was not, each step with its cause."""
    steps = undo.steps.values()
    good = sum(step.state.good for step in steps)
    made = [f"Put back by run {undo.id}: {good} of {len(steps)}"]
    for step in steps:
        made.append(f"  {table.sign(step.state)} {table.name_of(step)}: {_words(step)}")
        made += [f"      {line}" for line in (causes(step) if causes is not None and not step.state.good else ())]
    return made


def _words(step: StepState) -> str:
    text = table.text_of(step)
    if step.state is State.SKIPPED:
        return f"left as it is: {text}" if text else "left as it is"
    if step.state.good:
        return "put back"
    state = table.word_of(step.state)
    return text if text.startswith(state) else f"{state}: {text}" if text else state


def shown(found: UndoRun) -> list[str]:
    """The same in the history."""
    head, *rest = lines(found.run)
    return [f"{head}, {found.header.stands}", *rest]
