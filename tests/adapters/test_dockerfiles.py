"""Dockerfiles in the usual shapes: the program's images are those of `docker build` run by hand, file by file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_pipeline.adapters.docker import DockerBuilder
from desktop_pipeline.adapters.docker.buildx import BuildxBuilder
from desktop_pipeline.world import put_tag
from tests.adapters.dockerfile_cases import REMOTE, Bench, Case, cases
from tests.adapters.test_buildx_builder import buildkit
from tests.engines_support import Engines

__all__ = ["buildkit"]
pytestmark = [pytest.mark.engines, pytest.mark.timeout(180)]
CLASSIC = [case for case in cases() if not case.remote_only]
ON_BUILDKIT = [case for case in cases() if case.remote_only or case.name in ("dockerignore", "odd-names", "multi-stage", "links-and-modes")]


@pytest.fixture
def bench(engines: Engines, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(engines, tmp_path)
    yield made
    made.clean()


@pytest.mark.parametrize("case", CLASSIC, ids=lambda case: case.name)
async def test_by_the_engine(bench: Bench, case: Case) -> None:
    builder = DockerBuilder(bench.engines.docker_host)
    try:
        count, found = await bench.differences(case, builder, remote=False)
    finally:
        await builder.close()
    assert not found, "\n".join(found[:20])
    assert count > 100


@pytest.mark.parametrize("case", ON_BUILDKIT, ids=lambda case: case.name)
async def test_by_a_remote_builder(buildkit: Engines, bench: Bench, case: Case) -> None:
    builder = BuildxBuilder(bench.engines.docker_host, builder=REMOTE, put_tag=put_tag)
    try:
        _, found = await bench.differences(case, builder, remote=True)
    finally:
        await builder.close()
    assert not found, "\n".join(found[:20])
