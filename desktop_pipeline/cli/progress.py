"""Shows a run while it is at work: a live table in a terminal, JSON lines elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Protocol

from desktop_pipeline.cli import table
from desktop_pipeline.cli.output import Output, harmless
from desktop_pipeline.cli.question import Answers, is_yes
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.runs import RunState, StepState
from desktop_pipeline.domain.time_left import TimeLeft
from desktop_pipeline.services.feed import Area
from desktop_pipeline.services.workbench import Workbench

_LOOK = 0.1
_TICK = 1.0
_EVERY = 30.0
"""Seconds between two lines of the time left, where nothing can be drawn over."""
_DATA = ("tag", "number", "digest", "commit", "repository", "log")
"""What of a step's data goes into JSON lines."""


class Display(Protocol):
    """Shows states of one run as they come."""

    def show(self, run: RunState, now: float, left: TimeLeft | None = None) -> None:
        """`left`: how long it still takes, where that can be told."""

    def notice(self, text: str) -> None: ...

    def end(self) -> None:
        """The last state was shown."""


def json_line(
    at: float, state: str, *, run: str = "", step: str = "", stage: str = "", fraction: float | None = None, message: Message | None = None,
    data: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """One JSON line; the same fields in each. They are part of the command line's interface."""
    return {
        "at": round(at, 3), "run": run, "step": step, "state": state, "stage": stage,
        "fraction": None if fraction is None else _short(fraction), "code": message.code if message else "",
        "text": render(message) if message else "", "data": dict(data or {}),
    }


def _short(fraction: float) -> float:
    """1.0 only where all is done."""
    return 1.0 if fraction >= 1.0 else min(0.9999, round(fraction, 4))


class JsonDisplay:
    """A line for every step that changed since the last look, and for the run."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._shown: dict[str, object] = {}

    def show(self, run: RunState, now: float, left: TimeLeft | None = None) -> None:
        if not run.state.ended:
            self._run(run, now)
        for step in run.steps.values():
            self._step(run, step, now)
        if run.state.ended:
            self._run(run, now)

    def _run(self, run: RunState, now: float) -> None:
        stopping = run.stopping and not run.state.ended
        if self._shown.get("") != (run.state, stopping):
            self._shown[""] = (run.state, stopping)
            data = {"title": run.title, **({"stopping": True} if stopping else {})}
            self._output.json(json_line(now, run.state.value, run=run.id, fraction=run.fraction, data=data))

    def _step(self, run: RunState, step: StepState, now: float) -> None:
        data = {name: step.data[name] for name in _DATA if step.data.get(name) not in (None, "")}
        line = json_line(
            now, step.state.value, run=run.id, step=step.id, stage=step.stage, fraction=step.fraction, message=step.message, data=data)
        key = {name: value for name, value in line.items() if name != "at"}
        if self._shown.get(step.id) != key:
            self._shown[step.id] = key
            self._output.json(line)

    def notice(self, text: str) -> None:
        self._output.error(text)

    def end(self) -> None:
        pass


class LineDisplay:
    """A line of text whenever a step begins or ends, and now and then one for the whole: for logs and simple terminals."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._told = 0.0
        self._shown: dict[str, object] = {}

    def show(self, run: RunState, now: float, left: TimeLeft | None = None) -> None:
        for step in run.steps.values():
            key = (step.state, step.stage)
            if self._shown.get(step.id) != key and step.state.value != "pending":
                self._shown[step.id] = key
                clock = table.duration(now - (run.started or now))
                stage = f" {step.stage}" if step.stage and not step.state.ended else ""
                text = f"{clock:>6}  {table.sign(step.state)} {table.name_of(step)}: {step.state.value}{stage}  {table.text_of(step)}"
                self._output.line(self._output.paint(text.rstrip(), table.colour(step.state)))
        words = table.left_of(left, now) if left is not None and left.known else ""
        if words and now - self._told >= _EVERY:
            self._told = now
            self._output.line(f"{table.duration(now - (run.started or now)):>6}  {table.counted(run)}  {words}")

    def notice(self, text: str) -> None:
        self._output.error(text)

    def end(self) -> None:
        pass


class TableDisplay:
    """Redraws the table in place."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._drawn = 0

    def show(self, run: RunState, now: float, left: TimeLeft | None = None) -> None:
        columns, rows = self._output.size()
        made = table.lines(run, now, columns - 1, rows - 1, self._output, left)
        self._output.write(self._erase() + "\n".join(f"{line}\x1b[K" for line in made) + "\n")
        self._drawn = len(made)

    def _erase(self) -> str:
        """Go back to the first line of the table and clear what is below it."""
        return (f"\x1b[{self._drawn}F" if self._drawn else "") + "\x1b[J"

    def notice(self, text: str) -> None:
        self._output.write(self._erase() + text + "\n")
        self._drawn = 0

    def end(self) -> None:
        self._drawn = 0


def display_for(output: Output, as_json: bool) -> Display:
    """The display that suits the output."""
    if as_json:
        return JsonDisplay(output)
    return TableDisplay(output) if output.live else LineDisplay(output)


async def follow(bench: Workbench, run_id: str, display: Display, answers: Answers | None = None) -> RunState:
    """Show a run until its own end and return its last state; its questions are put to `answers`.

    Raises UserError when the run breaks, for example by a full disk.
    """
    told = _Notices(bench, display)
    showing = bench.tasks.start(_keep_showing(bench, run_id, display, told, answers), f"show {run_id}")
    try:
        return await bench.executor.ended(run_id)
    finally:
        showing.cancel()
        await asyncio.wait([showing])
        told.tell()
        state = bench.feed.run(run_id)
        if state is not None:
            display.show(state, bench.clock.now())
        display.end()


class _Notices:
    """Tells each notice of the program once, from now on."""

    def __init__(self, bench: Workbench, display: Display) -> None:
        self._bench, self._display, self._seen = bench, display, len(bench.feed.notices())

    def tell(self) -> None:
        notices = self._bench.feed.notices()
        for _, message in notices[self._seen:]:
            self._display.notice(render(message))
        self._seen = len(notices)


async def _keep_showing(bench: Workbench, run_id: str, display: Display, told: _Notices, answers: Answers | None) -> None:
    subscription = bench.feed.subscribe()
    asking: asyncio.Task[None] | None = None
    asked: dict[str, Message | None] = {}  # by step, as long as it is open: an answer takes a moment to get into the state
    at = ""
    try:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TICK):
                    await subscription.wait()
            areas = {topic.area for topic in subscription.take()}
            if Area.NOTICE in areas:
                told.tell()
            state = bench.feed.run(run_id)
            if state is not None:
                bench.outlook.follow(run_id)
            waiting = state.asking() if state is not None else ()
            asked = {step.id: step.question for step in waiting if asked.get(step.id) == step.question}
            if asking is not None and (asking.done() or at not in asked):
                asking.cancel()
                asking = None
            new = next((step for step in waiting if step.id not in asked), None)
            if state is not None and answers is not None and asking is None and new is not None:
                display.show(state, bench.clock.now(), bench.outlook.left(run_id))
                at, asked[new.id] = new.id, new.question
                asking = bench.tasks.start(_ask(bench, run_id, new, display, answers), f"question of {run_id}")
            if state is not None and asking is None:  # nothing is drawn over a question
                display.show(state, bench.clock.now(), bench.outlook.left(run_id))
            await asyncio.sleep(_LOOK)
    finally:
        if asking is not None:
            asking.cancel()
        subscription.close()


async def _ask(bench: Workbench, run_id: str, step: StepState, display: Display, answers: Answers) -> None:
    assert step.question is not None
    display.notice(f"{table.name_of(step)}: {harmless(render(step.question))} [y/N]")
    bench.executor.answer(run_id, step.id, yes=is_yes(await answers()))
