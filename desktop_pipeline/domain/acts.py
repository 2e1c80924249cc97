"""What the journal says of the acts of a run's steps: what was begun, what came of it, and which images a change wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from desktop_pipeline.domain.runs import Event, What


@dataclass(frozen=True, slots=True)
class Written:
    """One container of a change: exact image strings and pull policies, `after` as the cluster took it."""

    container: str
    before: str
    after: str
    policy_before: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Acts:
    """The newest intent and outcome of one act of a step."""

    intent: Event | None = None
    outcome: Event | None = None

    @property
    def result(self) -> str:
        """ok, failed, cancelled, unknown; '' without an outcome."""
        return self.outcome.text("result") if self.outcome is not None else ""

    @property
    def counts(self) -> bool:
        """Whether it had an effect, or may have had one: an act whose answer was lost counts."""
        return self.intent is not None and self.result in ("", "ok", "unknown")

    @property
    def became(self) -> Mapping[str, str]:
        """Of a change: by container the images that the answer told; admission may have written others than were asked for."""
        return dict(json.loads(self.outcome.text("became") or "[]")) if self.outcome is not None else {}

    @property
    def running(self) -> Mapping[str, Mapping[str, int]]:
        """Of a change: by container the `imageID`s that pods ran before it, and how many pods each."""
        return json.loads(self.intent.text("running") or "{}") if self.intent is not None else {}

    @property
    def guard(self) -> str | None:
        """Of a change of which nobody knows whether it was made: the run that the template named before it. Its request is refused where
        the template names another; None = it cannot arrive any more, or the journal does not tell."""
        known = self.intent is not None and self.result in ("", "unknown") and "guard" in self.intent.data
        return self.intent.text("guard") if self.intent is not None and known else None

    def written(self) -> tuple[Written, ...]:
        """Of a change that was begun: its containers, whether it counts or not."""
        became = self.became
        changes = json.loads(self.intent.text("changes") or "[]") if self.intent is not None else ()
        return tuple(Written(name, before, became.get(name, after), *policies) for name, before, after, *policies in changes)


def acts_by_step(events: Iterable[Event], act: str) -> dict[str, Acts]:
    """What the journal says of an act, by id of step. An outcome before the newest intent belongs to an earlier try."""
    found: dict[str, Acts] = {}
    for event in events:
        if event.text("act") == act and event.what is What.INTENT:
            found[event.step] = Acts(event)
        elif event.text("act") == act:
            found[event.step] = replace(found.get(event.step, Acts()), outcome=event)
    return found
