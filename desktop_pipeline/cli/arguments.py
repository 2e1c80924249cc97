"""Arguments of the command line and the texts of `--help`."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn, Protocol

_CODES = """\
exit codes:
  0    done
  1    a step failed
  2    refused before any change
  3    bad input: a wrong argument or file
  130  cancelled"""

_LINES = """\
JSON lines (with --json, or when the output is no terminal), one object per change:
  at        seconds since 1970
  run       id of the run, "" before it began
  step      id of the step, "" for the run as a whole
  state     of a step or run: pending, running, done, not-started, failed, superseded, timed-out, unknown, cancelled, skipped;
            of pre-flight: red, amber, info; while it waits: held, starting, started; at the end without a run: ready, refused, missed
  stage     hold, pre-flight, or what a running step does: build, patch, delete-pod, job, watch
  fraction  0 to 1, null when it cannot be told
  code      code of the message: stable, unlike its text
  text      message for people
  data      more, where there is more: container, tag, number, digest, commit, log, confirm
The last line is the verdict: the run as a whole, or ready or refused."""


class Usage(Exception):
    """The arguments are wrong. `text` says what is, and how it should be."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


class _Parser(argparse.ArgumentParser):
    """Raises Usage instead of leaving the program with argparse's own exit code."""

    def error(self, message: str) -> NoReturn:
        raise Usage(f"{self.format_usage()}{self.prog}: {message}")


_Commands = Any  # what add_subparsers returns; argparse has no public name for it


class Command(Protocol):
    """Adds a command to the parser, or an action to a command."""

    def __call__(self, name: str, text: str, into: _Commands | None = None) -> argparse.ArgumentParser: ...


