"""HTTP as companies need it: proxy from the environment, the system's certificates plus an own CA, time limits, back-off."""

from __future__ import annotations

import asyncio
import random
import ssl
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import yarl

from desktop_pipeline.adapters.common.names import connector
from desktop_pipeline.domain.errors import UserError

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0


def is_loopback(host: str) -> bool:
    """Whether a host name (without port) is this computer."""
    return host in ("localhost", "::1") or host.endswith(".localhost") or host.startswith("127.")


def tls_context(ca_file: Path | None = None) -> ssl.SSLContext:
    """Trusts what the system trusts (`SSL_CERT_FILE` and `SSL_CERT_DIR` included) and the certificates in `ca_file`.

    Raises UserError `http.bad_ca`.
    """
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise UserError("http.bad_ca", file=ca_file, text=error) from error
    return context


def proxy_for(url: str) -> str | None:
    """The proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name for an address; None = direct. This computer is always reached directly."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or urllib.request.proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    proxies = urllib.request.getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


class HttpSession:
    """An aiohttp session that is made when first needed. `.netrc` is not read: passwords come from the keyring only."""

    def __init__(self, ca_file: Path | None = None, connections: int = 16, read_seconds: float = READ_SECONDS) -> None:
        self._ca_file = ca_file
        self._connections = connections
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, connect=None, sock_read=read_seconds)
        self._session: aiohttp.ClientSession | None = None

    def request(self, method: str, url: str | yarl.URL, **options: Any) -> Any:
        """`aiohttp.ClientSession.request` through the right proxy: an async context manager of the response."""
        if self._session is None or self._session.closed:
            ways = connector(ssl=tls_context(self._ca_file), limit=self._connections)
            self._session = aiohttp.ClientSession(
                connector=ways, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": "desktop-pipeline"},
            )
        return self._session.request(method, url, proxy=proxy_for(str(url)), **options)

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            await asyncio.sleep(0)  # let transports of TLS begin to close
            self._session = None


def backoff(attempt: int, first: float = 0.5, longest: float = 30.0) -> float:
    """Seconds to wait before attempt 1, 2, 3, …: doubling, with jitter between the half and the whole."""
    whole = min(longest, first * 2.0 ** max(0, attempt - 1))
    return whole * (0.5 + random.random() / 2)


def retry_after(headers: Any, longest: float) -> float | None:
    """Seconds that an answer asks to wait (`Retry-After` in seconds), at most `longest`; None when it does not say."""
    text = str(headers.get("Retry-After", "")).strip()
    return min(float(text), longest) if text.isdecimal() else None
