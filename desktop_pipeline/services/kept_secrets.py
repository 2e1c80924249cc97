"""A vault that keeps the secrets of held plans in memory: their plans start by themselves, also when the keyring was locked meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.ports import Vault


class KeptSecrets:
    """The port Vault over another one. What the other vault says counts; what was kept is given only while that cannot be asked."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._kept: dict[str, str] = {}

    async def keep(self, names: Iterable[str]) -> Message | None:
        """Read these secrets once and keep them. Says why the keyring could not be asked for one of them; None when all is well, also
        where a secret was never set."""
        for name in sorted(set(names) - self._kept.keys()):
            found = await self._vault.get(name)
            if found is not None:
                self._kept[name] = found
            elif (notice := self._vault.notice()) is not None:
                return notice
        return None

    def keep_only(self, names: Iterable[str]) -> None:
        """Forget all others."""
        wanted = set(names)
        self._kept = {name: secret for name, secret in self._kept.items() if name in wanted}

    async def get(self, name: str) -> str | None:
        found = await self._vault.get(name)
        if found is None and self._vault.notice() is not None:
            return self._kept.get(name)
        return found

    async def put(self, name: str, secret: str) -> None:
        if name in self._kept:
            self._kept[name] = secret
        await self._vault.put(name, secret)

    async def delete(self, name: str) -> None:
        self._kept.pop(name, None)
        await self._vault.delete(name)

    def notice(self) -> Message | None:
        return self._vault.notice()
