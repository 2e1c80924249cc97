"""The link to one API server: kubernetes.aio as transport, raw bytes in and out. The only module that imports the client library.

Two clients with one login: one for requests, one for streams, whose pool has no limit, because every open watch keeps a connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from typing import Any

import aiohttp
from kubernetes.aio import client

from desktop_pipeline.adapters.common.gate import Gate
from desktop_pipeline.adapters.common.names import connector
from desktop_pipeline.adapters.common.reasons import plain_reason
from desktop_pipeline.adapters.kubernetes.credentials import Credentials
from desktop_pipeline.adapters.kubernetes.errors import Answer, Unsent, clip, error_of, garbage, warning_text
from desktop_pipeline.adapters.kubernetes.proxies import proxy_for, without_password
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.services.ports import URGENT

Query = Iterable[tuple[str, str | int]]
USER_AGENT = "desktop-pipeline/1"
REQUESTS_AT_ONCE = 32
CONNECT_SECONDS = 5.0
POOL_SECONDS = 10.0
"""Until a connection is there: waiting for a free one, the proxy's CONNECT and the TLS handshake."""
_CONNECT_PART = 0.8
"""Of the time for a whole request: were both at their end together, a connection that never came could not be told from an answer that
never came, and the gate of an endpoint counts them differently."""
JSON = "application/json"
JSON_PATCH = "application/json-patch+json"


