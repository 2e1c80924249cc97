"""One piece of work at an engine: an own client in an own thread, which can be stopped from the loop's thread at any moment.

`close()` of docker-py's client stops nothing. What does is shutting down the socket: the engine sees its caller go and ends the
container of the step (measured: 0.1 s). Before the engine answers, the stream of files asks whether it was stopped.
"""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import requests
from docker import APIClient, auth
from docker.constants import MINIMUM_DOCKER_API_VERSION
from docker.errors import APIError, DockerException, StreamParseError
from docker.transport.unixconn import UnixHTTPConnection
from urllib3.exceptions import HTTPError

from desktop_pipeline.adapters.common.reasons import causes, reason, sentence
from desktop_pipeline.adapters.docker.context import Stopped
from desktop_pipeline.adapters.docker.dial import Dialled
from desktop_pipeline.adapters.docker.endpoint import Endpoint
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.images import DOCKER_HUB
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.services.ports import Login

ANSWER_SECONDS = 10
_SSH_SECONDS = 20  # ssh itself takes a while to log in


class _Client(APIClient):
    """Sends the logins it was given, and nothing from the user's docker configuration."""

    logins: Mapping[str, Login] = {}

    def _set_auth_headers(self, headers: dict[str, Any]) -> None:
        configs = {
            auth.INDEX_URL if host == DOCKER_HUB else host: {"username": login.username, "password": login.secret}
            for host, login in self.logins.items()
        }
        headers["X-Registry-Config"] = auth.encode_header(configs)

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        """The certificate authority of the engine counts more than REQUESTS_CA_BUNDLE, unlike in requests."""
        found = super().merge_environment_settings(url, proxies, stream, verify, cert)
        if self.verify is not True:
            found["verify"] = self.verify
        return found


class Job:
    """Use `with job.client() as client:` in the thread, and `stop()` from anywhere (also before, and again)."""

    def __init__(self, endpoint: Endpoint, redact: Redactor, logins: Mapping[str, Login] | None = None) -> None:
        self._endpoint = endpoint
        self._redact = redact
        self._logins = logins or {}
        self._connections: list[Any] = []
        self._responses: list[Any] = []
        self._dialled: list[Dialled] = []
        self._stopped = False

    @property
    def host(self) -> str:
        return self._endpoint.host

    @property
    def _by_ssh(self) -> bool:
        return self._endpoint.host.startswith("ssh://")

    def stopped(self) -> bool:
        return self._stopped

    def stop(self) -> None:
        """End the work: its thread gets an error from the socket at once."""
        self._stopped = True
        for dialled in list(self._dialled):
            _shut(dialled.sock)
        for connection in list(self._connections):
            _shut(getattr(connection, "sock", None))
        for response in list(self._responses):
            with contextlib.suppress(AttributeError):
                _shut(response.raw._fp.fp.raw._sock)

    @contextlib.contextmanager
    def client(self) -> Iterator[APIClient]:
        """A client that speaks the engine's version of the API; the errors of its use become ours.

        Raises Stopped after `stop`, Unreachable `engine.unreachable`, `engine.ssh` or `engine.lost`, Refused `engine.forbidden` or
        `engine.failed`, UserError `engine.bad_answer` or `engine.bad_host`. APIError of calls that the caller knows goes through
        `refused` there.
        """
        answered = False
        client: _Client | None = None
        try:
            client = self._open()
            version = client.version(api_version=False)
            client._version = str(version["ApiVersion"])  # type: ignore[attr-defined]  # the stubs do not know it
            client.timeout = None  # type: ignore[assignment]  # steps of a build may be silent for hours
            answered = True
            yield client
        except UserError:
            raise
        except Exception as error:
            if self._stopped:
                raise Stopped from error
            raise self._explained(error, answered) from error
        finally:
            for thing in (*self._responses, *self._connections, *([client] if client else []), *self._dialled):
                thing.close()

    def _open(self) -> _Client:
        if self._stopped:
            raise Stopped
        client = _Client(
            "unix:///by/ssh" if self._by_ssh else self._endpoint.host, version=MINIMUM_DOCKER_API_VERSION,
            timeout=_SSH_SECONDS if self._by_ssh else ANSWER_SECONDS, tls=(not self._by_ssh and self._endpoint.tls()) or False,
        )
        client.logins = self._logins
        client.hooks["response"].append(self._answered)
        adapter: Any = client.get_adapter(client.base_url)
        original = adapter.get_connection_with_tls_context

        def watched(*args: Any, **kwargs: Any) -> Any:
            pool = original(*args, **kwargs)
            if not hasattr(pool, "_made_by"):
                pool._made_by = pool._new_conn
                pool._new_conn = lambda: self._made(pool._made_by())
            return pool

        adapter.get_connection_with_tls_context = watched
        return client

    def _made(self, connection: Any) -> Any:
        if self._by_ssh:
            connection.connect = partial(self._dial, connection)
        elif sys.platform != "win32" and isinstance(connection, UnixHTTPConnection):
            connection.connect = partial(_connect, connection)  # type: ignore[method-assign]  # of this one connection
        self._connections.append(connection)
        return connection

    def _dial(self, connection: Any) -> None:
        dialled = Dialled(self._endpoint.host, connection.timeout)
        self._dialled.append(dialled)
        connection.sock = dialled.sock
        if self._stopped:
            raise Stopped

    def _answered(self, response: Any, *args: Any, **kwargs: Any) -> None:
        self._responses.append(response)
        if self._stopped:
            raise Stopped

    def refused(self, error: APIError) -> str:
        """What the engine says, without secrets."""
        return self._redact(sentence(str(error.explanation or error)))

    def _explained(self, error: Exception, answered: bool) -> UserError:
        if isinstance(error, APIError):
            return Refused("engine.failed", host=self.host, text=self.refused(error))
        if any(isinstance(cause, PermissionError) for cause in causes(error)):
            return Refused("engine.forbidden", host=self.host, text=reason(error))
        parsing = isinstance(error, ValueError | KeyError | TypeError | StreamParseError | DockerException)
        if not parsing and isinstance(error, requests.RequestException | HTTPError | OSError):
            code = "engine.lost" if answered else "engine.unreachable"
            if not answered and (said := " ".join(filter(None, (dialled.words() for dialled in self._dialled)))):
                return Unreachable("engine.ssh", host=self.host, text=self._redact(sentence(said)))
            return Unreachable(code, host=self.host, text=self._redact(reason(error)))
        if parsing:
            return UserError("engine.bad_answer", host=self.host, text=self._redact(reason(error)))
        raise error  # a defect of ours


def _connect(connection: Any) -> None:
    """As docker-py's own, which leaves the socket open when nobody listens."""
    connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.sock.settimeout(connection.timeout)
        connection.sock.connect(connection.unix_socket)
    except BaseException:
        connection.close()
        raise


def _shut(sock: Any) -> None:
    if sock is None:
        return
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if hasattr(sock, "shutdown"):
            sock.shutdown(socket.SHUT_RDWR)
        else:  # a named pipe
            sock.close()
