"""The Registry port: one registry by its HTTP API (OCI distribution specification 1.1)."""

from __future__ import annotations

import asyncio
import hashlib
import json
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import aiohttp

from desktop_pipeline.adapters.common.gate import Gate
from desktop_pipeline.adapters.common.http import READ_SECONDS, HttpSession, backoff, is_loopback, retry_after
from desktop_pipeline.adapters.common.reasons import causes, reason, sentence
from desktop_pipeline.adapters.registry import manifests
from desktop_pipeline.adapters.registry.auth import Authorizer
from desktop_pipeline.domain.changes import ImageConfig
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.images import DOCKER_HUB
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.services.ports import URGENT, ImageInfo, Login, TagList

_HUB_SERVER = "registry-1.docker.io"
_AT_ONCE = 8
_PAGE = 1000
_MOST_PAGES = 2000
_MOST_BYTES = 16 << 20
_TRIES = 3
_LONGEST_WAIT = 8.0  # seconds
_PASSING = frozenset({429, 500, 502, 503, 504})
"""500 too: a registry on a file system writes a tag in two steps, and who asks in between is told so (distribution 2.8, "invalid checksum
digest format")."""
_READ, _WRITE, _DELETE = "pull", "pull,push", "delete"
_Content = tuple[str, bytes]
"""Media type and body of a request."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Any
    body: bytes
    url: str


class RegistryClient:
    """`login` is asked when the registry wants a login, and again when it no longer accepts the last one.

    Every call may raise Unreachable `registry.unreachable`, `registry.certificate`, `registry.busy` or `registry.trouble`, Refused
    `registry.unauthorized`, `registry.unsafe_login` or `registry.failed`, and UserError `registry.bad_answer`.
    """

    def __init__(
        self, host: str, plain_http: bool, login: Callable[[], Awaitable[Login | None]], ca_file: Path | None = None,
        read_seconds: float = READ_SECONDS, gate: Gate | None = None,
    ) -> None:
        self._gate = gate or Gate()
        self._host = DOCKER_HUB if host in ("index.docker.io", _HUB_SERVER, "registry.hub.docker.com") else host
        self._server = _HUB_SERVER if self._host == DOCKER_HUB else host
        name = urlsplit(f"//{self._server}").hostname or ""
        self._scheme = "http" if plain_http else "https"
        self._may_be_plain = not plain_http and is_loopback(name)
        self._http = HttpSession(ca_file, _AT_ONCE * 2, read_seconds)
        self._redact = Redactor()
        self._auth = Authorizer(self._host, login, self._token, self._redact)
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    # ---- the port --------------------------------------------------------------------------------------------------

    async def ping(self) -> None:
        """Ask /v2/ with the login. Raises also UserError `registry.not_registry`."""
        answer = await self._ask("GET", "/v2/", "")
        if answer.status != 200:
            raise UserError("registry.not_registry", host=self._host, text=f"status {answer.status} for /v2/.")

    async def tags(self, path: str) -> TagList:
        """All tag names. Errors of the first page are raised; after it they make the list incomplete."""
        found: list[str] = []
        target, seen = f"/v2/{_quoted(path)}/tags/list?n={_PAGE}", set[str]()
        while target:
            if target in seen or len(seen) >= _MOST_PAGES:
                return TagList(tuple(found), complete=False)
            seen.add(target)
            try:
                answer = await self._ask("GET", target, path)
                if answer.status == 404 and len(seen) == 1:
                    return TagList((), complete=True)
                found.extend(self._tag_names(self._good(answer, "tags")))
            except UserError:
                if len(seen) == 1:
                    raise
                return TagList(tuple(found), complete=False)
            following = self._next(answer)
            if following is None:
                return TagList(tuple(found), complete=False)
            target = following
        return TagList(tuple(dict.fromkeys(found)), complete=True)

    async def digest(self, path: str, reference: str) -> str | None:
        """Digest of a tag or digest by HEAD, which Docker Hub does not count as a pull; None when it does not exist."""
        target = f"/v2/{_quoted(path)}/manifests/{quote(reference, safe=':')}"
        answer = await self._ask("HEAD", target, path, accept=manifests.ACCEPT)
        if answer.status == 404:
            return None
        self._good(answer, "manifest")
        if found := answer.headers.get("Docker-Content-Digest"):
            return str(found)
        answer = await self._ask("GET", target, path, accept=manifests.ACCEPT)  # old registries do not say it
        return None if answer.status == 404 else _digest(self._good(answer, "manifest").body)

    async def image(self, path: str, digest: str) -> ImageInfo | None:
        """What the configuration says. Of an index: all its platforms, and date, labels and size of its first image.

        None when there is no such manifest.
        """
        found = await self._manifest(path, digest)
        if found is None:
            return None
        manifest, kind = found
        platforms: tuple[str, ...] = ()
        images: tuple[manifests.Entry, ...] = ()
        if manifests.is_index(manifest, kind):
            images = manifests.entries(manifest)
            platforms = tuple(dict.fromkeys(image.platform for image in images if image.platform))
            first = await self._manifest(path, images[0].digest) if images else None
            if first is None:
                return ImageInfo(None, 0, {}, platforms, images=tuple(image.digest for image in images))
            manifest = first[0]
        image = manifests.manifest_of(manifest)
        config = await self._config(path, image.config) if image.config else {}
        own = manifests.platform_of(config)
        return ImageInfo(
            created=manifests.created_of(config), size=image.size, labels=manifests.labels_of(config),
            platforms=platforms or ((own,) if own else ()), config_digest=image.config,
            images=tuple(entry.digest for entry in images),
        )

    async def put_tag(self, path: str, digest: str, tag: str) -> bool:
        """The manifest is put once more, byte by byte, under the tag (OCI distribution specification, "Pushing Manifests")."""
        found = await self._manifest_answer(path, digest)
        if found is None:
            return False
        target = f"/v2/{_quoted(path)}/manifests/{quote(tag, safe='')}"
        kind = found.headers.get("Content-Type", "")
        self._good(await self._ask("PUT", target, path, right=_WRITE, content=(kind, found.body)), "manifest")
        return True

    async def config(self, path: str, digest: str) -> ImageConfig | None:
        """How the image runs; of an index its first one. None when there is no such manifest, or it is no image."""
        found = await self._manifest(path, digest)
        if found is not None and manifests.is_index(*found):
            images = manifests.entries(found[0])
            found = await self._manifest(path, images[0].digest) if images else None
        image = manifests.manifest_of(found[0]) if found is not None else None
        if image is None or not image.config:
            return None
        config = await self._config(path, image.config)
        return manifests.config_of(config, image.size) if config else None

    async def delete(self, path: str, digest: str) -> None:
        """Delete a manifest: every tag with this digest goes. One that is gone already is no error.

        Raises also Refused `registry.delete_disabled`.
        """
        answer = await self._ask("DELETE", f"/v2/{_quoted(path)}/manifests/{quote(digest, safe=':')}", path, right=_DELETE)
        if answer.status == 405 or (answer.status == 400 and b"UNSUPPORTED" in answer.body):
            raise Refused("registry.delete_disabled", host=self._host)
        if answer.status != 404:
            self._good(answer, "delete")

    async def may_push(self, path: str) -> None:
        """As the port says: OCI distribution specification, "Pushing blobs". That the upload cannot be given up is no error: it expires."""
        answer = self._good(await self._ask("POST", f"/v2/{_quoted(path)}/blobs/uploads/", path, right=_WRITE), "upload")
        there = urlsplit(urljoin(answer.url, answer.headers.get("Location", "")))
        if there.netloc == urlsplit(answer.url).netloc:
            await self._ask("DELETE", there.path + (f"?{there.query}" if there.query else ""), path, right=_WRITE)

    async def close(self) -> None:
        await self._http.close()

    # ---- answers ---------------------------------------------------------------------------------------------------

    async def _manifest_answer(self, path: str, digest: str) -> _Answer | None:
        answer = await self._ask("GET", f"/v2/{_quoted(path)}/manifests/{quote(digest, safe=':')}", path, accept=manifests.ACCEPT)
        if answer.status == 404:
            return None
        self._same(self._good(answer, "manifest").body, digest, "manifest")
        return answer

    async def _manifest(self, path: str, digest: str) -> tuple[dict[str, Any], str] | None:
        answer = await self._manifest_answer(path, digest)
        if answer is None:
            return None
        return self._json(answer, "manifest"), answer.headers.get("Content-Type", "").partition(";")[0].strip()

    async def _config(self, path: str, digest: str) -> dict[str, Any]:
        answer = await self._ask("GET", f"/v2/{_quoted(path)}/blobs/{quote(digest, safe=':')}", path)
        if answer.status == 404:
            return {}
        self._same(self._good(answer, "configuration").body, digest, "configuration")
        return self._json(answer, "configuration")

    def _same(self, body: bytes, digest: str, what: str) -> None:
        if digest.startswith("sha256:") and _digest(body) != digest:
            raise UserError("registry.bad_answer", host=self._host, what=what, text=f"its content is not {digest}.")

    def _json(self, answer: _Answer, what: str) -> dict[str, Any]:
        try:
            value = json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            raise UserError("registry.bad_answer", host=self._host, what=what, text="it is no JSON.") from error
        if not isinstance(value, dict):
            raise UserError("registry.bad_answer", host=self._host, what=what, text="it is no JSON object.")
        return value

    def _tag_names(self, answer: _Answer) -> list[str]:
        tags = self._json(answer, "tags").get("tags")
        if tags is None:
            return []
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise UserError("registry.bad_answer", host=self._host, what="tags", text="they are no list of names.")
        return tags

    def _next(self, answer: _Answer) -> str | None:
        """Path and query of the next page; '' after the last; None when it leads to another server (it would get the login)."""
        for link in answer.headers.getall("Link", []):
            target, bracket, relation = link.strip().removeprefix("<").partition(">")
            if bracket and 'rel="next"' in relation.replace("rel=next", 'rel="next"'):
                there = urlsplit(urljoin(answer.url, target))
                if there.netloc != urlsplit(answer.url).netloc:
                    return None
                return f"{there.path}?{there.query}"
        return ""

    def _good(self, answer: _Answer, what: str) -> _Answer:
        if 200 <= answer.status < 300:
            return answer
        text = self._said(answer) or f"status {answer.status}."
        if answer.status in (401, 403):
            raise Refused("registry.unauthorized", host=self._host, text=text)
        if answer.status >= 500:
            raise Unreachable("registry.trouble", host=self._host, text=text)
        if answer.status == 429:
            raise Unreachable("registry.busy", host=self._host, text=text)
        raise Refused("registry.failed", host=self._host, what=what, text=text)

    def _said(self, answer: _Answer) -> str:
        try:
            errors = json.loads(answer.body)["errors"]
            words = [f"{error.get('code', '')}: {error.get('message', '')}".strip(": ") for error in errors]
        except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
            return ""
        return self._redact(sentence("; ".join(words)[:500])) if words else ""

    # ---- requests --------------------------------------------------------------------------------------------------

    async def _ask(
        self, method: str, target: str, path: str, *, accept: str = "", right: str = _READ, content: _Content | None = None
    ) -> _Answer:
        """One request with the right authorization; repeated while the registry has passing trouble.

        Raises Refused for 401 after the login was sent.
        """
        scope = f"{path}:{right}"
        async with self._at_once:
            for attempt in range(1, _TRIES + 1):
                answer = await self._authorized(method, target, scope, accept, content)
                if answer.status not in _PASSING or method == "DELETE" or attempt == _TRIES:
                    break
                wait = retry_after(answer.headers, _LONGEST_WAIT)
                await asyncio.sleep(backoff(attempt) if wait is None else wait)
        if answer.status in (401, 403):
            raise Refused("registry.unauthorized", host=self._host, text=self._said(answer) or f"status {answer.status}.")
        return answer

    async def _authorized(self, method: str, target: str, scope: str, accept: str, content: _Content | None) -> _Answer:
        used = self._auth.header(scope)
        answer = await self._send(method, target, used, accept, content)
        if answer.status == 401:
            challenge = ", ".join(answer.headers.getall("WWW-Authenticate", []))
            fresh = await self._auth.renew(scope, used, challenge, answer.url)
            if fresh:
                return await self._send(method, target, fresh, accept, content)
        return answer

    async def _send(self, method: str, target: str, authorization: str, accept: str, content: _Content | None) -> _Answer:
        kind, body = content or ("", b"")
        headers = {name: value for name, value in (("Authorization", authorization), ("Accept", accept), ("Content-Type", kind)) if value}
        try:
            return await self._fetch(method, f"{self._scheme}://{self._server}{target}", headers, {}, body)
        except Unreachable as error:
            if not (self._may_be_plain and self._scheme == "https" and _speaks_no_tls(error)):
                raise
            self._scheme = "http"
            return await self._fetch(method, f"http://{self._server}{target}", headers, {}, body)

    async def _token(self, url: str, headers: dict[str, str], params: dict[str, str]) -> tuple[int, Any]:
        answer = await self._fetch("GET", url, headers, params)
        try:
            return answer.status, json.loads(answer.body or b"null")
        except (ValueError, RecursionError):
            return answer.status, None

    async def _fetch(self, method: str, url: str, headers: dict[str, str], params: dict[str, str], content: bytes = b"") -> _Answer:
        async with self._gate.passing(at_once=URGENT.get()):
            return await self._fetched(method, url, headers, params, content)

    async def _fetched(self, method: str, url: str, headers: dict[str, str], params: dict[str, str], content: bytes) -> _Answer:
        try:
            async with self._http.request(method, url, headers=headers, params=params, data=content or None) as response:
                body = bytearray()
                async for piece in response.content.iter_chunked(64 << 10):
                    body += piece
                    if len(body) > _MOST_BYTES:
                        raise UserError("registry.bad_answer", host=self._host, what=method, text="it is too long.")
                return _Answer(response.status, response.headers, bytes(body), str(response.url))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            certificate = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes(error))
            code = "registry.certificate" if certificate else "registry.unreachable"
            raise Unreachable(code, host=self._host, text=self._redact(reason(error))) from error


def _speaks_no_tls(error: BaseException) -> bool:
    """Whether somebody listens, but not with TLS."""
    found = list(causes(error))
    return any(
        (isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLCertVerificationError))
        or isinstance(cause, aiohttp.ServerDisconnectedError | ConnectionResetError)
        for cause in found
    )


def _digest(body: bytes) -> str:
    return "sha256:" + hashlib.sha256(body).hexdigest()


def _quoted(path: str) -> str:
    return quote(path, safe="/")
