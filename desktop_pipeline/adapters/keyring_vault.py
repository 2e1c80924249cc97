"""The Vault port on the keyring of the operating system.

A keyring may be missing, locked, or ask its user for a password and not answer for minutes. It is spoken to in one thread, with a time
limit; what it does not take is kept in memory for this session, never in a file, and handed over when it works again.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from desktop_pipeline.adapters.common.reasons import sentence
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import Redactor

T = TypeVar("T")
SERVICE = "Desktop Pipeline"
ANSWER_SECONDS = 5.0
PART = 600
"""Characters of one entry. Windows allows 1,280 UTF-16 units in an entry, and a character may be two of them."""
_SPLIT = "desktop-pipeline:parts:"


@dataclass(slots=True)
class _Answer(Generic[T]):
    """What the keyring said, which entries it took, and why it did not take the others."""

    value: T
    taken: dict[str, str | None] = field(default_factory=dict)
    failed: Exception | None = None


class MemoryVault:
    """Secrets of this session only: for the sandbox and for tests. `notice` is what it says about that."""

    def __init__(self, secrets: dict[str, str] | None = None, notice: Message | None = None) -> None:
        self._secrets = dict(secrets or {})
        self._notice = notice

    async def get(self, name: str) -> str | None:
        return self._secrets.get(name)

    async def put(self, name: str, secret: str) -> None:
        self._secrets[name] = secret

    async def delete(self, name: str) -> None:
        self._secrets.pop(name, None)

    def notice(self) -> Message | None:
        return self._notice

    async def close(self) -> None:
        self._secrets.clear()


class KeyringVault:
    """`backend` is a keyring backend (default: the one that `keyring` chooses); `answer_seconds` the time limit of each call.

    No call raises: what the keyring does not do is done in memory, and `notice` says why.
    """

    def __init__(self, backend: Any = None, service: str = SERVICE, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._entries = _Entries(backend, service)
        self._answer_seconds = answer_seconds
        self._memory: dict[str, str | None] = {}  # None: deleted here, but perhaps still in the keyring
        self._notice: Message | None = None
        self._worker: _Worker | None = None

    async def get(self, name: str) -> str | None:
        """The secret; None when there is none, or while the keyring cannot be asked (see `notice`)."""
        if name not in self._memory:
            done, found = await self._try(lambda: self._entries.get(name), "")
            if done and name not in self._memory:
                return found
        return self._memory.get(name)

    async def put(self, name: str, secret: str) -> None:
        self._memory[name] = secret
        await self._try(lambda: None, secret)

    async def delete(self, name: str) -> None:
        self._memory[name] = None
        await self._try(lambda: None, "")

    def notice(self) -> Message | None:
        """Why secrets are only kept for this session; None while the keyring works."""
        return self._notice

    async def close(self) -> None:
        """Forget everything in memory. No thread is left, unless the keyring still does not answer: that one cannot hold up the program."""
        self._memory.clear()
        if self._worker is not None:
            await self._worker.close(self._answer_seconds)
            self._worker = None

    async def _try(self, question: Callable[[], T], secret: str) -> tuple[bool, T | None]:
        """Ask, and hand over what is in memory. (False, None) when the keyring failed or did not answer in time; then `notice` says so."""
        if self._worker is None or not self._worker.alive():
            self._worker = _Worker()
        async with self._worker.turn:  # so the time limit is one question's, and what several put at once is handed over once
            return await self._ask(self._worker, question, secret)

    async def _ask(self, worker: _Worker, question: Callable[[], T], secret: str) -> tuple[bool, T | None]:
        waiting = dict(self._memory)
        redact = Redactor([secret, *(value for value in waiting.values() if value)])

        def work() -> _Answer[T]:
            answer = _Answer(question())
            for name, value in waiting.items():
                try:
                    self._entries.put(name, value)
                    answer.taken[name] = value
                except Exception as error:  # one that cannot be kept must not keep the others from being read
                    answer.failed = error
            return answer

        if worker.busy() and self._notice is not None:
            return False, None  # it still has not answered the former question: do not wait again
        future = worker.ask(work)
        try:
            async with asyncio.timeout(self._answer_seconds):
                found = await asyncio.shield(future)
        except TimeoutError:
            self._notice = Message.of("keyring.waiting", seconds=f"{self._answer_seconds:g}")
            future.add_done_callback(lambda late: self._late(late, redact))
            return False, None
        except asyncio.CancelledError:
            future.add_done_callback(lambda late: self._late(late, redact))
            raise
        except Exception as error:
            self._notice = _why(error, redact)
            return False, None
        self._take(found, redact)
        return True, found.value

    def _late(self, future: asyncio.Future[_Answer[T]], redact: Redactor) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            self._take(future.result(), redact)
        else:
            self._notice = _why(error, redact)

    def _take(self, answer: _Answer[T], redact: Redactor) -> None:
        for name, value in answer.taken.items():
            if name in self._memory and self._memory[name] == value:
                del self._memory[name]
        self._notice = None if answer.failed is None else _why(answer.failed, redact)


class _Entries:
    """Secrets as entries of the keyring; long ones in several. Used by one thread."""

    def __init__(self, backend: Any, service: str) -> None:
        self._backend = backend
        self._service = service

    def get(self, name: str) -> str | None:
        found = self._keyring().get_password(self._service, name)
        if found is None or not found.startswith(_SPLIT):
            return None if found is None else str(found)
        parts = [self._keyring().get_password(self._service, part) for part in _part_names(name, found)]
        return "".join(parts) if all(part is not None for part in parts) else None

    def put(self, name: str, secret: str | None) -> None:
        """Write or (None) delete. A new long secret stands beside the old one until it is whole."""
        keyring = self._keyring()
        old = keyring.get_password(self._service, name)
        if secret is None:
            if old is not None:
                self._delete(name)
        elif len(secret) <= PART and not secret.startswith(_SPLIT):
            keyring.set_password(self._service, name, secret)
        else:
            count = -(-len(secret) // PART)
            head = f"{_SPLIT}{secrets.token_hex(4)}:{count}"
            for index, part in enumerate(_part_names(name, head)):
                keyring.set_password(self._service, part, secret[index * PART:(index + 1) * PART])
            keyring.set_password(self._service, name, head)
        for part in _part_names(name, old or ""):
            self._delete(part)

    def _delete(self, name: str) -> None:
        import keyring.errors

        with contextlib.suppress(keyring.errors.PasswordDeleteError):  # it is not there
            self._keyring().delete_password(self._service, name)

    def _keyring(self) -> Any:
        """The backend. Raises NoKeyringError for one that keeps nothing, or keeps it in a plain file."""
        import keyring
        import keyring.errors

        backend = self._backend if self._backend is not None else keyring.get_keyring()
        keeps = backend.priority >= 1 and not type(backend).__module__.startswith(("keyring.backends.null", "keyrings.alt"))
        if self._backend is None and not keeps:
            raise keyring.errors.NoKeyringError("no keyring")
        return backend


def _part_names(name: str, head: str) -> list[str]:
    """Names of the entries that a head points to; none for what is no head."""
    mark, _, count = head.removeprefix(_SPLIT).partition(":")
    if not head.startswith(_SPLIT) or not count.isdecimal():
        return []
    return [f"{name}#{mark}#{index}" for index in range(int(count))]


def _why(error: BaseException, redact: Redactor) -> Message:
    import keyring.errors

    if isinstance(error, keyring.errors.NoKeyringError):
        return Message.of("keyring.none")
    if isinstance(error, keyring.errors.KeyringLocked):
        return Message.of("keyring.locked")
    return Message.of("keyring.failed", text=redact(sentence(str(error) or type(error).__name__)))


class _Worker:
    """One thread that asks the keyring, question after question. A daemon: one that never answers must not hold up the program's end."""

    def __init__(self) -> None:
        self._questions: queue.SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._open: set[asyncio.Future[Any]] = set()
        self.turn = asyncio.Lock()
        self._thread = threading.Thread(target=self._run, name="keyring", daemon=True)
        self._thread.start()

    def alive(self) -> bool:
        """Whether questions may be asked from the loop that runs now."""
        return self._thread.is_alive() and self._loop is asyncio.get_running_loop()

    def busy(self) -> bool:
        return bool(self._open)

    def ask(self, question: Callable[[], T]) -> asyncio.Future[T]:
        future: asyncio.Future[T] = self._loop.create_future()
        self._open.add(future)
        future.add_done_callback(self._open.discard)
        self._questions.put((question, future))
        return future

    async def close(self, seconds: float) -> None:
        self._questions.put(None)
        if self._open:
            await asyncio.wait(set(self._open), timeout=seconds)
        if not self._open:
            self._thread.join(seconds)

    def _run(self) -> None:
        while (asked := self._questions.get()) is not None:
            question, future = asked
            try:
                answer = question()
            except BaseException as error:
                self._tell(future, lambda future=future, error=error: future.set_exception(error))  # type: ignore[misc]  # bound now
            else:
                self._tell(future, lambda future=future, answer=answer: future.set_result(answer))  # type: ignore[misc]  # bound now

    def _tell(self, future: asyncio.Future[Any], set_it: Callable[[], None]) -> None:
        def call() -> None:
            if not future.done():
                set_it()

        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(call)
