"""run --when-connected: waits in the foreground until a plan can be run, then runs it."""

from __future__ import annotations

from collections.abc import Callable

from desktop_pipeline.cli import findings
from desktop_pipeline.cli.codes import Exit, Quit, quit_of
from desktop_pipeline.cli.output import harmless
from desktop_pipeline.cli.progress import json_line
from desktop_pipeline.cli.session import Session
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.holds import Agreement, Hold, Phase, Window, shown, window
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.plans import Plan

_BAD_TIME = ("hold.no_zone", "hold.bad_zone", "hold.bad_time", "hold.no_such_time", "hold.twice", "hold.turned_round")
_OPTIONS = ("not_before", "not_after", "zone")
STAGE = "hold"


def refuse_options(session: Session) -> None:
    """A time without --when-connected would be ignored. Raises Quit."""
    given = [name for name in _OPTIONS if getattr(session.arguments, name, "")]
    if given and not session.arguments.when_connected:
        raise Quit(Exit.BAD_INPUT, f"--{given[0].replace('_', '-')} goes with --when-connected.")


async def started(session: Session, plan: Plan, *, as_json: bool) -> str:
    """Wait until the plan has started; the id of its run. Ctrl+C meanwhile: nothing is started. Raises Quit when it is missed, refused
    or disarmed."""
    bench, arguments = session.bench, session.arguments
    wanted = _window(session)
    agreed = Agreement(
        confirmed=arguments.yes, names=frozenset(arguments.confirm), amber=arguments.yes, large_context=arguments.large_context,
        go_on=arguments.go_on, asks=findings.somebody_answers(as_json=as_json), skip_blocked=arguments.skip_blocked)
    await findings.trust(session, plan, arguments.trust)
    subscription = bench.feed.subscribe()
    try:
        hold_id = await bench.holds.arm(plan, agreed, wanted, kept=False, file=arguments.plan)
        session.stop = _disarm(session, hold_id)
        told: object = None
        while True:
            hold = bench.holds.find(hold_id)
            if hold is None:
                raise Quit(Exit.CANCELLED, "Disarmed. Nothing was started.")
            if (hold.phase, hold.why) != told:
                told = hold.phase, hold.why
                _show(session, hold, as_json)
            if hold.phase is Phase.STARTED:
                return hold.run
            if hold.phase.over:
                raise Quit(Exit.REFUSED, *_lines(hold))
            await subscription.wait()
            subscription.take()
    except UserErrors as errors:
        raise Quit(Exit.REFUSED, *quit_of(errors).lines) from errors
    except UserError as error:
        raise _lacking(error) from error
    finally:
        subscription.close()
        session.stop = None


def _window(session: Session) -> Window:
    arguments = session.arguments
    try:
        return window(arguments.not_before, arguments.not_after, arguments.zone, session.bench.clock.now())
    except UserError as error:
        raise Quit(Exit.BAD_INPUT if error.code in _BAD_TIME else Exit.REFUSED, render(error.message)) from error


def _lacking(error: UserError) -> Quit:
    """Why it was not armed, and what would have to be passed."""
    quit = quit_of(error)
    options = {"run.name_not_typed": f"--confirm {error.message.argument('name')}", "run.unconfirmed": "--yes", "run.pauses": "--go-on",
               "trust.needed": f"--trust {error.message.argument('hash')}"}
    option = options.get(error.code)
    return Quit(quit.code, *quit.lines, *([f"To run it, pass: {option}"] if option else []))


def _disarm(session: Session, hold_id: str) -> Callable[[], None]:
    """What the first Ctrl+C does; a run that has just begun is stopped."""
    bench = session.bench

    async def act() -> None:
        try:
            await bench.holds.disarm(hold_id)
        except UserError:  # too late: it is being begun
            hold = await bench.holds.wait(hold_id)
            bench.executor.stop(hold.run)

    def stop() -> None:
        bench.tasks.start(act(), "disarm")

    return stop


def _show(session: Session, hold: Hold, as_json: bool) -> None:
    if as_json:
        reasons = [{"step": why.step, "code": why.message.code, "text": render(why.message)} for why in hold.why]
        message = hold.why[0].message if hold.why else None
        data = {"title": hold.title, "waits_for": [f"{item.kind}/{item.id}" for item in hold.conditions], "why": reasons}
        session.output.json(json_line(
            session.bench.clock.now(), hold.phase.value, run=hold.run, stage=STAGE, message=message, data=data))
    elif not hold.phase.over:
        for line in _lines(hold):
            session.output.line(line)


def _lines(hold: Hold) -> list[str]:
    heads = {Phase.HELD: "Held; it starts by itself, Ctrl+C disarms it. It waits for:", Phase.STARTING: "Everything is there. Pre-flight…",
             Phase.MISSED: "Missed:", Phase.REFUSED: "Refused before any change:"}
    lines = [heads[hold.phase]]
    if hold.phase is Phase.HELD and hold.window.not_after:
        lines[0] = lines[0].replace("It waits for:", f"At {shown(hold.window.not_after)} ({hold.window.zone}) it is missed. It waits for:")
    return lines + [f"  {why.step + ': ' if why.step else ''}{harmless(render(why.message))}" for why in hold.why]
