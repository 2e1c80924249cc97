"""The real engines that tests run on: found by their variables, or started with tests/engines/engines.

ENGINES=auto (default)  use engines that already answer: DOCKER_HOST, KUBECONFIG and the ENGINES_* variables, as `tests/engines/engines env`
                        prints them. With CI=true: like start.
ENGINES=start           start them where the variables are not set (as root this installs packages and changes the network)
ENGINES=required        like start, and a test that finds no engine fails instead of being skipped

Engines that were started here stay up for the next run; `tests/engines/engines down` stops them. ENGINES_DIR is their folder.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent / "engines" / "engines"
PARTS = ("docker", "buildx", "registry", "images", "cluster")
VARIABLES = (
    *("DOCKER_HOST", "KUBECONFIG", "ENGINES_KUBECTL", "ENGINES_REGISTRY", "ENGINES_REGISTRY_AUTH"),
    *("ENGINES_REGISTRY_USER", "ENGINES_REGISTRY_PASSWORD"),
)
COMMAND = "ENGINES=start python3 packaging/dev.py test"


class Unavailable(Exception):
    """The engines cannot be used; the text says why."""


@dataclass(frozen=True)
class Engines:
    """Where the engines are. The cluster's contexts: lab (full rights), lab-viewer (reads), lab-shop (releases in namespace shop)."""

    docker_host: str
    kubeconfig: Path
    kubectl_path: Path
    registry: str
    registry_auth: str
    user: str
    password: str = field(repr=False)
    context: str = "lab"
    """That of kubectl where none is named."""

    def kubectl(self, *arguments: str, context: str = "", stdin: str | None = None, timeout: float = 60) -> str:
        """Output of kubectl; AssertionError with its words when it fails. `timeout` in seconds."""
        command = [str(self.kubectl_path), "--kubeconfig", str(self.kubeconfig), "--context", context or self.context, *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=timeout, check=False)
        if done.returncode:
            raise AssertionError(f"kubectl {' '.join(arguments)}: exit {done.returncode}\n{done.stderr}")
        return done.stdout

    def apply(self, *objects: dict[str, object], context: str = "") -> None:
        """kubectl apply of objects given as plain dicts."""
        self.kubectl("apply", "-f", "-", context=context, stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)}))

    def get(self, *arguments: str, context: str = "") -> dict[str, object]:
        """kubectl get … -o json, parsed."""
        return json.loads(self.kubectl("get", *arguments, "-o", "json", context=context))


def mode() -> str:
    chosen = os.environ.get("ENGINES", "auto")
    if chosen not in ("auto", "start", "required"):
        raise Unavailable(f"ENGINES={chosen} is none of auto, start, required")
    if chosen == "auto" and os.environ.get("CI", "").lower() in ("1", "true"):
        return "start"
    return chosen


def provide() -> Engines:
    """The engines by the rules above; raises Unavailable."""
    if mode() == "auto":
        return find()
    try:
        return find()
    except Unavailable:
        start()
        return find()


def find() -> Engines:
    """Engines that the variables name and that answer; raises Unavailable."""
    missing = [name for name in VARIABLES if not os.environ.get(name)]
    if missing:
        raise Unavailable(f"not set: {', '.join(missing)}")
    docker_host, kubeconfig, kubectl, registry, registry_auth, user, password = (os.environ[name] for name in VARIABLES)
    engines = Engines(docker_host, Path(kubeconfig), Path(kubectl), registry, registry_auth, user, password)
    probes = {
        f"Docker at {docker_host}": lambda: ping_docker(docker_host),
        f"registry {registry}": lambda: ping_registry(registry),
        f"registry {registry_auth}": lambda: ping_registry(registry_auth),
        f"context lab of {kubeconfig}": lambda: engines.kubectl("get", "--raw", "/readyz", timeout=20),
    }
    for what, probe in probes.items():
        try:
            probe()
        except (OSError, http.client.HTTPException, AssertionError, subprocess.SubprocessError) as error:
            raise Unavailable(f"{what} does not answer: {error}") from error
    return engines


def start(*parts: str) -> None:
    """Start what is not running (PARTS, or those named: also buildkit, fleet) and set the variables; raises Unavailable."""
    print(f"\nstarting the engines: {', '.join(parts or PARTS)} (20 s; minutes the first time)", file=sys.stderr, flush=True)
    command = [sys.executable, str(PROGRAM), "up", "--only", ",".join(parts or PARTS)]
    if directory := os.environ.get("ENGINES_DIR"):
        command += ["--dir", directory]
    done = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"tests/engines/engines up ended with {done.returncode}; its words are above")
    for line in done.stdout.splitlines():
        name, _, value = line.removeprefix("export ").partition("=")
        os.environ[name] = value


def fleet(engines: Engines) -> Engines:
    """The cluster of simulated nodes beside the others, started where it is not there: its kubectl speaks to the context `fleet`. Raises
    Unavailable."""
    start("fleet")
    return replace(engines, context="fleet")


@contextlib.contextmanager
def fresh_namespace(engines: Engines, prefix: str = "t") -> Iterator[str]:
    """A new namespace of the cluster, ready for pods, deleted afterwards (without waiting for the end of that)."""
    name = f"{prefix}-{secrets.token_hex(4)}"
    engines.kubectl("create", "namespace", name)
    try:
        deadline = time.monotonic() + 30
        while not engines.kubectl("get", "serviceaccounts", "-n", name, "-o", "name").count("serviceaccount/default"):
            assert time.monotonic() < deadline, f"namespace {name} got no service account"
            time.sleep(0.05)
        yield name
    finally:
        engines.kubectl("delete", "namespace", name, "--wait=false")


def ping_docker(docker_host: str) -> None:
    scheme, _, place = docker_host.partition("://")
    if scheme == "unix":
        connection = http.client.HTTPConnection("docker", timeout=5)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(5)
        try:
            connection.sock.connect(place)
        except OSError:
            connection.close()
            raise
    else:
        host, _, port = place.partition(":")
        connection = http.client.HTTPConnection(host, int(port or 2375), timeout=5)
    with contextlib.closing(connection):
        connection.request("GET", "/_ping")
        status = connection.getresponse().status
    if status != 200:
        raise OSError(f"/_ping answers {status}")


def ping_registry(host: str) -> None:
    try:
        with urllib.request.urlopen(f"http://{host}/v2/", timeout=5):
            pass
    except urllib.error.HTTPError as error:
        error.close()
        if error.code != 401:  # wants a password: it is there
            raise
