"""KeyringVault: the contract on a backend of our own and on a real gnome-keyring; keyrings that are missing, locked, slow or broken."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import AsyncIterator

import keyring.backend
import keyring.backends.fail
import keyring.errors
import pytest

from desktop_pipeline.adapters.keyring_vault import KeyringVault, MemoryVault
from desktop_pipeline.domain.messages import render
from tests.adapters.contract_vault import VaultContract
from tests.adapters.support import until


class Backend(keyring.backend.KeyringBackend):
    """A keyring with the limit of Windows. `error` is raised by every call, `gate` holds it up."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.error: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.writes = 0

    def _check(self) -> None:
        self.gate.wait(30)
        if self.error is not None:
            raise self.error

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.writes += 1
        if len(password.encode("utf-16-le")) > 2560:
            raise keyring.errors.PasswordSetError("too long")
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("not there")


@pytest.fixture
def backend() -> Backend:
    return Backend()


class TestOwnBackend(VaultContract):
    @pytest.fixture
    async def vault(self, backend: Backend) -> AsyncIterator[KeyringVault]:
        vault = KeyringVault(backend)
        yield vault
        await vault.close()
        assert not [name for _, name in backend.entries if "#" in name]  # no part of an old secret is left


class TestMemory(VaultContract):
    @pytest.fixture
    async def vault(self) -> MemoryVault:
        return MemoryVault()


@pytest.mark.keyring
class TestGnomeKeyring(VaultContract):
    @pytest.fixture
    async def vault(self, real_keyring: dict[str, str]) -> AsyncIterator[KeyringVault]:
        import keyring.backends.SecretService

        vault = KeyringVault(keyring.backends.SecretService.Keyring(), service=f"Desktop Pipeline test {secrets.token_hex(4)}")
        yield vault
        assert vault.notice() is None
        await vault.close()


async def test_many_at_once_are_each_written_once_and_wait_for_one_another_without_a_limit(backend: Backend) -> None:
    vault = KeyringVault(backend, answer_seconds=0.5)
    pause = 0.05
    backend._check = lambda: time.sleep(pause)  # type: ignore[method-assign]  # a slow keyring: each question in time, all of them not
    await asyncio.gather(*(vault.put(f"git/{number}", f"secret {number}") for number in range(3)))
    found = await asyncio.gather(*(vault.get(f"git/{number}") for number in range(8)))
    assert found == [*(f"secret {number}" for number in range(3)), *[None] * 5]
    assert vault.notice() is None
    assert backend.writes == 3
    await vault.close()


@pytest.mark.parametrize(("error", "code"), [
    (keyring.errors.NoKeyringError("none"), "keyring.none"), (keyring.errors.KeyringLocked("locked"), "keyring.locked"),
    (keyring.errors.PasswordSetError("disk full, very-secret-word"), "keyring.failed"), (OSError("no bus"), "keyring.failed"),
])
async def test_failing_keyring_keeps_secrets_for_the_session(backend: Backend, error: Exception, code: str) -> None:
    vault = KeyringVault(backend)
    await vault.put("registry/old", "in the keyring")
    backend.error = error
    await vault.put("registry/one", "very-secret-word")
    notice = vault.notice()
    assert notice is not None
    assert notice.code == code
    assert "very-secret-word" not in render(notice)
    assert await vault.get("registry/one") == "very-secret-word"
    assert await vault.get("registry/old") is None
    await vault.delete("registry/old")
    backend.error = None
    assert await vault.get("registry/other") is None  # it works again: what waited is handed over
    assert vault.notice() is None
    assert list(backend.entries.values()) == ["very-secret-word"]
    assert await vault.get("registry/one") == "very-secret-word"
    await vault.close()


async def test_an_entry_that_cannot_be_kept_does_not_hide_the_others(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = KeyringVault(backend)
    await vault.put("registry/good", "kept")
    monkeypatch.setattr(backend, "set_password", lambda *arguments: (_ for _ in ()).throw(keyring.errors.PasswordSetError("full")))
    await vault.put("registry/bad", "not kept")
    assert (await vault.get("registry/good"), await vault.get("registry/bad")) == ("kept", "not kept")
    assert vault.notice() is not None
    await vault.close()


async def test_keyring_that_does_not_answer(backend: Backend) -> None:
    vault = KeyringVault(backend, answer_seconds=0.2)
    backend.gate.clear()
    begun = time.monotonic()
    await vault.put("registry/one", "secret")
    notice = vault.notice()
    assert notice is not None
    assert notice.code == "keyring.waiting"
    for _ in range(20):
        assert await vault.get("registry/one") == "secret"
        assert await vault.get("registry/two") is None
    assert time.monotonic() - begun < 3  # not the limit for each of the calls
    backend.gate.set()
    await until(lambda: vault.notice() is None)
    assert list(backend.entries.values()) == ["secret"]
    await vault.close()


async def test_cancelled_call_ends_at_once(backend: Backend) -> None:
    vault = KeyringVault(backend)
    backend.gate.clear()
    task = asyncio.create_task(vault.put("registry/one", "secret"))
    await asyncio.sleep(0.05)
    begun = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - begun < 1
    backend.gate.set()
    assert await vault.get("registry/one") == "secret"
    await vault.close()


async def test_closing_does_not_wait_for_ever(backend: Backend) -> None:
    vault = KeyringVault(backend, answer_seconds=0.1)
    backend.gate.clear()
    await vault.put("registry/one", "secret")
    await vault.close()
    backend.gate.set()  # so that the thread ends before this test does


async def test_without_any_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", keyring.backends.fail.Keyring)
    vault = KeyringVault()
    await vault.put("registry/one", "secret")
    assert await vault.get("registry/one") == "secret"
    notice = vault.notice()
    assert notice is not None
    assert notice.code == "keyring.none"
    await vault.close()
