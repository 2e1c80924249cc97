"""The real adapter against the real cluster: the contract of the port, and what only a real one has."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from desktop_pipeline.domain.log_merge import LogLine
from tests.adapters.cluster_world import watching
from tests.adapters.contract_around import AroundContract
from tests.adapters.contract_cluster import ClusterContract
from tests.adapters.contract_pods import PodsContract, talker
from tests.adapters.fault_proxy import FaultProxy
from tests.adapters.kubernetes.lab import LabWorld, server_of
from tests.adapters.support import until
from tests.engines_support import Engines, fresh_namespace

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def shared_namespace(engines: Engines) -> Iterator[str]:
    with fresh_namespace(engines, "cluster") as name:
        yield name


@pytest.fixture
async def world(engines: Engines, shared_namespace: str, tmp_path: Path) -> AsyncIterator[LabWorld]:
    async with FaultProxy(*server_of(engines)) as proxy:
        made = LabWorld(engines, shared_namespace, proxy, tmp_path)
        try:
            yield made
        finally:
            await made.close()


class TestContract(ClusterContract):
    pass


class TestAround(AroundContract):
    pass


class TestPods(PodsContract):
    async def test_last_words_without_a_line_end(self, world: LabWorld) -> None:
        """As they often are when a program crashes: the log ends without a line end too."""
        workload, pod = await talker(world)
        lines: list[LogLine] = []
        async with watching(world.cluster.follow_log(world.namespace, pod.name, "main", lines.append)) as task:
            await until(lambda: lines)
            await world.crash(workload.key, pod.name)
            await until(task.done, 20.0)
        assert lines[-1].text == "last-words"
