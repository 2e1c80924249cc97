"""What is kept in the profile: the journal of runs, drafts, and the fact cache, each in a file of SQLite."""

from desktop_pipeline.adapters.sqlite.journal import SqliteJournal
from desktop_pipeline.adapters.sqlite.store import SqliteStore

__all__ = ["SqliteJournal", "SqliteStore"]
