"""How the code of the little shop came about: the commits between its builds, and what changed in how their images run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from desktop_pipeline.adapters.sandbox.code import Repo, commit_of
from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.changes import ImageConfig

_SMALL = ("Update dependencies", "Tests for what is new", "Say what went wrong", "Smaller functions", "Texts in Korean", "Log less")
_PEOPLE = ("Anna Berg", "Jiho Kim", "Min Park")
_HOUR = 3600.0
_ASTRAY = {"worker": 3}
"""Builds of which one run was made from a branch that was never merged."""


def remember(repo: Repo, name: str, runs: Sequence[BuildRun], head: str) -> None:
    """Give a repository the commits of these runs, with a few smaller ones between them, and `head` as its newest one."""
    last = ""

    def commit(sha: str, parent: str, when: float, subject: str) -> str:
        number = int(hashlib.sha256(sha.encode()).hexdigest()[:4], 16)
        repo.parents[sha], repo.told[sha] = parent, (when, _PEOPLE[number % len(_PEOPLE)], subject)
        return sha

    for run in runs:
        begun, at = (run.started or 0.0) - 2 * _HOUR, last
        for step in range(run.number % 4):
            subject = _SMALL[(run.number + step) % len(_SMALL)]
            at = commit(commit_of(name, str(run.number), str(step)), at, begun - (4 - step) * 5 * _HOUR, subject)
        at = commit(run.commit, at, begun, run.description)
        last = last if _ASTRAY.get(name) == run.number else at
    newest = max((when for when, _, _ in repo.told.values()), default=0.0)
    commit(head, last, newest + 2 * _HOUR, "Start of the next version")


def config_of(number: int, newest: int) -> ImageConfig:
    """How the image of a run runs: more workers from the third on, metrics and another base from the newest."""
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "WORKERS": "4" if number > 2 else "2"}
    if number == newest:
        env |= {"METRICS": "on"}
    base = "docker.io/library/python:3.13-slim" if number == newest else "docker.io/library/python:3.12-slim"
    return ImageConfig(
        env=env, cmd=("python", "-m", "app"), ports=("8080/tcp", "9090/tcp") if number == newest else ("8080/tcp",), user="app",
        workdir="/app", labels={"org.opencontainers.image.base.name": base})
