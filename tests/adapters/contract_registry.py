"""What every Registry has to do. Subclass `RegistryContract` with a fixture `world` that gives a `RegistryWorld`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace

import pytest

from desktop_pipeline.domain.builds import OPEN_CONTAINER
from desktop_pipeline.domain.changes import ConfigChange, ImageConfig, Part, compare
from desktop_pipeline.domain.errors import Refused, Unreachable
from desktop_pipeline.domain.redaction import MASK
from desktop_pipeline.services.ports import Login, Registry

NOTHING_SAID = ImageConfig()


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
    async def put(self, tag: str, created: str, labels: Mapping[str, str], platform: str = "linux/amd64", layer: int = 100,
                  config: ImageConfig = NOTHING_SAID) -> str:
        """Put an image with one layer of so many bytes into `path` of the open registry; its digest. `config` says how it runs."""

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
                     world.dead.config("a", digest), world.dead.delete("a", digest)):
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
        assert await world.registry.config(world.path, digest) is None
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
        assert info.images == (amd, arm), "without the attestation"
        alone = await world.registry.image(world.path, amd)
        assert alone is not None
        assert alone.images == ()

    async def test_put_tag(self, world: RegistryWorld) -> None:
        one, two = await world.put("1", "2024-05-01T10:00:00Z", {"n": "1"}), await world.put("2", "2024-05-02T10:00:00Z", {"n": "2"})
        index = await world.put_index("i", {"linux/amd64": one, "linux/arm64": two})
        for digest in (one, index, two):  # a tag that is there is moved
            assert await world.registry.put_tag(world.path, digest, "now")
            assert await world.registry.digest(world.path, "now") == digest
        assert "now" in (await world.registry.tags(world.path)).tags
        assert not await world.registry.put_tag(world.path, "sha256:" + 64 * "0", "none")
        assert await world.registry.digest(world.path, "none") is None

    async def test_config(self, world: RegistryWorld) -> None:
        says = ImageConfig(
            env={"PATH": "/bin", "EMPTY": "", "A": "x=y", "DB_PASSWORD": "hunter-two", "DB": "postgres://a:hunter-two@db/shop"},
            entrypoint=("tini", "--"), cmd=("serve", "--token=hunter-two"), ports=("53/udp", "80/tcp"), user="1000", workdir="/app",
            volumes=("/data",))
        digest = await world.put("1", "2024-05-01T10:00:00Z", {"n": "1", f"{OPEN_CONTAINER}revision": 40 * "a"}, layer=321, config=says)
        found = await world.registry.config(world.path, digest)
        assert found is not None and "hunter-two" not in repr(found)
        assert (found.env["PATH"], found.env["EMPTY"], found.env["A"], set(found.env)) == ("/bin", "", "x=y", set(says.env))
        assert (found.entrypoint, found.ports, found.user, found.workdir, found.volumes) == (
            says.entrypoint, says.ports, "1000", "/app", ("/data",))
        assert (found.platform, found.size, found.revision, found.labels["n"]) == ("linux/amd64", 321, 40 * "a", "1")
        assert found.cmd[0] == "serve" and found.cmd[1].startswith("--token=")
        other = await world.put("2", "2024-05-01T10:00:00Z", {"n": "1"}, "linux/arm64", 321,
                                replace(says, env={**says.env, "DB_PASSWORD": "hunter-three"}))
        index = await world.put_index("3", {"linux/arm64": other, "linux/amd64": digest})
        changed = await world.registry.config(world.path, index)
        assert changed is not None
        assert compare(found, changed) == (
            ConfigChange(Part.ENV, "DB_PASSWORD", MASK, MASK), ConfigChange(Part.PLATFORM, "", "linux/amd64", "linux/arm64"))

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
