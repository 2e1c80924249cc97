"""Who we are to a cluster: token, password, client certificate, or what an exec plugin gives out; renewed when it runs out.

Exec plugins: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from desktop_pipeline.adapters.kubernetes.kubeconfig import Entry, Target, read_bytes
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.redaction import Redactor

EXEC_SECONDS = 120.0
"""A plugin may open a browser and wait for a person."""
_EARLY = 30.0
_TOKEN_FILE_SECONDS = 60.0
_AGAIN_SECONDS = 10.0
_KILL_SECONDS = 0.5


class Credentials:
    """What to send. `authorization` is the value of the header ('' = none), `chain` certificate and key as PEM."""

    def __init__(self, target: Target, redact: Redactor, again: Callable[[], Awaitable[Target]] | None = None) -> None:
        """`again` reads the target from the kubeconfig once more."""
        self.target = target
        self._again = again
        self.redact = redact
        self.authorization = ""
        self.chain: tuple[bytes, bytes] | None = None
        self._until = 0.0  # monotonic seconds; infinity = for good
        self._asked = 0.0
        self._lock = asyncio.Lock()

    async def fresh(self) -> None:
        """Get or renew what is needed; returns at once while it is valid.

        Raises UserError `kubeconfig.*`, Refused `cluster.exec_…` and `cluster.login_expired`, Unreachable `cluster.exec_timeout`.
        """
        if time.monotonic() < self._until:
            return
        async with self._lock:
            if time.monotonic() >= self._until:
                await self._renew()

    async def rejected(self) -> bool:
        """The server did not accept it. True when it may accept what comes now: a renewed login, or a changed kubeconfig.

        Raises UserError `kubeconfig.*`.
        """
        if time.monotonic() - self._asked < _AGAIN_SECONDS:
            return False
        self._asked = time.monotonic()
        changed = False
        if self._again is not None:
            target = await self._again()
            changed = target.user != self.target.user
            self.target = target if changed else self.target
        if not (changed or self.target.user.sub("exec") or self.target.user.text("tokenFile")):
            return False
        self._until = 0.0
        return True

    async def _renew(self) -> None:
        user = self.target.user
        self._asked = time.monotonic()
        certificate, key = user.material("client-certificate"), user.material("client-key")
        self.chain = (certificate, key) if certificate and key else None
        until = float("inf")
        token = ""
        if user.sub("exec"):
            token, until = await self._exec(Entry(user.sub("exec"), user.file))
        elif name := user.text("tokenFile"):
            token = read_bytes(user.beside(name)).decode("ascii", "replace").strip()
            until = time.monotonic() + _TOKEN_FILE_SECONDS
        elif user.text("token"):
            token = user.text("token")
        elif provider := user.sub("auth-provider"):
            token = self._provider(Entry(provider, user.file))
        self.authorization = f"Bearer {token}" if token else ""
        self.redact.add(token)
        if not token and user.text("username"):
            pair = f"{user.text('username')}:{user.text('password')}".encode()
            self.authorization = "Basic " + base64.b64encode(pair).decode()
            self.redact.add(user.text("password"), self.authorization.removeprefix("Basic "))
        self._until = until

    def _provider(self, provider: Entry) -> str:
        """The id token of an `oidc` auth provider while it is valid. It is not renewed here: that would change the kubeconfig."""
        if provider.text("name") != "oidc":
            raise UserError("kubeconfig.auth_provider", context=self.target.context, name=provider.text("name"))
        token = Entry(provider.sub("config"), provider.file).text("id-token")
        with contextlib.suppress(ValueError, IndexError, TypeError, KeyError):
            part = token.split(".")[1]
            if float(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["exp"]) > time.time():
                return token
        raise Refused("cluster.login_expired", context=self.target.context)

    # ---- exec plugins ----------------------------------------------------------------------------------------------

    async def _exec(self, plugin: Entry) -> tuple[str, float]:
        """Token ('' where the plugin gave a certificate) and the monotonic time until which it is valid."""
        command = plugin.text("command")
        about = {"command": command, "context": self.target.context}
        if plugin.text("interactiveMode") == "Always":
            raise UserError("kubeconfig.interactive", **about)
        code, output, error = await self._run(plugin, about)
        if code:
            raise Refused("cluster.exec_failed", code=code, text=self._words(error or output), **about)
        try:
            credential = json.loads(output)
            status = credential.get("status") or {}
            wanted = plugin.text("apiVersion")
            if wanted and credential.get("apiVersion") != wanted:
                raise Refused("cluster.exec_bad", text=f"apiVersion is {credential.get('apiVersion')}, not {wanted}", **about)
            token, expires = str(status.get("token") or ""), status.get("expirationTimestamp")
            until = float("inf")
            if expires:
                left = datetime.fromisoformat(str(expires)).timestamp() - time.time()
                until = time.monotonic() + max(left - _EARLY, min(left, _AGAIN_SECONDS), 1.0)
            certificate, key = status.get("clientCertificateData"), status.get("clientKeyData")
        except (ValueError, AttributeError, TypeError) as bad:
            raise Refused("cluster.exec_bad", text="it is not an ExecCredential", **about) from bad
        if certificate and key:
            self.chain = str(certificate).encode(), str(key).encode()
        if not token and not (certificate and key):
            raise Refused("cluster.exec_empty", **about)
        return token, until

    async def _run(self, plugin: Entry, about: dict[str, str]) -> tuple[int, bytes, bytes]:
        arguments = plugin.values.get("args")
        variables = plugin.values.get("env")
        environment = {**os.environ, "KUBERNETES_EXEC_INFO": json.dumps(self._information(plugin))}
        for item in variables if isinstance(variables, list) else []:
            if isinstance(item, dict):
                environment[str(item.get("name", ""))] = str(item.get("value", ""))
        command = about["command"]
        if "/" in command or os.sep in command:
            command = str(plugin.beside(command))
        try:
            process = await asyncio.create_subprocess_exec(
                command, *(arguments if isinstance(arguments, list) else []), env=environment, stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            raise UserError("kubeconfig.exec_missing", hint=plugin.text("installHint"), **about) from error
        try:
            async with asyncio.timeout(EXEC_SECONDS):
                output, error_output = await process.communicate()
        except TimeoutError:
            await _end(process)
            raise Unreachable("cluster.exec_timeout", seconds=EXEC_SECONDS, **about) from None
        except BaseException:
            await _end(process)
            raise
        return process.returncode or 0, output, error_output

    def _information(self, plugin: Entry) -> dict[str, Any]:
        specification: dict[str, Any] = {"interactive": False}
        if plugin.flag("provideClusterInfo"):
            cluster = {"server": self.target.server, "tls-server-name": self.target.tls_server_name, "proxy-url": self.target.proxy,
                       "insecure-skip-tls-verify": self.target.insecure,
                       "certificate-authority-data": base64.b64encode(self.target.ca or b"").decode()}
            specification["cluster"] = {name: value for name, value in cluster.items() if value}
            extensions = self.target.cluster.values.get("extensions")
            for item in extensions if isinstance(extensions, list) else []:
                if isinstance(item, dict) and item.get("name") == "client.authentication.k8s.io/exec":
                    specification["cluster"]["config"] = item.get("extension")
        return {"apiVersion": plugin.text("apiVersion"), "kind": "ExecCredential", "spec": specification}

    def _words(self, output: bytes) -> str:
        return self.redact(" ".join(output.decode(errors="replace").split()))[-300:]


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a process and its children; returns when it is gone."""
    for hard in (False, True):
        with contextlib.suppress(ProcessLookupError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL if hard else signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_KILL_SECONDS):
                await process.communicate()  # reads to the end, too: its pipes are closed then
                return
