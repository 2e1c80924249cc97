"""What every Vault has to do. Subclass `VaultContract` with a fixture `vault` (a Vault that works)."""

from __future__ import annotations

import asyncio

import pytest

from desktop_pipeline.services.ports import Vault


class VaultContract:
    """Results, and that nothing is lost or shown."""

    async def test_nothing_there(self, vault: Vault) -> None:
        assert await vault.get("registry/none") is None
        await vault.delete("registry/none")
        assert vault.notice() is None

    @pytest.mark.parametrize("secret", ["s3cret", "", " spaces ", "ü€\U0001f511", "two\nlines", "desktop-pipeline:parts:x:1", "x" * 601,
                                        "long " * 1000, "\U0001f511" * 1300])
    async def test_put_get_delete(self, vault: Vault, secret: str) -> None:
        await vault.put("registry/one", secret)
        assert await vault.get("registry/one") == secret
        await vault.delete("registry/one")
        assert await vault.get("registry/one") is None

    async def test_replace(self, vault: Vault) -> None:
        for secret in ("short", "long " * 1000, "other " * 500, "short again"):
            await vault.put("git/one", secret)
            assert await vault.get("git/one") == secret

    async def test_names_are_apart(self, vault: Vault) -> None:
        await asyncio.gather(*(vault.put(f"git/{number}", f"secret {number}") for number in range(10)))
        assert await asyncio.gather(*(vault.get(f"git/{number}") for number in range(10))) == [f"secret {number}" for number in range(10)]
        await asyncio.gather(*(vault.delete(f"git/{number}") for number in range(10)))

    async def test_the_secret_is_not_shown(self, vault: Vault) -> None:
        await vault.put("git/shown", "very-secret-word")
        assert "very-secret-word" not in repr(vault) + str(vault.notice())
        await vault.delete("git/shown")
