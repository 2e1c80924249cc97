"""What is set up, reachable and allowed: one line for each thing, with what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.cluster_ports import Access
from desktop_pipeline.services.computer_ports import Awake, Profile
from desktop_pipeline.services.ports import Vault, World

_PATIENCE = 12.0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `good` None means: works, with a restriction."""

    what: str
    name: str
    good: bool | None
    message: Message


class Doctor:
    """Looks at everything the workspace names, side by side, and changes nothing."""

    def __init__(self, catalog: Catalog, world: World, vault: Vault, awake: Awake, profile: Profile) -> None:
        self._catalog, self._world, self._vault, self._awake, self._profile = catalog, world, vault, awake, profile

    async def examine(self) -> tuple[Check, ...]:
        """All checks, at most some 12 s."""
        workspace = self._catalog.workspace
        found = [
            Check("file", problem.file, False, problem.message) for problem in self._catalog.problems
        ]
        looks = [self._look("cluster", item.id, self._cluster(item.id)) for item in workspace.clusters]
        looks += [self._look("app map", item.id, self._rights(item.cluster, item.namespace)) for item in workspace.app_maps]
        looks += [self._look("registry", item.id, self._registry(item.id)) for item in workspace.registries]
        looks += [self._look("engine", name or "default", self._engine(name)) for name in self._engines()]
        looks.append(self._look("profile", "", self._kept()))
        looks.append(self._look("keyring", "", self._keyring()))
        looks.append(self._look("computer", "", self._kept_awake()))
        return (*found, *await asyncio.gather(*looks))

    def _engines(self) -> tuple[str, ...]:
        named = [engine.id for engine in self._catalog.workspace.engines] + [build.engine for build in self._catalog.builds]
        return tuple(dict.fromkeys(named))

    async def _look(self, what: str, name: str, look: Awaitable[tuple[bool | None, Message]]) -> Check:
        try:
            async with asyncio.timeout(_PATIENCE):
                good, message = await look
        except UserError as error:
            good, message = False, error.message
        except TimeoutError:
            good, message = False, Message.of("preflight.no_answer", what=what, name=name)
        return Check(what, name, good, message)

    async def _cluster(self, cluster_id: str) -> tuple[bool | None, Message]:
        uid = await self._world.cluster(cluster_id).identity()
        known = self._catalog.workspace.cluster(cluster_id)
        same = known.is_at(uid) if known is not None else True
        if same is False:
            raise UserError("preflight.other_cluster", cluster=cluster_id)
        if same is None:
            return None, Message.of("preflight.cluster_not_told", cluster=cluster_id)
        return True, Message.of("doctor.cluster", uid=uid)

    async def _rights(self, cluster_id: str, namespace: str) -> tuple[bool | None, Message]:
        watch, patch = Access("watch", "apps", "deployments"), Access("patch", "apps", "deployments")
        allowed = await self._world.cluster(cluster_id).may(namespace, (watch, patch))
        if not allowed.get(watch):
            return False, Message.of("doctor.may_not_read")
        return (True, Message.of("doctor.may_release")) if allowed.get(patch) else (None, Message.of("doctor.may_not_release"))

    async def _registry(self, registry_id: str) -> tuple[bool | None, Message]:
        await self._world.registry(registry_id).ping()
        return True, Message.of("doctor.ok")

    async def _engine(self, engine_id: str) -> tuple[bool | None, Message]:
        info = await self._world.builder(engine_id).info()
        return True, Message.of("doctor.engine", version=info.version, platform=info.platform)

    async def _kept(self) -> tuple[bool | None, Message]:
        await self._profile.try_to_write()
        return True, Message.of("doctor.profile")

    async def _keyring(self) -> tuple[bool | None, Message]:
        await self._vault.get("doctor")
        notice = self._vault.notice()
        return (None, notice) if notice else (True, Message.of("doctor.vault"))

    async def _kept_awake(self) -> tuple[bool | None, Message]:
        async with self._awake.hold("looking whether it can be done") as way:
            pass  # it is tried, and let go at once
        return (True, Message.of("doctor.awake", way=way)) if way else (None, Message.of("doctor.not_awake"))
