"""Random runs: hypothesis makes plans, weather, deaths and what is done afterwards; what must hold of every run is looked at after each.

A storm that breaks a rule is printed as short as hypothesis can make it. It happens in virtual time, and the same way again.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from desktop_pipeline.domain.plans import FIELD_MANAGER
from tests.services.storm_lives import ended, ride
from tests.services.storm_rules import broken
from tests.services.storm_strategies import storms
from tests.services.storms import Storm
from tests.services.virtual import run_virtually

_CHUNK = 100


@dataclass
class Outcome:
    """What some storms came to."""

    storms: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    deaths: int = 0
    changes: int = 0
    others: int = 0
    failing: str = ""

    def add(self, other: Outcome) -> None:
        self.storms += other.storms
        self.ends += other.ends
        self.steps += other.steps
        self.deaths += other.deaths
        self.changes += other.changes
        self.others += other.others


def weathered(storm: Storm, scratch: Path, outcome: Outcome) -> list[str]:
    """Let a storm happen, count what it came to, and say what does not hold."""
    seen = run_virtually(lambda clock: ride(storm, clock, scratch))
    outcome.storms += 1
    outcome.deaths += len(seen.deaths)
    outcome.changes += sum(write.by == FIELD_MANAGER for write in seen.writes)
    outcome.others += len(seen.touched)
    for run_id in seen.runs():
        state = ended(seen, run_id)
        outcome.ends[state.value if state else "without an end"] += 1
        outcome.steps.update(event.text("state") for event in seen.disk.runs[run_id].events if event.what.value == "step-ended")
    outcome.ends["refused before it began"] += bool(seen.refused and not seen.runs())
    return broken(storm, seen)


def chunk(count: int, number: int) -> Outcome:
    """So many storms, in a process of its own."""
    logging.disable(logging.CRITICAL)  # defects are looked for in what is told to the user
    outcome = Outcome()

    @seed(number)
    @settings(max_examples=count, deadline=None, database=None, phases=(Phase.generate, Phase.shrink), print_blob=False,
              suppress_health_check=list(HealthCheck))
    @given(storms)
    def hold(storm: Storm) -> None:
        found = weathered(storm, Path(scratch), outcome)
        assert not found, "\n".join([*found, repr(storm)])

    with tempfile.TemporaryDirectory(prefix="prove-runs-") as scratch:
        try:
            hold()
        except BaseException as error:  # also hypothesis' own, and what the program lets through
            outcome.failing = f"seed {number}: {type(error).__name__}: {error}"
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    given_ = parser.parse_args()
    total, failing, begin = Outcome(), 0, time.monotonic()
    sizes = [min(_CHUNK, given_.runs - first) for first in range(0, given_.runs, _CHUNK)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for number, outcome in enumerate(pool.map(chunk, sizes, range(given_.seed, given_.seed + len(sizes))), 1):
            total.add(outcome)
            if outcome.failing:
                failing += 1
                print(outcome.failing, flush=True)
            if number % 10 == 0:
                print(f"  {total.storms} storms, {failing} failing chunks, {time.monotonic() - begin:.0f} s", flush=True)
    print("runs by end: " + ", ".join(f"{name} {count}" for name, count in total.ends.most_common()))
    print("steps by end: " + ", ".join(f"{name} {count}" for name, count in total.steps.most_common()))
    print(f"seed {given_.seed}: {total.storms} storms with {sum(total.ends.values())} runs, {total.changes} changes by us, "
          f"{total.others} by others, {total.deaths} kills; rules broken in {failing} of {len(sizes)} chunks; "
          f"{time.monotonic() - begin:.0f} s")
    return 0 if not failing and total.storms >= given_.runs and total.changes else 1


if __name__ == "__main__":
    sys.exit(main())
