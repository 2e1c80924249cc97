"""Remembers which content of risky tasks this person has seen and trusts. Kept in the profile, by hash of the content."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.recipes import pinned
from desktop_pipeline.domain.trust import trust_hash
from desktop_pipeline.services.kept_ports import Store

_KEY = "trust"


@dataclass(frozen=True, slots=True)
class Trusted:
    """Hashes as they lie in the drafts."""

    hashes: tuple[str, ...] = ()


class Trust:
    """Trust once per content: a build whose Script, User, File and REST tasks change in any way must be trusted anew."""

    def __init__(self, drafts: Store) -> None:
        self._drafts = drafts

    async def is_trusted(self, build: Build) -> bool:
        """Whether a build may run as it is; True for one without risky tasks."""
        wanted = trust_hash(build)
        return not wanted or wanted in await self._hashes()

    async def trust(self, build: Build) -> None:
        """This person has seen the tasks of the build and trusts them."""
        await self.trust_hash(trust_hash(build))

    async def trust_at(self, former: Build, commits: tuple[str, ...]) -> None:
        """A recipe that is trusted is trusted too at the commits that it fetched in a run of this person: nothing else is changed in it."""
        if await self.is_trusted(former):
            await self.trust(pinned(former, commits))

    async def trust_hash(self, content: str) -> None:
        """Trust a content by its hash, as pre-flight names it."""
        hashes = await self._hashes()
        if content and content not in hashes:
            await self._drafts.save(_KEY, Trusted((*hashes, content)))

    async def _hashes(self) -> tuple[str, ...]:
        return (await self._drafts.load(_KEY, Trusted) or Trusted()).hashes
