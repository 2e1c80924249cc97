"""Entry of the command line: arguments in, exit code out."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace

from desktop_pipeline.cli import demo, history, importing, looks, plans, runs
from desktop_pipeline.cli.arguments import Usage, make_parser
from desktop_pipeline.cli.codes import Exit, Quit, quit_of
from desktop_pipeline.cli.output import Output
from desktop_pipeline.cli.session import Work, options_of, run_session
from desktop_pipeline.compose import Options
from desktop_pipeline.domain.errors import UserError, UserErrors

Picture = Callable[[str], int]
"""Puts a picture of the window into a file and returns an exit code. Given by whoever knows the window."""

_WORK: dict[str, Work] = {
    "run": runs.run, "check": runs.check, "build": runs.build, "plan": plans.plan, "runs": history.runs, "doctor": looks.doctor,
    "import": importing.import_,
}


def main(argv: list[str], picture: Picture | None = None) -> int:
    """Run one command and return its exit code; never raises. `picture` serves `demo --picture`."""
    output = Output()
    try:
        return int(_command(argv, output, picture))
    except Usage as error:
        output.error(error.text)
        return Exit.BAD_INPUT
    except SystemExit as left:  # --help
        return left.code if isinstance(left.code, int) else Exit.DONE
    except Quit as quit:
        return _leave(output, quit)
    except (UserError, UserErrors) as error:
        return _leave(output, quit_of(error))
    except KeyboardInterrupt:
        return Exit.CANCELLED
    except Exception:
        output.error("This is a defect of the program:")
        output.error(traceback.format_exc())
        return Exit.FAILED
    finally:
        output.close()


def window(argv: list[str]) -> tuple[Options, str] | None:
    """Options and language of the window when these arguments ask for it; None when they are for the command line, right or wrong."""
    if {"-h", "--help"} & set(argv):
        return None
    try:
        arguments = make_parser().parse_args(argv)
    except Usage:
        return None
    return None if arguments.command else (options_of(arguments), getattr(arguments, "language", ""))


def _leave(output: Output, quit: Quit) -> int:
    for line in quit.lines:
        output.error(line)
    return quit.code


def _command(argv: list[str], output: Output, picture: Picture | None) -> int:
    parser = make_parser()
    arguments = parser.parse_args(argv)
    if arguments.command is None:
        raise Usage(parser.format_help())
    if arguments.command == "schema":
        return looks.schema(arguments.kind, output)
    if arguments.command != "demo":
        return run_session(arguments, output, _WORK[arguments.command])
    if arguments.picture and picture is None:
        raise Quit(Exit.REFUSED, "There is no window here to take a picture of.")
    code = run_session(arguments, output, demo.demo, replace(options_of(arguments), sandbox=True))
    if arguments.picture and picture is not None and code != Exit.CANCELLED:
        code = picture(arguments.picture) or code
    return code
