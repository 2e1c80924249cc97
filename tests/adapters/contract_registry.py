"""What every Registry has to do. Subclass `RegistryContract` with a fixture `world` that gives a `RegistryWorld`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

import pytest

from desktop_pipeline.domain.errors import Refused, Unreachable
from desktop_pipeline.services.ports import Login, Registry


class RegistryWorld(ABC):
    """An open registry, one with a password, and one that is not there."""

    registry: Registry
    dead: Registry
    login: Login
    path: str
    """A repository that is new for each test."""

    @abstractmethod
    def locked(self, login: Login | None) -> Registry:
        """The registry with a password, asked with this login. Closed by the world."""

    @abstractmethod
    async def put(self, tag: str, created: str, labels: Mapping[str, str], platform: str = "linux/amd64", layer: int = 100) -> str:
        """Put an image with one layer of so many bytes into `path` of the open registry; its digest."""

    @abstractmethod
    async def put_index(self, tag: str, images: Mapping[str, str]) -> str:
        """Put an index of images (platform → digest) and one attestation; its digest."""


class RegistryContract:
    """Results, what is not there, logins, deleting."""

    async def test_ping(self, world: RegistryWorld) -> None:
        await world.registry.ping()

    async def test_nobody_there(self, world: RegistryWorld) -> None:
        digest = "sha256:" + 64 * "0"
        for call in (world.dead.ping(), world.dead.tags("a"), world.dead.digest("a", "1"), world.dead.image("a", digest),
                     world.dead.delete("a", digest)):
            with pytest.raises(Unreachable) as caught:
                await call
            assert caught.value.code == "registry.unreachable"

    async def test_logins(self, world: RegistryWorld) -> None:
        await world.locked(world.login).ping()
        assert (await world.locked(world.login).tags(f"{world.path}/none")).tags == ()
        for login in (None, Login(world.login.username, "wrong-word"), Login("nobody", world.login.secret)):
            registry = world.locked(login)
            for call in (registry.ping(), registry.tags(world.path), registry.digest(world.path, "1")):
                with pytest.raises(Refused) as caught:
                    await call
                assert caught.value.code == "registry.unauthorized"
                assert "wrong-word" not in str(caught.value)

    async def test_what_is_not_there(self, world: RegistryWorld) -> None:
        digest = "sha256:" + 64 * "0"
        listed = await world.registry.tags(world.path)
        assert (listed.tags, listed.complete) == ((), True)
        assert await world.registry.digest(world.path, "1") is None
        assert await world.registry.digest(world.path, digest) is None
        assert await world.registry.image(world.path, digest) is None
        await world.registry.delete(world.path, digest)

    async def test_tags_and_digests(self, world: RegistryWorld) -> None:
        one = await world.put("1", "2024-05-01T10:00:00.5Z", {"n": "1"})
        two = await world.put("2", "2024-05-02T10:00:00Z", {"n": "2"})
        assert await world.put("also-2", "2024-05-02T10:00:00Z", {"n": "2"}) == two
        listed = await world.registry.tags(world.path)
        assert (sorted(listed.tags), listed.complete) == (["1", "2", "also-2"], True)
        assert await world.registry.digest(world.path, "1") == one
        assert await world.registry.digest(world.path, "also-2") == two
        assert await world.registry.digest(world.path, one) == one

    async def test_image(self, world: RegistryWorld) -> None:
        digest = await world.put("1", "2024-05-01T10:00:00.5Z", {"io.desktop-pipeline.number": "7"}, "linux/arm64", layer=321)
        info = await world.registry.image(world.path, digest)
        assert info is not None
        assert (info.created, info.size, info.platforms) == (1714557600.5, 321, ("linux/arm64",))
        assert info.labels["io.desktop-pipeline.number"] == "7"
        assert info.config_digest.startswith("sha256:")

    async def test_index(self, world: RegistryWorld) -> None:
        amd = await world.put("amd", "2024-05-01T10:00:00Z", {"n": "1"}, "linux/amd64", layer=10)
        arm = await world.put("arm", "2024-05-02T10:00:00Z", {"n": "2"}, "linux/arm64", layer=20)
        digest = await world.put_index("1", {"linux/amd64": amd, "linux/arm64": arm})
        assert await world.registry.digest(world.path, "1") == digest
        info = await world.registry.image(world.path, digest)
        assert info is not None
        assert (info.created, info.size, info.platforms) == (1714557600.0, 10, ("linux/amd64", "linux/arm64"))
        assert info.labels == {"n": "1"}

    async def test_may_push(self, world: RegistryWorld) -> None:
        await world.registry.may_push(world.path)
        assert (await world.registry.tags(world.path)).tags == (), "nothing is left"
        await world.locked(world.login).may_push(world.path)
        for login in (None, Login(world.login.username, "wrong-word")):
            with pytest.raises(Refused) as caught:
                await world.locked(login).may_push(world.path)
            assert caught.value.code == "registry.unauthorized"
        with pytest.raises(Unreachable):
            await world.dead.may_push(world.path)

    async def test_delete_takes_every_tag_with_it(self, world: RegistryWorld) -> None:
        digest = await world.put("1", "2024-05-01T10:00:00Z", {})
        await world.put("also", "2024-05-01T10:00:00Z", {})
        other = await world.put("2", "2024-05-02T10:00:00Z", {"n": "2"})
        await world.registry.delete(world.path, digest)
        assert await world.registry.digest(world.path, "1") is None
        assert await world.registry.digest(world.path, "also") is None
        assert await world.registry.digest(world.path, "2") == other
        await world.registry.delete(world.path, digest)
