"""What pre-flight finds, and where its parts put it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from desktop_pipeline.domain.messages import Message


class Level(StrEnum):
    RED = "red"
    AMBER = "amber"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `step` '' = the whole plan, `container` '' = the whole workload. `drift`: the drift policy of the plan gave the
    level, so amber is a question of its own: who agreed to warnings beforehand did not answer it."""

    level: Level
    step: str
    container: str
    message: Message
    drift: bool = False


class Notes(Protocol):
    """Collects findings while the questions are asked."""

    def add(self, level: Level, step: str, message: Message, container: str = "", *, drift: bool = False) -> None: ...
