"""Runs: the sheet before one, the panel while it is at work, the history after it."""
