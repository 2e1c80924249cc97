"""run, check and build: pre-flight, run, report."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from desktop_pipeline.adapters.common.files import safe_name
from desktop_pipeline.cli import findings, forecasts, hold, table
from desktop_pipeline.cli.codes import Exit, Quit
from desktop_pipeline.cli.output import harmless
from desktop_pipeline.cli.progress import display_for, follow
from desktop_pipeline.cli.question import terminal_answers
from desktop_pipeline.cli.session import Session
from desktop_pipeline.cli.undoing import watch_undo
from desktop_pipeline.domain.builds import Build, recipe_text
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.order import Forecast
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.recipes import commits_of, pinned, with_recipe
from desktop_pipeline.domain.runs import RunState, State, StepState
from desktop_pipeline.domain.titles import build_title
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.services.preflight import Report

_TAIL = 15
_KNOWN = 5
_EXPLAINED = (State.FAILED, State.TIMED_OUT, State.UNKNOWN)
"""States whose cause may stand in the log."""


async def run(session: Session) -> int:
    """`run PLAN`."""
    session.needs_workspace(session.arguments.plan)
    hold.refuse_options(session)
    plan = await session.load_plan(session.arguments.plan)
    if session.arguments.when_connected:
        as_json = session.as_json or not session.output.terminal
        forecast = await forecasts.forecast_of(session, plan)
        return await watch(session, await hold.started(session, plan, as_json=as_json), forecast, as_json=as_json)
    return await execute(session, plan, consent_of(session))


async def check(session: Session) -> int:
    """`check PLAN`."""
    session.needs_workspace(session.arguments.plan)
    plan = await session.load_plan(session.arguments.plan)
    output, as_json = session.output, session.as_json
    report = await findings.shown(session, session.bench.preflight.check(plan), as_json=as_json)
    lacking = findings.missing(report, Consent(asks=findings.somebody_answers(as_json=as_json)))
    ready = not report.red()
    findings.verdict(session, report, lacking, as_json=as_json, ready=ready)
    if not ready:
        raise Quit(Exit.REFUSED, render(Message.of("run.blocked", n=len(report.red()))), *findings.trust_lines(session, report))
    if not as_json:
        output.line(output.paint(f"Ready. Workloads: {len(plan.steps)}, builds: {len(plan.builds())}.", "green"))
        forecast = await forecasts.forecast_of(session, plan)
        for line in forecasts.lines(session, forecast) if forecast else ():
            output.line(line)
        if lacking.options():
            findings.needs(output, report, lacking)
    return Exit.DONE


async def build(session: Session) -> int:
    """`build NAME`."""
    session.needs_workspace()
    name = session.arguments.name
    found = session.bench.catalog.build(name)
    if found is None:
        known = ", ".join(item.name for item in session.bench.catalog.builds)
        raise Quit(Exit.BAD_INPUT, render(Message.of("preflight.no_build", build=name)), *([f"There are: {known}"] if known else []))
    recipe = await _recipe_of(session, found)
    plan = Plan(title=build_title(found), steps=(), description=session.arguments.message, also_build=(name,),
                recipes={name: recipe} if recipe else {})
    return await execute(session, plan, consent_of(session))


async def _recipe_of(session: Session, build: Build) -> str:
    """The recipe that `--recipe-of` names, at the commits of its run unless `--branch` is given; '' without that option."""
    word, branch = session.arguments.recipe_of, session.arguments.branch
    if not word:
        if branch:
            raise Quit(Exit.BAD_INPUT, "--branch goes with --recipe-of.")
        return ""
    runs = [run for run in await session.bench.builds.runs_here(build) if run.recipe]
    found = [run for run in runs if word in (str(run.number), run.tag, run.run_id)] or [run for run in runs if run.run_id.startswith(word)]
    if not found:
        known = ", ".join(f"{run.tag} (run {run.run_id})" for run in runs[:_KNOWN]) or "none"
        raise Quit(Exit.BAD_INPUT, f"No run “{word}” of build “{build.name}” has its recipe on this computer.", f"The newest: {known}")
    if len({run.recipe for run in found}) > 1:
        raise Quit(Exit.BAD_INPUT, f"“{word}” names several runs: " + ", ".join(f"{run.tag} (run {run.run_id})" for run in found))
    former = with_recipe(build, found[0].recipe)
    commits = () if branch else commits_of(former, found[0])
    if commits is None:
        raise Quit(Exit.BAD_INPUT, f"The commits that the run {found[0].tag} fetched are not known. Pass --branch to take what its "
                                   "branches name now.")
    await session.bench.trust.trust_at(former, commits)
    return recipe_text(pinned(former, commits))


def consent_of(session: Session) -> Consent:
    """What the arguments agree to."""
    arguments = session.arguments
    return Consent(
        confirmed=arguments.yes, names=frozenset(arguments.confirm), large_context=arguments.large_context, go_on=arguments.go_on,
        skip_blocked=arguments.skip_blocked)


async def execute(session: Session, plan: Plan, consent: Consent, *, pipe_json: bool = True) -> int:
    """Check, run, show and report a plan. `pipe_json`: JSON lines also without --json where stdout is no terminal."""
    bench, as_json = session.bench, session.as_json or (pipe_json and not session.output.terminal)
    report, consent = await agreed(session, plan, consent, lambda: bench.preflight.check(plan), bench.preflight.rest, as_json=as_json)
    forecast = await forecasts.forecast_of(session, report.plan)
    return await watch(session, bench.executor.start(report, consent), forecast, as_json=as_json)


async def agreed(
    session: Session, plan: Plan, consent: Consent, check: Callable[[], Awaitable[Report]], rest: Callable[[Report], Awaitable[Report]], *,
    as_json: bool,
) -> tuple[Report, Consent]:
    """Check a plan, show what was found, and see that nothing stands against it; `rest` leaves out what does. Raises Quit."""
    if plan.builds():
        session.bench.sweep()
    await findings.trust(session, plan, getattr(session.arguments, "trust", []))
    report = await findings.shown(session, check(), as_json=as_json)
    if consent.skip_blocked:
        report = await rest(report)
    consent = replace(consent, asks=findings.somebody_answers(as_json=as_json))
    findings.refuse(session, report, findings.missing(report, consent), as_json=as_json)
    return report, consent


async def watch(session: Session, run_id: str, forecast: Forecast | None, *, as_json: bool) -> int:
    """Show a run that has begun to its end, and report it beside its forecast; then the run that puts back what it has changed, if any."""
    bench, output = session.bench, session.output
    answers = None if as_json else terminal_answers()
    display = display_for(output, as_json)
    session.stop, session.tell = lambda: bench.executor.stop(run_id), display.notice
    try:
        state = await follow(bench, run_id, display, answers)
    except UserError as error:
        if bench.feed.run(run_id) is None:
            raise  # nothing was begun
        raise Quit(Exit.FAILED, f"The run {run_id} broke off: {error}") from error
    finally:
        session.tell = None
    tell = output.error if as_json else output.line
    for line in [*report_lines(session, state), *(forecasts.beside(forecast, state) if forecast else ())]:
        tell(line)
    await watch_undo(session, state, as_json=as_json, causes=lambda step: _causes(session, step))
    return exit_of(state, interrupted=session.interrupts > 0)


def exit_of(state: RunState, *, interrupted: bool) -> Exit:
    """The exit code of a run that has ended."""
    if state.state.good:
        return Exit.DONE
    return Exit.CANCELLED if interrupted or state.state is State.CANCELLED else Exit.FAILED


def report_lines(session: Session, run: RunState) -> list[str]:
    """The summary: how many went well, and for each that did not its cause, its log and the end of it."""
    failed, steps = run.failed(), run.work()
    took = table.duration((run.ended or 0.0) - (run.started or 0.0))
    good = sum(not step.state.ended or step.state.good for step in steps)
    head = f"{run.state.value}: {good} of {len(steps)} steps went well in {took}. Run {run.id}."
    lines = [head[0].upper() + head[1:]]
    for step in failed:
        lines.append(f"  {table.sign(step.state)} {table.name_of(step)}: {_told(step)}")
        lines += [f"      {line}" for line in _causes(session, step)]
    return lines


def _causes(session: Session, step: StepState) -> list[str]:
    return log_lines(session, step, _TAIL) if step.state in _EXPLAINED else []


def _told(step: StepState) -> str:
    state, text = step.state.value, table.text_of(step)
    return text if text.startswith(state) else f"{state}: {text}" if text else state


def log_lines(session: Session, step: StepState, count: int) -> list[str]:
    """Where a step's log is, and its last lines (`count` 0: all of them)."""
    log_id = str(step.data.get("log") or "")
    reader = session.bench.logs.reader(log_id) if log_id else None
    if reader is None:
        return []
    try:
        total = reader.count()
        first = max(0, total - count) if count else 0
        tail = reader.lines(first, total - first)
    finally:
        reader.close()
    place = log_file(session, log_id)
    return [f"log: {place}" if place else f"log: {log_id}", *(f"| {harmless(line)}" for line in tail)]


def log_file(session: Session, log_id: str) -> Path | None:
    """The file of a log, where it is one."""
    profile = session.bench.place.profile
    run_id, _, step = log_id.partition("/")
    path = Path(profile) / "logs" / safe_name(run_id) / f"{safe_name(step)}.log"
    return path if profile and path.exists() else None
