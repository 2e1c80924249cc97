"""Arguments → window or command."""

from __future__ import annotations

import signal
import sys


def main(arguments: list[str] | None = None) -> int:
    """Entry of the program. Without a command the window is opened; `--meter` shows how well its loop keeps time."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)  # until the window is there: an exception while Qt is made would crash it
    argv = list(sys.argv[1:] if arguments is None else arguments)
    meter = "--meter" in argv
    if meter:
        argv.remove("--meter")
    from desktop_pipeline import cli

    wanted = cli.window(argv)
    if wanted is None:
        signal.signal(signal.SIGINT, before)
        return cli.main(argv, _picture)
    try:
        from desktop_pipeline.app import run_window
    except ImportError as error:
        print(f"desktop-pipeline: the window needs PySide6 and the libraries of the system: {error}", file=sys.stderr)
        return 1
    options, language = wanted
    return run_window(options, language, meter=meter)


def _picture(path: str) -> int:
    from desktop_pipeline.app import picture_of_demo

    return picture_of_demo(path)


if __name__ == "__main__":
    sys.exit(main())
