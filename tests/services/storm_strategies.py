"""Storms as hypothesis draws them; what it makes of a failing one is smaller and calmer."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from desktop_pipeline.domain.order import OnFailure
from desktop_pipeline.domain.workloads import Kind
from tests.services.storms import Act, Afterwards, Happening, Load, Storm

_WANTS = ("good", "good", "good", "slow", "crash", "never", "later", "web", "api", "mailer", "old")
_KINDS = (Kind.DEPLOYMENT, Kind.DEPLOYMENT, Kind.STATEFUL_SET, Kind.DAEMON_SET, Kind.CRON_JOB)
_SECONDS = (0.0, 0.05, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0)
_AMOUNTS = (1.0, 0.5, 3.0, 8.0, 20.0, 70.0, 200.0)

_load = st.builds(
    Load, kind=st.sampled_from(_KINDS), want=st.sampled_from(_WANTS), replicas=st.sampled_from((1, 2, 3, 0)),
    wave=st.sampled_from((0, 0, 1, 2)), after=st.one_of(st.none(), st.none(), st.integers(0, 4)),
    policy=st.sampled_from((None, None, None, *OnFailure)), limit=st.sampled_from((0.0, 0.0, 5.0, 20.0)),
    expect=st.sampled_from((True, True, True, False)), side=st.booleans(), odd=st.sampled_from((False, False, False, False, True)))

_happening = st.builds(
    Happening, act=st.sampled_from(Act), seconds=st.sampled_from(_SECONDS), write=st.one_of(st.just(0), st.integers(1, 60)),
    which=st.integers(0, 5), amount=st.sampled_from(_AMOUNTS))


def _possible(storm: Storm) -> Storm:
    """Without what no plan may have: a step after itself, after a later one, or after one of a higher wave."""
    loads = tuple(
        load if load.after is None or (load.after < number and storm.loads[load.after].wave <= load.wave) else replace(load, after=None)
        for number, load in enumerate(storm.loads))
    return replace(storm, loads=loads)


storms: st.SearchStrategy[Storm] = st.builds(
    Storm, loads=st.lists(_load, min_size=1, max_size=6).map(tuple), on_failure=st.sampled_from(OnFailure),
    concurrency=st.sampled_from((0, 1, 2, 3)), limit=st.sampled_from((0.0, 0.0, 10.0)),
    pauses=st.lists(st.integers(0, 1), max_size=2).map(tuple), job=st.booleans(),
    also_build=st.lists(st.sampled_from(("web", "api")), max_size=1).map(tuple), goes_on=st.sampled_from((False, False, False, True)),
    happenings=st.lists(_happening, max_size=5).map(tuple), answers=st.lists(st.booleans(), max_size=2).map(tuple),
    kills=st.lists(st.tuples(st.integers(1, 50), st.booleans()), max_size=2).map(tuple),
    finish=st.sampled_from((False, False, False, True)),
    afterwards=st.sampled_from(Afterwards)).map(_possible)