class Link:
    """Requests and streams to one cluster with one login."""

    def __init__(self, credentials: Credentials, gate: Gate | None = None) -> None:
        """Loads certificates: call it in a worker thread, after `credentials.fresh()`. Raises UserError `kubeconfig.bad`, `.proxy`."""
        self.target = target = credentials.target
        self._credentials = credentials
        self._gate = gate or Gate()
        self._chain: tuple[bytes, bytes] | None = None
        self._proxy = proxy_for(target.server, target.proxy)
        self._requests = self._client(REQUESTS_AT_ONCE)
        self._streams = self._client(0)
        self._load_chain()
        self._closed = False
        self._open: set[asyncio.Timeout] = set()
        """What runs; closing a session does not wake those who wait for an answer."""

    def _client(self, pool: int) -> Any:
        target = self.target
        configuration = client.Configuration(host=target.server, connection_pool_maxsize=pool, verify_ssl=not target.insecure)
        configuration.disable_strict_ssl_verification = True  # as kubectl: CAs of clusters often lack key identifiers
        configuration.ca_cert_data = target.ca.decode("ascii") if target.ca else None
        configuration.tls_server_name = target.tls_server_name or None
        configuration.proxy = self._proxy or None
        # The proxy was chosen above, and netrc is not for us.
        configuration.client_session_kwargs = {"trust_env": False, "headers": self._impersonation()}
        made = client.ApiClient(configuration)
        rest = made.rest_client
        rest._create_connector = lambda: connector(limit=pool, ssl=rest.ssl_context)
        made.user_agent = USER_AGENT
        return made

    def _impersonation(self) -> list[tuple[str, str]]:
        user = self.target.user
        headers = [("Impersonate-User", user.text("as")), ("Impersonate-Uid", user.text("as-uid"))]
        groups = user.values.get("as-groups")
        headers += [("Impersonate-Group", str(group)) for group in (groups if isinstance(groups, list) else [])]
        for name, values in user.sub("as-user-extra").items():
            headers += [(f"Impersonate-Extra-{name}", str(value)) for value in (values if isinstance(values, list) else [])]
        return [(name, value) for name, value in headers if value]

    def _load_chain(self) -> None:
        chain = self._credentials.chain
        if chain is None or chain == self._chain:
            return
        with _as_file(b"\n".join(chain)) as path:
            for one in (self._requests, self._streams):
                try:
                    one.rest_client.ssl_context.load_cert_chain(path)
                except (OSError, ValueError) as error:
                    text = "client certificate and key do not fit together or cannot be read"
                    raise UserError("kubeconfig.bad", file=self.target.user.file, line="?", text=text) from error
        self._chain = chain

    async def close(self) -> None:
        """End all requests and streams: they raise Unreachable `cluster.closed`."""
        self._closed = True
        for limit in tuple(self._open):
            if not limit.expired():
                limit.reschedule(asyncio.get_running_loop().time())
        await asyncio.sleep(0)
        try:
            await self._requests.close()
        finally:
            await self._streams.close()

    @contextlib.asynccontextmanager
    async def _until_closed(self) -> AsyncIterator[None]:
        limit = asyncio.timeout(None)
        try:
            async with limit:
                self._open.add(limit)
                try:
                    yield
                finally:
                    self._open.discard(limit)
        except TimeoutError:
            if limit.expired():
                raise Unreachable("cluster.closed") from None
            raise

    # ---- requests --------------------------------------------------------------------------------------------------

    async def call(
        self, method: str, path: str, query: Query = (), *, body: object = None, content_type: str = JSON, accept: str = JSON,
        seconds: float = 30.0, own_connection: bool = False,
    ) -> Answer:
        """One request; any HTTP status is an answer. A refused login is renewed once. `own_connection` does not wait in the pool.

        Raises Unsent when the request surely did not leave, Unreachable when no answer came, Refused and UserError for the login.
        """
        connect = seconds * _CONNECT_PART
        timeout = aiohttp.ClientTimeout(total=seconds, connect=min(POOL_SECONDS, connect), sock_connect=min(CONNECT_SECONDS, connect))
        api = self._streams if own_connection else self._requests
        while True:
            async with self._until_closed():
                async with self._gate.passing(at_once=URGENT.get()):
                    with self._errors(seconds):
                        response = await self._send(api, method, path, query, body, content_type, accept, timeout)
                with self._errors(seconds):
                    try:
                        content = await response.read()
                    finally:
                        response.close()
            if response.status == 401 and await self._credentials.rejected():
                continue
            return Answer(response.status, content, tuple(warning_text(text) for text in response.headers.getall("Warning", ())))

    async def ask(self, method: str, path: str, query: Query = (), *, body: object = None, seconds: float = 30.0) -> bytes:
        """Body of a successful request. Raises what `call` raises, and Refused or Unreachable for any other status."""
        answer = await self.call(method, path, query, body=body, seconds=seconds)
        if not 200 <= answer.status < 300:
            raise self.error(answer)
        return answer.body

    def error(self, answer: Answer) -> UserError:
        """The error for an answer that is not a success."""
        return error_of(answer.status, self._credentials.redact(answer.body.decode(errors="replace")).encode(), self.target.server,
                        self.target.context)

    def garbage(self, error: object) -> Unreachable:
        return garbage(self.target.server, error)

    async def alive(self, seconds: float) -> None:
        """A light question that any API server answers, whatever the rights. Raises Unreachable."""
        answer = await self.call("GET", "/version", seconds=seconds, own_connection=True)
        if answer.status in (502, 503, 504):
            raise self.error(answer)

    def drop_idle(self) -> None:
        """Close connections that nobody uses now: the way they went may be gone, and a question sent on it would wait for its whole time.

        aiohttp has no door for that; without its inner list they go by themselves after 15 s.
        """
        for api in (self._requests, self._streams):
            pool = api.rest_client.pool_manager
            kept = getattr(pool.connector, "_conns", None) if pool is not None else None
            for connections in tuple(kept.values()) if kept else ():
                for protocol, *_ in tuple(connections):
                    protocol.close()

    @contextlib.asynccontextmanager
    async def lines(
        self, path: str, query: Query, *, silence: float, accept: str = JSON, rest: bool = False
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """A stream, line by line, of any length; it may be silent for that many seconds. Leaving the context ends it. `rest`: what comes
        after the last line end is a line too, when the server has ended the stream.

        Raises what `ask` raises; TimeoutError after too long a silence.
        """
        timeout = aiohttp.ClientTimeout(total=None, connect=POOL_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=silence)
        async with self._until_closed():
            async with self._gate.passing(at_once=URGENT.get()):
                with self._errors(CONNECT_SECONDS):
                    response = await self._send(self._streams, "GET", path, query, None, JSON, accept, timeout)
            try:
                if response.status != 200:
                    with self._errors(CONNECT_SECONDS):
                        body = await response.read()
                    if response.status == 401:
                        await self._credentials.rejected()
                    raise self.error(Answer(response.status, body))
                async with contextlib.aclosing(self._split(response, rest)) as lines:
                    yield lines
            finally:
                response.close()

    async def _split(self, response: aiohttp.ClientResponse, rest: bool) -> AsyncGenerator[bytes, None]:
        parts: list[bytes] = []
        with self._errors(CONNECT_SECONDS, stream=True):
            async for chunk in response.content.iter_any():
                first, *others = chunk.split(b"\n")
                parts.append(first)
                for line in others:
                    whole = b"".join(parts)
                    parts = [line]
                    if whole:
                        yield whole
        if rest and (whole := b"".join(parts)):
            yield whole

    async def _send(
        self, api: Any, method: str, path: str, query: Query, body: object, content_type: str, accept: str, timeout: aiohttp.ClientTimeout
    ) -> aiohttp.ClientResponse:
        if self._closed:
            raise Unsent("cluster.closed")
        await self._credentials.fresh()
        self._load_chain()
        if self._credentials.authorization:
            api.configuration.api_key["BearerToken"] = self._credentials.authorization
        method, url, headers, sent, posted = await api.param_serialize(
            method=method, resource_path=path, query_params=list(query), body=body, auth_settings=["BearerToken"],
            header_params={"Accept": accept, "Content-Type": content_type},
        )
        response: aiohttp.ClientResponse = (await api.call_api(method, url, headers, sent, posted, _request_timeout=timeout)).response
        return response

    @contextlib.contextmanager
    def _errors(self, seconds: float, stream: bool = False) -> Iterator[None]:
        """Errors of the network as errors of the domain. In a stream TimeoutError stays what it is."""
        server = self.target.server
        try:
            yield
        except (Unreachable, Refused):
            raise
        except (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError) as error:
            raise Unsent("cluster.proxy_refused", server=server, proxy=without_password(self._proxy), text=self._text(error)) from error
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError, aiohttp.ServerFingerprintMismatch) as error:
            raise Unsent("cluster.tls", server=server, text=self._text(error)) from error
        except aiohttp.ClientConnectorError as error:
            raise Unsent("cluster.unreachable", server=server, text=self._text(error)) from error
        except aiohttp.ConnectionTimeoutError as error:
            raise Unsent("cluster.timeout", server=server, seconds=min(seconds, POOL_SECONDS)) from error
        except TimeoutError as error:
            if stream:
                raise
            raise Unreachable("cluster.timeout", server=server, seconds=seconds) from error
        except aiohttp.InvalidURL as error:
            raise UserError("kubeconfig.bad", file=self.target.cluster.file, line="?", text=f"“{server}” is not an address") from error
        except aiohttp.ClientResponseError as error:
            raise garbage(server, error.message) from error
        except (aiohttp.ClientError, OSError) as error:
            raise Unreachable("cluster.cut", server=server, text=self._text(error)) from error
        except RuntimeError as error:
            if self._closed:
                raise Unsent("cluster.closed") from error
            raise

    def _text(self, error: BaseException) -> str:
        cause = getattr(error, "os_error", None) or getattr(error, "certificate_error", None) or error
        plain = plain_reason(cause) if isinstance(cause, OSError) else ""
        text = getattr(cause, "verify_message", "") or plain or getattr(cause, "strerror", "") or str(cause) or type(cause).__name__
        return clip(self._credentials.redact(str(text)))


@contextlib.contextmanager
def _as_file(content: bytes) -> Iterator[str]:
    """A path that holds the content while the context is open: OpenSSL takes keys from files only. On Linux it is only in memory."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("pem", os.MFD_CLOEXEC)
        try:
            os.write(descriptor, content)
            yield f"/proc/self/fd/{descriptor}"
        finally:
            os.close(descriptor)
        return
    with tempfile.TemporaryDirectory() as folder:  # only this user may enter it
        path = os.path.join(folder, "pem")
        with open(path, "wb") as file:
            file.write(content)
        yield path
