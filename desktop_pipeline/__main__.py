"""The program: without a command the window, else the command line."""

from __future__ import annotations

import sys

from desktop_pipeline import cli


def main(argv: list[str] | None = None) -> int:
    """Run the program and return its exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    window = cli.window(arguments)
    if window is None:
        return cli.main(arguments, picture=_picture)
    from desktop_pipeline.app import run_window  # Qt is loaded only for the window

    options, language = window
    return run_window(options, language=language)


def _picture(file: str) -> int:
    """Put a picture of the window on the sandbox into a file."""
    from desktop_pipeline.app import take_picture

    return take_picture(file)


if __name__ == "__main__":
    sys.exit(main())
