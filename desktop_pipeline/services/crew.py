"""What a run is begun with: the consent of a person, and those who do its steps; and what is told when it was put back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.builds import Builds
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.computer_ports import Locks
from desktop_pipeline.services.feed import Feed
from desktop_pipeline.services.jobs import JobRuns
from desktop_pipeline.services.kept_ports import Journal
from desktop_pipeline.services.planner import Planner
from desktop_pipeline.services.ports import Clock
from desktop_pipeline.services.rollouts import Rollouts
from desktop_pipeline.services.tasks import TaskHost


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to: `confirmed` the amber findings and protection *confirm*, `names` the app map ids that were typed,
    `large_context` builds that send more than the limit, `go_on` the pauses, `skip_blocked` to leave out what cannot run. `asks`: somebody
    is there to answer while it runs."""

    confirmed: bool = False
    names: frozenset[str] = frozenset()
    large_context: bool = False
    asks: bool = True
    go_on: bool = False
    skip_blocked: bool = False


@dataclass(frozen=True, slots=True)
class PutBack:
    """How what a failed run changed is put back: by the run `run`, or not (''), and then `why_not` says why."""

    run: str
    why_not: Message | None = None


@dataclass(frozen=True, slots=True)
class Crew:
    """What the steps of a run are done with. `by` is the person, `redact` masks secrets in texts of others."""

    catalog: Catalog
    planner: Planner
    builds: Builds
    rollouts: Rollouts
    jobs: JobRuns
    journal: Journal
    locks: Locks
    feed: Feed
    tasks: TaskHost
    clock: Clock
    by: str
    redact: Callable[[str], str] = str
