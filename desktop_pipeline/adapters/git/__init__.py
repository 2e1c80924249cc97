"""Code repositories through the `git` program."""

from desktop_pipeline.adapters.git.code import GitCode

__all__ = ["GitCode"]
