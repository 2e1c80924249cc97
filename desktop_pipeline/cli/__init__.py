"""The command line: the same services as the window, without Qt."""

from desktop_pipeline.cli.program import main, window

__all__ = ["main", "window"]
