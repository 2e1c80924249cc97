"""Kubeconfig files: found, merged and read as kubectl does it, with errors that name file and line and never a secret.

https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/: the first file that sets a value or a name wins,
files that do not exist are left out, paths are relative to the file that names them. Every scalar stays the text that was written.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.ports import ContextInfo

_NOTHING = ("", "null", "~")
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # no types: `token: 0123` stays what it is


@dataclass(frozen=True, slots=True)
class Entry:
    """A named cluster, user or context, and the file it came from."""

    values: Mapping[str, Any]
    file: Path

    def text(self, key: str) -> str:
        value = self.values.get(key, "")
        return value if isinstance(value, str) and value not in _NOTHING else ""

    def flag(self, key: str) -> bool:
        return self.text(key).lower() == "true"

    def sub(self, key: str) -> Mapping[str, Any]:
        value = self.values.get(key)
        return value if isinstance(value, dict) else {}

    def beside(self, name: str) -> Path:
        """A path as written in the file: relative to the file's folder."""
        return self.file.parent / Path(name).expanduser()

    def material(self, key: str) -> bytes | None:
        """Content of `KEY-data` (base64), else of the file `KEY`; None where neither is set.

        Raises UserError `kubeconfig.bad` or `kubeconfig.unreadable`.
        """
        if data := self.text(f"{key}-data"):
            try:
                return base64.b64decode("".join(data.split()), validate=True)
            except binascii.Error as error:
                raise _bad(self.file, f"{key}-data is not base64") from error
        if name := self.text(key):
            return read_bytes(self.beside(name))
        return None


@dataclass(frozen=True, slots=True)
class Kubeconfig:
    """Several files as one. `name` is what to pass to `read` to get the same again."""

    name: str
    clusters: Mapping[str, Entry] = field(default_factory=dict)
    users: Mapping[str, Entry] = field(default_factory=dict)
    contexts: Mapping[str, Entry] = field(default_factory=dict)
    current: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """One context, resolved. `ca` is PEM, None for the system's trust store; `proxy` '' means as the environment says."""

    context: str
    server: str
    namespace: str
    cluster: Entry = field(repr=False)
    user: Entry = field(repr=False)
    ca: bytes | None = field(default=None, repr=False)
    insecure: bool = False
    tls_server_name: str = ""
    proxy: str = ""

    def fingerprint(self) -> str:
        """Names the cluster where its kube-system namespace may not be read: `ca:` and the SHA-256 of its CA certificates.

        `server:` and the hash of the address where the system's trust store vouches for it.
        """
        if self.ca is None:
            return "server:" + hashlib.sha256(self.server.encode()).hexdigest()
        mark = "-----END CERTIFICATE-----"
        parts = [part + mark for part in self.ca.decode("ascii", "replace").split(mark)[:-1]]
        certificates = sorted(ssl.PEM_cert_to_DER_cert(part[part.index("-----BEGIN") :]) for part in parts)
        return "ca:" + hashlib.sha256(b"".join(certificates) or self.ca).hexdigest()


