"""How a registry wants to be asked: Basic, or Bearer tokens that are kept by scope until they expire.

Source: RFC 7235 (challenges) and the token specification of the distribution project.
"""

from __future__ import annotations

import asyncio
import base64
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from desktop_pipeline.adapters.common.http import is_loopback
from desktop_pipeline.domain.errors import Refused, UserError
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.services.ports import Login

_PART = re.compile(
    r'(?P<name>[a-zA-Z_]+)\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s,"]+))|(?P<scheme>[a-zA-Z][a-zA-Z0-9-]*)'
)
_SHORTEST = 60.0  # seconds a token is valid at least, by the specification
_MARGIN = 10.0  # seconds before its end at which a token is no longer used


class Get(Protocol):
    """Fetch an address as JSON: status and value."""

    async def __call__(self, url: str, headers: dict[str, str], params: dict[str, str]) -> tuple[int, Any]: ...


@dataclass(frozen=True, slots=True)
class Challenge:
    """What `WWW-Authenticate` asks for. `scheme` is `basic` or `bearer`."""

    scheme: str
    parameters: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def parse(header: str) -> Challenge | None:
        """The strongest challenge that we can answer: bearer before basic; None when there is none."""
        found: dict[str, Challenge] = {}
        current = Challenge("")
        for part in _PART.finditer(header):
            if scheme := part["scheme"]:
                current = found.setdefault(scheme.lower(), Challenge(scheme.lower()))
            else:
                current.parameters[part["name"].lower()] = part["bare"] or re.sub(r"\\(.)", r"\1", part["quoted"] or "")
        return found.get("bearer") or found.get("basic")


@dataclass(slots=True)
class _Token:
    header: str
    until: float


class Authorizer:
    """Gives the `Authorization` header for a scope, and gets a new one when the registry was not content."""

    def __init__(self, host: str, login: Callable[[], Awaitable[Login | None]], get: Get, redact: Redactor) -> None:
        self._host = host
        self._login = login
        self._get = get
        self._redact = redact
        self._basic = ""
        self._tokens: dict[str, _Token] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def header(self, scope: str) -> str:
        """What to send with a request; '' when nothing is known yet. `scope` is any name for requests that need the same rights."""
        token = self._tokens.get(scope)
        if token is not None and token.until > time.monotonic():
            return token.header
        return self._basic

    async def renew(self, scope: str, used: str, challenge: str, url: str) -> str:
        """The header that answers a challenge (`WWW-Authenticate` of a 401); '' when there is nothing else to try than what was used.

        Raises Refused `registry.unauthorized` or `registry.unsafe_login`, UserError `registry.bad_answer`.
        """
        wanted = Challenge.parse(challenge)
        if wanted is None:
            return ""
        async with self._locks.setdefault(scope, asyncio.Lock()):
            known = self.header(scope)
            if known and known != used:
                return known  # another request got it meanwhile
            login = await self._login()
            if login is not None:
                self._redact.add(login.secret)
            if wanted.scheme == "bearer":
                return await self._bearer(scope, wanted, login, url)
            header = _basic(login) if login is not None else ""
            if header == used:
                return ""
            self._basic = header
            return header

    async def _bearer(self, scope: str, wanted: Challenge, login: Login | None, url: str) -> str:
        realm = wanted.parameters.get("realm", "")
        parts = urlsplit(realm)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UserError("registry.bad_answer", host=self._host, what="realm", text=realm)
        headers = {}
        if login is not None:
            if parts.scheme == "http" and urlsplit(url).scheme == "https" and not is_loopback(parts.hostname):
                raise Refused("registry.unsafe_login", host=self._host, realm=realm)
            headers["Authorization"] = _basic(login)
        params = {name: wanted.parameters[name] for name in ("service", "scope") if wanted.parameters.get(name)}
        status, answer = await self._get(realm, headers, params)
        if status in (400, 401, 403):
            raise Refused("registry.unauthorized", host=self._host, text=f"no token ({status}).")
        token = (answer.get("token") or answer.get("access_token")) if isinstance(answer, dict) else None
        if status != 200 or not isinstance(token, str) or not token:
            raise UserError("registry.bad_answer", host=self._host, what="token", text=f"status {status}.")
        self._redact.add(token)
        seconds = answer.get("expires_in")
        valid = max(_SHORTEST, float(seconds)) if isinstance(seconds, int | float) else _SHORTEST
        self._tokens[scope] = _Token(f"Bearer {token}", time.monotonic() + valid - _MARGIN)
        return self._tokens[scope].header


def _basic(login: Login) -> str:
    return "Basic " + base64.b64encode(f"{login.username}:{login.secret}".encode()).decode()
