"""What every Cluster tells of what stands around workloads. Subclass `AroundContract` with a fixture `world` of `cluster_world`."""

from __future__ import annotations

import asyncio

import pytest

from desktop_pipeline.domain.errors import Refused
from desktop_pipeline.domain.surroundings import Quota
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.ports import Login
from tests.adapters.cluster_world import ClusterWorld, found, main


class AroundContract:
    async def test_nodes(self, world: ClusterWorld) -> None:
        nodes = await world.cluster.nodes()
        assert nodes
        assert all(node.name and node.platform.count("/") == 1 for node in nodes)
        with pytest.raises(Refused) as caught:
            await world.narrow.nodes()
        assert caught.value.code == "cluster.forbidden"

    async def test_quotas_and_budgets(self, world: ClusterWorld) -> None:
        quota, budget = world.name(), world.name()
        await world.put_quota(quota, 500)
        await world.put_budget(budget, "none-has-this", 0)
        async with asyncio.timeout(20):  # their status is written by controllers
            while not (there := await self._counted(world, quota)):  # noqa: ASYNC110  # nobody tells of it
                await asyncio.sleep(0.1)
        assert there[0].hard["pods"] == 500
        assert there[0].used.get("pods", 0) < 500
        budgets = [item for item in await world.cluster.budgets(world.namespace) if item.name == budget]
        assert [(dict(item.labels), item.spare) for item in budgets] == [({"app": "none-has-this"}, 0)]

    @staticmethod
    async def _counted(world: ClusterWorld, name: str) -> list[Quota]:
        return [item for item in await world.cluster.quotas(world.namespace) if item.name == name and item.hard]

    async def test_pull_secrets(self, world: ClusterWorld) -> None:
        name, login = world.name(), Login("anna", "pull-word")
        await world.put_pull_secret(name, "registry.test:5000", login)
        secret = await world.cluster.pull_secret(world.namespace, name)
        assert (secret.name, secret.found, dict(secret.logins)) == (name, True, {"registry.test:5000": login})
        assert "pull-word" not in repr(secret)
        assert not (await world.cluster.pull_secret(world.namespace, world.name())).found
        with pytest.raises(Refused) as caught:
            await world.viewer.pull_secret(world.namespace, name)
        assert caught.value.code == "cluster.forbidden"

    async def test_what_the_pods_of_a_workload_need(self, world: ClusterWorld) -> None:
        key = await world.add(Kind.DEPLOYMENT, world.name(), main(world.images[0]))
        needs = (await found(world.cluster, key)).needs
        assert (needs.pull_secrets, dict(needs.node_selector), needs.by_affinity) == ((), {}, False)