def read_bytes(path: Path) -> bytes:
    """Raises UserError `kubeconfig.unreadable`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError("kubeconfig.unreadable", file=path, text=error.strerror or error) from error


def locate(kubeconfig: str = "") -> tuple[Path, ...]:
    """The files that are meant: those given (several as in KUBECONFIG), else those of KUBECONFIG, else ~/.kube/config."""
    named = kubeconfig or os.environ.get("KUBECONFIG", "")
    names = [name for name in named.split(os.pathsep) if name] or ["~/.kube/config"]
    return tuple(dict.fromkeys(Path(name).expanduser().absolute() for name in names))


def read(kubeconfig: str = "") -> Kubeconfig:
    """Read and merge. Files that do not exist are left out. Raises UserError `kubeconfig.bad`, `kubeconfig.unreadable`."""
    clusters: dict[str, Entry] = {}
    users: dict[str, Entry] = {}
    found: dict[str, Entry] = {}
    current = ""
    files = [path for path in locate(kubeconfig) if path.exists()]
    for path in files:
        content = _parse(path)
        for into, key, inner in ((clusters, "clusters", "cluster"), (users, "users", "user"), (found, "contexts", "context")):
            for name, entry in _entries(content, key, inner, path):
                into.setdefault(name, entry)
        current = current or Entry(content, path).text("current-context")
    return Kubeconfig(os.pathsep.join(map(str, files)), clusters, users, found, current)


def contexts(kubeconfig: str = "") -> tuple[ContextInfo, ...]:
    """Contexts of the given files, of `KUBECONFIG` or of the default kubeconfig, in the order of the files; none where there is no file.

    Raises UserError `kubeconfig.bad`, `kubeconfig.unreadable`.
    """
    config = read(kubeconfig)
    return tuple(
        ContextInfo(name, config.name, cluster.text("server") if (cluster := config.clusters.get(entry.text("cluster"))) else "",
                    entry.text("namespace") or "default")
        for name, entry in config.contexts.items()
    )


def resolve(config: Kubeconfig, context: str = "") -> Target:
    """The context ('' = the current one) with its cluster and user.

    Raises UserError `kubeconfig.missing`, `.no_context`, `.no_entry`, `.bad`, `.unreadable`.
    """
    if not config.name:
        raise UserError("kubeconfig.missing", file=os.pathsep.join(map(str, locate())))
    name = context or config.current
    entry = config.contexts.get(name)
    if entry is None:
        raise UserError("kubeconfig.no_context", context=name, file=config.name)
    cluster = config.clusters.get(entry.text("cluster"))
    if cluster is None:
        raise UserError("kubeconfig.no_entry", context=name, file=config.name, what="cluster", name=entry.text("cluster"))
    user = config.users.get(entry.text("user"))
    if user is None:
        if entry.text("user"):
            raise UserError("kubeconfig.no_entry", context=name, file=config.name, what="user", name=entry.text("user"))
        user = Entry({}, entry.file)
    server = cluster.text("server").rstrip("/")
    if not server.startswith(("https://", "http://")):
        raise _bad(cluster.file, f"the server “{server}” of cluster “{entry.text('cluster')}” is not an http(s) address")
    ca = None if cluster.flag("insecure-skip-tls-verify") else cluster.material("certificate-authority")
    if ca is not None:
        try:
            ssl.create_default_context(cadata=ca.decode("ascii"))
        except (ssl.SSLError, ValueError) as error:
            raise _bad(cluster.file, f"the certificate-authority of cluster “{entry.text('cluster')}” is not a PEM certificate") from error
    return Target(
        name, server, entry.text("namespace") or "default", cluster, user, ca, cluster.flag("insecure-skip-tls-verify"),
        cluster.text("tls-server-name"), cluster.text("proxy-url"),
    )


def _bad(path: Path, text: str, line: int = 0) -> UserError:
    return UserError("kubeconfig.bad", file=path, line=line or "?", text=text)


def _parse(path: Path) -> Mapping[str, Any]:
    try:
        content = yaml.load(read_bytes(path).decode("utf-8-sig"), Loader=_LOADER)
    except UnicodeDecodeError as error:
        raise _bad(path, "it is not UTF-8 text") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)  # the error's own text could quote a line that holds a token
        raise _bad(path, str(getattr(error, "problem", "") or "it is not YAML"), mark.line + 1 if mark else 0) from None
    if content in (None, *_NOTHING):
        return {}
    if not isinstance(content, dict):
        raise _bad(path, "it is not a mapping", 1)
    return content


def _entries(content: Mapping[str, Any], key: str, inner: str, path: Path) -> list[tuple[str, Entry]]:
    items = content.get(key)
    if items is None or items in _NOTHING:
        return []
    if not isinstance(items, list):
        raise _bad(path, f"“{key}” is not a list")
    found = []
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict) or not isinstance(item.get("name"), str) or not item["name"]:
            raise _bad(path, f"entry {number} of “{key}” has no name")
        values = item.get(inner)
        found.append((item["name"], Entry(values if isinstance(values, dict) else {}, path)))
    return found
