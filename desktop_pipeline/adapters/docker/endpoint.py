"""Which Docker engine is meant: an address, a docker context, or what `docker` itself would take.

The order is that of the docker command line: address, context, `DOCKER_HOST`, `DOCKER_CONTEXT`, `currentContext`, the default socket.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docker.tls import TLSConfig

from desktop_pipeline.adapters.docker.dial import arguments
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.ports import EngineContext

DEFAULT_HOST = "npipe:////./pipe/docker_engine" if sys.platform == "win32" else "unix:///var/run/docker.sock"
_SCHEMES = ("unix", "tcp", "http", "https", "npipe", "fd", "ssh")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Address of an engine, with a folder of `ca.pem`, `cert.pem`, `key.pem` where it is reached over TLS."""

    host: str
    tls_folder: Path | None = None
    verify: bool = True

    def tls(self) -> TLSConfig | None:
        """TLS settings for docker-py. Raises UserError `engine.bad_host` when its files are not there."""
        folder = self.tls_folder
        if folder is None:
            return None
        cert, key, ca = folder / "cert.pem", folder / "key.pem", folder / "ca.pem"
        try:
            return TLSConfig(
                client_cert=(str(cert), str(key)) if cert.exists() else None, ca_cert=str(ca) if ca.exists() else None, verify=self.verify,
            )
        except Exception as error:  # docker's TLSParameterError is built from any
            raise UserError("engine.bad_host", host=self.host, text=error) from error


def resolve(host: str, context: str, environment: Mapping[str, str] | None = None) -> Endpoint:
    """The engine that is meant.

    Raises UserError `engine.no_context`, `engine.bad_context` or `engine.bad_host`.
    """
    variables = os.environ if environment is None else environment
    folder = Path(variables.get("DOCKER_CONFIG") or Path.home() / ".docker")
    if host:
        return _checked(_with_tls(host, variables))
    if not context:
        if variables.get("DOCKER_HOST"):
            return _checked(_with_tls(variables["DOCKER_HOST"], variables))
        context = variables.get("DOCKER_CONTEXT") or str(_read(folder / "config.json").get("currentContext") or "")
    if context in ("", "default"):
        return _checked(_with_tls(variables.get("DOCKER_HOST") or DEFAULT_HOST, variables))
    return _checked(_from_context(folder / "contexts", context))


def _with_tls(host: str, variables: Mapping[str, str]) -> Endpoint:
    folder = variables.get("DOCKER_CERT_PATH", "")
    if not host.startswith(("tcp:", "https:")) or not (folder or variables.get("DOCKER_TLS_VERIFY")):
        return Endpoint(host)
    default = Path(variables.get("DOCKER_CONFIG") or Path.home() / ".docker")
    return Endpoint(host, Path(folder) if folder else default, verify=bool(variables.get("DOCKER_TLS_VERIFY")))


def _checked(endpoint: Endpoint) -> Endpoint:
    scheme, separator, rest = endpoint.host.partition("://")
    if not separator or scheme not in _SCHEMES or not rest:
        raise UserError("engine.bad_host", host=endpoint.host, text="it does not begin with a known scheme.")
    if scheme == "ssh":
        arguments(endpoint.host)  # looks at it
    return endpoint


def _from_context(folder: Path, name: str) -> Endpoint:
    key = hashlib.sha256(name.encode()).hexdigest()
    meta = folder / "meta" / key / "meta.json"
    if not meta.is_file():
        raise UserError("engine.no_context", context=name, known=", ".join(context_names(folder)) or "–")
    try:
        docker = json.loads(meta.read_text("utf-8"))["Endpoints"]["docker"]
        host, skip = str(docker["Host"]), bool(docker.get("SkipTLSVerify"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError("engine.bad_context", context=name, text=f"{type(error).__name__}: {error}.") from error
    tls = folder / "tls" / key / "docker"
    return Endpoint(host, tls if tls.is_dir() else None, verify=not skip)


def docker_contexts(environment: Mapping[str, str] | None = None) -> tuple[EngineContext, ...]:
    """The docker contexts of this computer, `default` first; one that cannot be used has no host."""
    variables = os.environ if environment is None else environment
    folder = Path(variables.get("DOCKER_CONFIG") or Path.home() / ".docker") / "contexts"
    found = [EngineContext("default", variables.get("DOCKER_HOST") or DEFAULT_HOST)]
    for name in context_names(folder):
        if name != "default":
            try:
                endpoint = _from_context(folder, name)
            except UserError:
                found.append(EngineContext(name, ""))
            else:
                found.append(EngineContext(name, endpoint.host, endpoint.tls_folder is not None))
    return tuple(found)


def context_names(folder: Path) -> list[str]:
    """Names of the docker contexts below `contexts`, sorted."""
    found = (_read(meta).get("Name") for meta in folder.glob("meta/*/meta.json"))
    return sorted(["default", *(str(name) for name in found if name)])


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
