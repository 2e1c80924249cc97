"""The Rest port: HTTP calls of builds, through the proxies and certificates of this computer."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import re
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

import aiohttp
import yarl
from multidict import CIMultiDict

from desktop_pipeline.adapters.common.http import CONNECT_SECONDS, HttpSession
from desktop_pipeline.adapters.common.partfile import PartFile
from desktop_pipeline.adapters.common.reasons import causes, reason, sentence
from desktop_pipeline.adapters.common.threads import Threads
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.domain.redaction import MASK, Redactor
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import Login
from desktop_pipeline.services.task_ports import RestRequest

REDIRECTS = 5
"""Most redirects that are followed."""
RETURNED = 1 << 20
"""Most bytes of an answer that are returned."""
LOGGED = 64 << 10
"""Most characters of an answer that go to the log."""
_BLOCK = 256 << 10
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_SECRET_NAME = re.compile(r"auth|token|key|secret|passw|pwd|cookie|credential|signature|^sig$|session", re.IGNORECASE)
_HARMLESS = frozenset({"accept", "accept-language", "accept-encoding", "user-agent"})
_TEXTUAL = re.compile(r"text/|[^;]*\b(json|xml|yaml|javascript|x-www-form-urlencoded|csv|graphql)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Call:
    """A request on its way: redirects change it."""

    request: RestRequest
    url: str
    method: str
    headers: CIMultiDict[str] = field(repr=False)
    body: bytes = field(repr=False)
    redact: Redactor = field(repr=False)

    @property
    def shown(self) -> str:
        """The address without what may be secret in it."""
        return self.redact(_without_secrets(self.url))


class HttpRest:
    """One after the other or at once. A redirect is followed, at most five times, unless its status is among the accepted ones; to another
    server go neither login nor own headers, and no body.

    A body that is JSON says so where no header Content-Type does. `ca_file` is trusted besides what the system trusts.
    """

    def __init__(self, ca_file: Path | None = None) -> None:
        self._http = HttpSession(ca_file)
        self._threads = Threads("rest", 2)

    async def call(self, request: RestRequest, log: LogWriter) -> str:
        """Send it and return the body of the answer, at most 1 MB, secrets of the request masked. `output` is written when all is well.

        Raises UserError `rest.status`, `rest.content`, `rest.bad_url`, `rest.bad_request`, `rest.redirect`, `rest.output`, Unreachable
        `rest.unreachable`, `rest.timeout`, `rest.certificate`.
        """
        call = _prepare(request)
        try:
            async with asyncio.timeout(request.timeout):
                return await self._follow(call, log)
        except TimeoutError:
            raise Unreachable("rest.timeout", url=call.shown, seconds=f"{request.timeout:g}") from None

    async def close(self) -> None:
        """Close connections and end the threads."""
        await self._http.close()
        await self._threads.close()

    # ---- steps -----------------------------------------------------------------------------------------------------

    async def _follow(self, call: _Call, log: LogWriter) -> str:
        for left in range(REDIRECTS, -1, -1):
            log.write(f"{call.method} {call.shown}")
            began = time.monotonic()
            async with self._answer(call) as answer:
                log.write(_status_line(call, answer, time.monotonic() - began))
                target = answer.headers.get("Location", "")
                if answer.status in call.request.accepted or answer.status not in (301, 302, 303, 307, 308) or not target:
                    return await self._take(call, answer, log)
                following = _redirected(call, answer.status, target)
                if not left:
                    raise _not_followed(call, following.url, f"more than {REDIRECTS} redirects.")
            call = following
        raise AssertionError

    @contextlib.asynccontextmanager
    async def _answer(self, call: _Call) -> AsyncIterator[aiohttp.ClientResponse]:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS)
        try:
            options: dict[str, object] = {} if call.request.verify_tls else {"ssl": False}
            async with self._http.request(
                call.method, yarl.URL(call.url, encoded=call.url.isascii()), headers=call.headers, data=call.body or None,
                timeout=timeout, allow_redirects=False, **options,
            ) as answer:
                yield answer
        except aiohttp.InvalidURL as error:
            raise UserError("rest.bad_url", url=call.shown) from error
        except (aiohttp.ClientError, OSError) as error:
            if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ClientError):
                raise  # the time limit of the whole
            bad = any(isinstance(item, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError) for item in causes(error))
            raise Unreachable(
                "rest.certificate" if bad else "rest.unreachable", url=call.shown, text=call.redact(reason(error))) from error
        except ValueError as error:
            raise UserError("rest.bad_request", url=call.shown, text=call.redact(sentence(str(error)))) from error

    async def _take(self, call: _Call, answer: aiohttp.ClientResponse, log: LogWriter) -> str:
        request, good = call.request, answer.status in call.request.accepted
        body = _Body(request.expected, _charset(answer))
        async with _Output(request.output if good else None, self._threads) as output:
            async for block in answer.content.iter_chunked(_BLOCK):
                body.add(block)
                await output.write(block)
            text = call.redact(body.text())
            if request.log_body:
                _log_body(log, text, answer, body.size)
            if not good:
                accepted = ", ".join(map(str, request.accepted))
                raise UserError(
                    "rest.status", url=call.shown, status=answer.status, text=call.redact(answer.reason or ""), accepted=accepted)
            if not body.found:
                raise UserError("rest.content", url=call.shown, expected=call.redact(request.expected))
            await output.finish()
        return text


class _Output:
    """The file that the answer goes to, if any. What goes wrong with it is UserError `rest.output`."""

    def __init__(self, path: Path | None, threads: Threads) -> None:
        self._path = path
        self._part = PartFile(path, threads) if path else None

    async def __aenter__(self) -> _Output:
        if self._part:
            with self._explained():
                await self._part.__aenter__()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._part:
            await self._part.__aexit__(kind, error, trace)

    async def write(self, data: bytes) -> None:
        if self._part:
            with self._explained():
                await self._part.write(data)

    async def finish(self) -> None:
        if self._part:
            with self._explained():
                await self._part.finish()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UserError("rest.output", file=self._path.name if self._path else "", text=reason(error)) from error


class _Body:
    """Keeps the beginning of a body and looks for a text in all of it."""

    def __init__(self, expected: str, charset: str) -> None:
        self._charset = charset
        self._needle = expected.encode(charset, "replace")
        self._kept, self._tail = bytearray(), b""
        self.found, self.size = not expected, 0

    def add(self, block: bytes) -> None:
        self.size += len(block)
        self._kept += block[: RETURNED - len(self._kept)]
        if not self.found:
            seen = self._tail + block
            self.found = self._needle in seen
            self._tail = seen[-len(self._needle) + 1 :] if len(self._needle) > 1 else b""

    def text(self) -> str:
        return bytes(self._kept).decode(self._charset, "replace")


# ---- the request ---------------------------------------------------------------------------------------------------


def _prepare(request: RestRequest) -> _Call:
    """Check a request and make it ready. Raises UserError `rest.bad_url`, `rest.bad_request`."""
    parts = _split(request.url)
    login, url = request.login, request.url
    if parts.username is not None or parts.password is not None:
        login = login or Login(unquote(parts.username or ""), unquote(parts.password or ""))
        url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    redact = Redactor(_secrets(request.headers, login))
    method = request.method.strip().upper() or "GET"
    shown = redact(_without_secrets(url))
    if not _TOKEN.fullmatch(method):
        raise UserError("rest.bad_request", url=shown, text=f"“{redact(method)}” is no method.")
    headers: CIMultiDict[str] = CIMultiDict()
    for name, value in request.headers.items():
        if not _TOKEN.fullmatch(name) or any(character in value for character in "\r\n\0"):
            raise UserError("rest.bad_request", url=shown, text=f"“{redact(name)}” cannot be a header, or its value has several lines.")
        headers[name] = value.strip()
    headers.setdefault("Accept", "*/*")
    headers.setdefault("Accept-Encoding", "identity")  # a file that is stored is the file of the server
    if request.body and "Content-Type" not in headers:
        headers["Content-Type"] = "application/json" if _is_json(request.body) else "text/plain; charset=utf-8"
    if login is not None and ":" in login.username:
        raise UserError("rest.bad_request", url=shown, text="a user name cannot have a colon in it.")
    if login is not None:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{login.username}:{login.secret}".encode()).decode()
    return _Call(request, url.partition("#")[0], method, headers, request.body.encode(), redact)


def _split(url: str) -> SplitResult:
    """The parts of a web address. Raises UserError `rest.bad_url`."""
    shown = _without_secrets(url)
    try:
        parts = urlsplit(url)
        well = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
        yarl.URL(url)
    except ValueError as error:
        raise UserError("rest.bad_url", url=shown) from error
    if not well or any(character.isspace() or not character.isprintable() for character in url):
        raise UserError("rest.bad_url", url=shown)
    return parts


def _secrets(headers: Mapping[str, str], login: Login | None) -> list[str]:
    """What must not be shown: the password, and values of headers that by their names are secret."""
    found = [login.secret] if login else []
    for name, value in headers.items():
        if _SECRET_NAME.search(name):
            found += [value.strip(), value.strip().rpartition(" ")[2]]
    return found


def _is_json(text: str) -> bool:
    try:
        return text.lstrip()[:1] in ("{", "[") and json.loads(text) is not None
    except ValueError:
        return False


def _without_secrets(url: str) -> str:
    """An address to be shown: no password, and no values of parameters that by their names are secret."""
    head, mark, query = url.partition("?")
    head = re.sub(r"(//[^/:@\s]*):[^/\s]*@", rf"\1:{MASK}@", head)
    pairs = [pair.partition("=") for pair in query.split("&")]
    return head + mark + "&".join(f"{name}={MASK}" if equals and _SECRET_NAME.search(name) else name + equals + value
                                  for name, equals, value in pairs)


# ---- redirects -----------------------------------------------------------------------------------------------------


def _redirected(call: _Call, status: int, target: str) -> _Call:
    """The call that a redirect asks for. Raises UserError `rest.redirect`."""
    url = urljoin(call.url, target.strip()).partition("#")[0]
    try:
        parts = _split(url)
    except UserError as error:
        raise _not_followed(call, url, "that is no web address.") from error
    method, body, headers = call.method, call.body, call.headers.copy()
    if (status == 303 and method != "HEAD") or (status in (301, 302) and method == "POST"):
        method, body = "GET", b""
        headers.popall("Content-Type", None)
    if not _same_server(urlsplit(call.url), parts):
        if body:
            raise _not_followed(call, url, "that is another server, and the request has a body.")
        for name in [name for name in headers if name.lower() not in _HARMLESS]:
            headers.popall(name, None)
    return replace(call, url=url, method=method, body=body, headers=headers)


def _same_server(old: SplitResult, new: SplitResult) -> bool:
    """Whether credentials may go along: the same server, or the same host with TLS from now on."""
    def port(parts: SplitResult) -> int:
        return parts.port or (443 if parts.scheme.lower() == "https" else 80)

    if old.hostname != new.hostname:
        return False
    schemes = (old.scheme.lower(), new.scheme.lower())
    return port(old) == port(new) if schemes[0] == schemes[1] else schemes == ("http", "https") and (port(old), port(new)) == (80, 443)


def _not_followed(call: _Call, url: str, text: str) -> UserError:
    return UserError("rest.redirect", url=call.shown, target=call.redact(_without_secrets(url)), text=text)


# ---- the answer ----------------------------------------------------------------------------------------------------


def _charset(answer: aiohttp.ClientResponse) -> str:
    name = answer.charset or "utf-8"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name


def _status_line(call: _Call, answer: aiohttp.ClientResponse, seconds: float) -> str:
    kind = answer.headers.get("Content-Type", "")
    size = f"{answer.content_length} bytes" if answer.content_length is not None else ""
    facts = ", ".join(fact for fact in (kind, size, f"{seconds:.2f} s") if fact)
    return call.redact(" ".join(f"{answer.status} {answer.reason or ''} ({facts})".split()))


def _log_body(log: LogWriter, text: str, answer: aiohttp.ClientResponse, size: int) -> None:
    kind = answer.headers.get("Content-Type", "")
    if "\0" in text or (kind and not _TEXTUAL.match(kind) and "\ufffd" in text):
        log.write(f"(not text: {size} bytes are not shown)")
        return
    for line in text[:LOGGED].splitlines():
        log.write(line)
    if len(text) > LOGGED or size > RETURNED:
        log.write(f"… ({size} bytes in all, the rest is not shown)")