def _global(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("where")
    hidden = argparse.SUPPRESS  # so that a sub-command does not put back what stood before it
    group.add_argument("--workspace", metavar="DIR", default=hidden, help="workspace folder (default: the one opened last)")
    group.add_argument("--profile", metavar="DIR", default=hidden, help="profile folder: journal, logs, bindings of this computer")
    group.add_argument("--temp-profile", action="store_true", default=hidden, help="use a profile that is deleted at the end")
    group.add_argument("--sandbox", action="store_true", default=hidden, help="everything in memory; nothing real is touched")
    group.add_argument("--language", metavar="CODE", default=hidden, help="language of the window (en, ko)")


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands. It raises Usage for wrong arguments and SystemExit after `--help`."""
    parser = _Parser(
        prog="desktop-pipeline", epilog=_CODES, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Choose which image each container should run, and roll it out. Without a command the window is opened.")
    _global(parser)
    parser.add_argument("--meter", action="store_true", help="show in the window's status bar how well its loop keeps time")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, text: str, into: _Commands | None = None, epilog: str = _CODES) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = (into or commands).add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter)
        _global(made)
        return made

    run = command("run", "check a plan, run it and report", epilog=f"{_LINES}\n\n{_CODES}")
    run.add_argument("plan", metavar="PLAN", help="name of a plan of the workspace, or a plan file")
    _consent(run)
    _hold(run)
    _json(run, "print JSON lines also in a terminal")

    check = command("check", "pre-flight only: ask everything, change nothing", epilog=f"{_LINES}\n\n{_CODES}")
    check.add_argument("plan", metavar="PLAN", help="name of a plan of the workspace, or a plan file")
    _json(check)

    _plan(command("plan", "compose plans without a window"), command)

    build = command("build", "run one build: number, image, push", epilog=f"{_LINES}\n\n{_CODES}")
    build.add_argument("name", metavar="NAME", help="name of the build")
    build.add_argument("-m", "--message", metavar="DESCRIPTION", default="", help="what is new in it; written on the image")
    build.add_argument(
        "--recipe-of", metavar="RUN", default="",
        help="run it by the recipe of a former run of this computer (its number, its tag, or the id of the run or the beginning of that), "
             "with the same commit; the build's file stays as it is")
    build.add_argument(
        "--branch", action="store_true", help="with --recipe-of: what branches and tags name now, not the commits of that run")
    _consent(build)
    _json(build, "print JSON lines also in a terminal")

    taken = command("import", "make builds from a folder with a Dockerfile or a compose file, and list what is not carried over")
    taken.add_argument("folder", metavar="FOLDER", help="the folder in which they lie; a git work tree with a remote gives the code")
    taken.add_argument(
        "--only", metavar="NAME", action="append", default=[], help="only this service or Dockerfile; may be given several times")
    taken.add_argument("--check", action="store_true", help="save nothing, only say what it would become")
    _json(taken)

    _runs(command("runs", "history of runs"), command)

    doctor = command("doctor", "what is set up, reachable and allowed (exit code 1 when something is not well)")
    _json(doctor)

    schema = command("schema", "JSON Schema of the files in a workspace")
    schema.add_argument("kind", metavar="KIND", choices=("plan", "build", "workspace"), help="plan, build or workspace")

    demo = command("demo", "a demonstration release in the sandbox", epilog=f"{_LINES}\n\n{_CODES}")
    demo.add_argument("--picture", metavar="FILE", default="", help="afterwards put a picture of the window into this file")
    _json(demo, "print JSON lines")
    return parser


def _json(parser: argparse.ArgumentParser, text: str = "print JSON, one object per line", *, inner: bool = False) -> None:
    """`inner`: of an action whose command has the option too, and which must not put back what stood before it."""
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS if inner else False, help=text)


def _consent(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--confirm", metavar="CLUSTER/NAMESPACE", action="append", default=[],
        help="the name of a protected app map that this run may change; may be given several times")
    parser.add_argument(
        "--trust", metavar="HASH", action="append", default=[],
        help="the tasks of a build with this hash were read and may run, now and later; may be given several times")
    parser.add_argument(
        "--large-context", action="store_true", help="send the files of a build also when they are more than limits.context_megabytes")
    parser.add_argument("--go-on", action="store_true", help="go past the pauses of a plan without asking")
    parser.add_argument(
        "--skip-blocked", action="store_true", help="leave out the steps that pre-flight refuses, and run the others (exit code 1 then)")
    parser.add_argument("--yes", action="store_true", help="go on in spite of amber findings, and in app maps that want to be confirmed")


def _hold(run: argparse.ArgumentParser) -> None:
    group = run.add_argument_group("execute when connected")
    group.add_argument(
        "--when-connected", action="store_true",
        help="wait until the clusters, registries and engines of the plan are there, then run it; this program must be running meanwhile")
    group.add_argument("--not-before", metavar="TIME", default="", help="earliest start, as 2026-05-31T22:00 in --zone")
    group.add_argument("--not-after", metavar="TIME", default="", help="latest start; afterwards the plan is missed and nothing is started")
    group.add_argument("--zone", metavar="ZONE", default="", help="zone of these times: Europe/Berlin, Asia/Seoul, UTC")


def _plan(plan: argparse.ArgumentParser, command: Command) -> None:
    commands = plan.add_subparsers(dest="action", metavar="ACTION", required=True)
    new = command("new", "make an empty plan", commands)
    new.add_argument("name", metavar="NAME", help="name of the plan and its file")
    new.add_argument("--map", metavar="CLUSTER/NAMESPACE", required=True, help="the app map it is for")
    new.add_argument("--title", default="", help="title of the runs it makes")
    change = command("set", "choose the image of a container in a plan", commands)
    change.add_argument("name", metavar="NAME", help="name of the plan")
    change.add_argument("row", metavar="[KIND/]WORKLOAD[/CONTAINER]", help="the container is needed where there are several")
    change.add_argument("--map", metavar="CLUSTER/NAMESPACE", default="", help="the app map, where the plan does not tell")
    modes = change.add_mutually_exclusive_group(required=True)
    modes.add_argument("--tag", metavar="T", default="", help="deploy this tag")
    modes.add_argument("--version", metavar="V", default="", help="deploy this version of the image's build")
    modes.add_argument("--latest", action="store_true", help="deploy the version that is the newest now")
    modes.add_argument("--build", action="store_true", help="build a new version and deploy it")
    modes.add_argument("--remove", action="store_true", help="take it out of the plan")
    show = command("show", "what is in a plan", commands)
    show.add_argument("name", metavar="NAME", help="name of a plan of the workspace, or a plan file")
    _json(show, "print one JSON object")
    diff = command("diff", "what is different between two plans", commands)
    diff.add_argument("old", metavar="A", help="name of a plan of the workspace, or a plan file")
    diff.add_argument("new", metavar="B", help="the plan it is compared with")
    _json(diff, "print one JSON object")
    brings = command("changes", "what a plan brings: commits and configuration of each row, offline by what is kept", commands)
    brings.add_argument("name", metavar="NAME", help="name of a plan of the workspace, or a plan file")
    _json(brings, "print one JSON object")


def _runs(runs: argparse.ArgumentParser, command: Command) -> None:
    _json(runs)
    runs.add_argument("--limit", metavar="N", type=int, default=20, help="how many (default: 20)")
    runs.set_defaults(search="", state=[])
    commands = runs.add_subparsers(dest="action", metavar="ACTION")
    listed = command("list", "runs, newest first; those in which all words are found", commands)
    listed.add_argument("--search", metavar="WORDS", default="", help="words in title, workload, image, tag, digest, person or run id")
    listed.add_argument("--state", metavar="STATE", action="append", default=[], help="only runs in this state; may be repeated")
    listed.add_argument("--limit", metavar="N", type=int, default=argparse.SUPPRESS, help="how many (default: 20)")
    _json(listed, inner=True)
    show = _of_run(command("show", "one run: its steps and why they ended as they did", commands))
    show.add_argument("--log", action="store_true", help="the logs of its steps too")
    _json(show, inner=True)
    _acts(_of_run(command("again", "deploy exactly the images that a run had deployed", commands)))
    _acts(_of_run(command("undo", "put back what a run changed: every workload to the image it had before", commands), step=True))
    _acts(_of_run(command("retry", "run again what did not end well in a run, or was put back since", commands), step=True))
    resume = _of_run(command("resume", "go on with a run whose program died, after finding out what became of its steps", commands))
    resume.add_argument("--look", action="store_true", help="only say what became of its steps and what is left to be done")
    _acts(resume)
    _of_run(command("finish", "end a run whose program died as it stands: nothing more of it is begun", commands))
    _of_run(command("stop", "ask the program that is at work on a run to stop it, and wait for its end", commands))
    _audit(commands, command)


def _of_run(parser: argparse.ArgumentParser, *, step: bool = False) -> argparse.ArgumentParser:
    """An action on one run; `step`: or on one step of it."""
    parser.add_argument("run", metavar="RUN", help="id of the run or the beginning of it, or “last”")
    if step:
        parser.add_argument("--step", metavar="STEP", default="", help="only this step of it, as “runs show --json” names it")
    return parser


def _acts(parser: argparse.ArgumentParser) -> None:
    """An action of `runs` that is a run like any other."""
    _consent(parser)
    _json(parser, "print JSON lines also in a terminal", inner=True)


def _audit(commands: _Commands, command: Command) -> None:
    verify = command("verify", "whether the audit is as it was written (exit code 1 when it is not)", commands)
    verify.add_argument("file", metavar="FILE", nargs="?", default="", help="an exported audit (default: the journal of the profile)")
    verify.add_argument("--expect", metavar="HASH", default="", help="the head hash that was noted elsewhere, for example in a ticket")
    _json(verify, "print one JSON object", inner=True)
    export = command("export", "write the audit into a file that can be verified alone", commands)
    export.add_argument("runs", metavar="RUN", nargs="*", help="only the records of these runs, and the hashes of all others")
    export.add_argument("--output", metavar="FILE", required=True, help="where it is written, as JSON lines")
    report = _of_run(command("report", "one page about a run, for the ticket", commands))
    form = report.add_mutually_exclusive_group()
    form.add_argument("--html", action="store_true", help="a page that stands alone")
    form.add_argument("--markdown", action="store_true", help="Markdown (unless the name of FILE ends in .html)")
    report.add_argument("--output", metavar="FILE", default="", help="where it is written (default: standard output)")
