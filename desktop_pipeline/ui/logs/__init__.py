"""Logs of runs: a view over files of any length."""
