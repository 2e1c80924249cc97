"""One command at work: its workbench, its event loop, and Ctrl+C."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from desktop_pipeline.cli.codes import Exit, Quit, place_line, placed, problem_line
from desktop_pipeline.cli.output import Output
from desktop_pipeline.compose import Options, compose
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.messages import render
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.services.kept_ports import FileProblem
from desktop_pipeline.services.workbench import Workbench

_HARD = 3
"""So many interrupts end the process at once; the journal then says that the run was interrupted."""


@dataclass
class Session:
    """What a command works with. `stop` is what the first interrupt does; without it the command is cancelled."""

    arguments: argparse.Namespace
    bench: Workbench
    output: Output
    stop: Callable[[], None] | None = None
    tell: Callable[[str], None] | None = None
    """Where a word to the user goes while something is drawn; None = stderr."""
    interrupts: int = 0
    task: asyncio.Task[Any] | None = field(default=None, repr=False)

    @property
    def as_json(self) -> bool:
        return bool(getattr(self.arguments, "json", False))

    def interrupt(self) -> None:
        """Ctrl+C: first stop the run in good order, then leave it, then end at once."""
        self.interrupts += 1
        if self.interrupts >= _HARD:
            os._exit(Exit.CANCELLED)
        if self.interrupts == 1 and self.stop is not None:
            (self.tell or self.output.error)("Stopping. Ctrl+C once more leaves without waiting.")
            self.stop()
        elif self.task is not None:
            self.task.cancel()

    @property
    def base(self) -> str:
        """The folder of the workspace's files; '' where there is none."""
        return "" if self.bench.sandbox else self.bench.place.workspace

    async def load_plan(self, name_or_path: str) -> Plan:
        """A plan of the workspace or a file. Raises Quit with all problems of the file, UserError when it is not there."""
        try:
            return await self.bench.files.load_plan(name_or_path)
        except UserErrors as errors:
            raise Quit(Exit.BAD_INPUT, *(problem_line(message, self.base) for message in errors.messages)) from errors
        except UserError as error:
            if error.code != "file.unreadable":
                raise
            raise Quit(Exit.BAD_INPUT, problem_line(error.message, self.base)) from error  # a folder, for example

    def needs_workspace(self, plan: str = "") -> None:
        """Files of the workspace with problems: those of builds and plans are left out with a warning; raises Quit for workspace.yaml.

        `plan`: name or path of the plan that is loaded next; `load_plan` tells what is wrong in it.
        """
        problems = [problem for problem in self.bench.catalog.problems if not plan or not self._is_in(problem, plan)]
        lines = [place_line(placed(problem.file, self.base), problem.line, problem.path, render(problem.message)) for problem in problems]
        if any(problem.file.replace("\\", "/").rpartition("/")[2] == "workspace.yaml" for problem in problems):
            raise Quit(Exit.BAD_INPUT, *lines)
        for line in lines:
            self.output.error(f"left out: {line}")


    def _is_in(self, problem: FileProblem, plan: str) -> bool:
        """Whether it is one that loading this plan tells, too."""
        if problem.message.code in ("file.extension", "file.bad_name"):  # only of files in the folder
            return False
        named = Path(self.base, "plans", f"{plan}.yaml")
        return Path(self.base, problem.file).absolute() in (named.absolute(), Path(plan).absolute())


Work = Callable[[Session], Awaitable[int]]


def options_of(arguments: argparse.Namespace) -> Options:
    """The global options, for `compose`."""
    return Options(
        workspace=getattr(arguments, "workspace", ""), profile=getattr(arguments, "profile", ""),
        temp_profile=getattr(arguments, "temp_profile", False), sandbox=getattr(arguments, "sandbox", False))


def run_session(arguments: argparse.Namespace, output: Output, work: Work, options: Options | None = None) -> int:
    """Run a command on an event loop of its own. Afterwards no task, thread or process of it is left."""
    return asyncio.run(_session(arguments, output, work, options or options_of(arguments)))


async def _session(arguments: argparse.Namespace, output: Output, work: Work, options: Options) -> int:
    bench = compose(options)
    session = Session(arguments, bench, output, task=asyncio.current_task())
    restore = _listen(session)
    try:
        try:
            await bench.start(watch=False)
            return await work(session)
        finally:
            await _to_the_end(bench)
    except asyncio.CancelledError:
        if session.interrupts:
            return Exit.CANCELLED
        raise
    finally:
        restore()


async def _to_the_end(bench: Workbench) -> None:
    """Close the workbench; an interrupt meanwhile does not leave half of it open."""
    closing = asyncio.ensure_future(bench.close())
    cancelled = False
    while not closing.done():
        try:
            await asyncio.shield(closing)
        except asyncio.CancelledError:
            cancelled = True
    closing.result()
    if cancelled:
        raise asyncio.CancelledError


def _listen(session: Session) -> Callable[[], None]:
    """Let SIGINT and SIGTERM interrupt the session; returns what puts back the former handlers."""
    loop = asyncio.get_running_loop()
    signals = [signal.SIGINT, signal.SIGTERM]
    former: dict[signal.Signals, Any] = {}

    def handler(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(session.interrupt)

    with suppress(ValueError):  # not the main thread
        for number in signals:
            former[number] = signal.signal(number, handler)

    def restore() -> None:
        for number, before in former.items():
            signal.signal(number, before if before is not None else signal.SIG_DFL)

    return restore
