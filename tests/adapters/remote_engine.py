"""A second Docker engine, in a network namespace of its own, reached over TCP with TLS: as if it were another machine.

Use the fixture `remote_engine` (import it). It needs root, `ip`, `nsenter`, `dockerd` and `openssl`. The registries of the lab are at
the same addresses there. Run as a program this file is what carries their connections in: `remote_engine.py NAMESPACE PORT…`.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SECONDS = 60
CAPABILITIES = {21: "CAP_SYS_ADMIN", 23: "CAP_SYS_NICE", 24: "CAP_SYS_RESOURCE", 25: "CAP_SYS_TIME"}
"""Those that a computer may keep from its root, by their number in linux/capability.h."""


@dataclass(frozen=True)
class RemoteEngine:
    """Where it is, and the folder of `ca.pem`, `cert.pem` and `key.pem` that it wants to see."""

    host: str
    certificates: Path

    def make_context(self, config: Path, name: str = "far-away") -> str:
        """Make a docker context with these certificates in a configuration folder; its name."""
        place = self.certificates
        endpoint = f"host={self.host},ca={place / 'ca.pem'},cert={place / 'cert.pem'},key={place / 'key.pem'}"
        run("docker", "--config", str(config), "context", "create", name, "--docker", endpoint)
        return name


def missing() -> str:
    """Why there cannot be one; '' when there can."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "a second engine needs root on Linux"
    absent = [program for program in ("ip", "nsenter", "dockerd", "docker", "openssl") if not shutil.which(program)]
    return f"not installed: {', '.join(absent)}" if absent else ""


def free_network() -> str:
    """The first three numbers of one that is not in use here: a session that was killed leaves its own behind."""
    there = subprocess.run(["ip", "-4", "-o", "addr"], capture_output=True, text=True, check=True).stdout
    free = [net for number in range(250) if f"{(net := f'10.231.{number}')}." not in there]
    return secrets.choice(free)


@contextlib.contextmanager
def running(folder: Path, ports: tuple[int, ...]) -> Iterator[tuple[RemoteEngine, tuple[int, ...]]]:
    """Start it below a folder, and stop and remove it; also the numbers of its processes. `ports`: registries on 127.0.0.1."""
    name = f"t-engine-{secrets.token_hex(3)}"
    net = free_network()
    inside = f"{net}.2"
    certificates = make_certificates(folder / "certificates", inside)
    programs: list[subprocess.Popen[bytes]] = []
    link = f"te{secrets.token_hex(4)}"
    with (folder / "dockerd.log").open("wb") as log:
        try:
            for command in (
                f"ip netns add {name}", f"ip link add {link} type veth peer name eth0 netns {name}", f"ip addr add {net}.1/30 dev {link}",
                f"ip link set {link} up", f"ip -n {name} addr add {inside}/30 dev eth0", f"ip -n {name} link set eth0 up",
                f"ip -n {name} link set lo up",
            ):
                run(*command.split())
            carrier = [sys.executable, "-I", __file__, name, *map(str, ports)]
            daemon = [
                "nsenter", f"--net=/var/run/netns/{name}", "dockerd", "--data-root", str(folder / "data"),
                "--exec-root", str(folder / "exec"), "--pidfile", str(folder / "pid"), "-H", f"tcp://{inside}:2376", "--tlsverify",
                "--tlscacert", str(certificates / "ca.pem"),
                "--tlscert", str(certificates / "server.pem"), "--tlskey", str(certificates / "server-key.pem"), *runtime(folder),
            ]
            for command_line in (carrier, daemon):
                programs.append(subprocess.Popen(command_line, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True))
            engine = RemoteEngine(f"tcp://{inside}:2376", certificates)
            wait_for(engine, programs[1], folder / "dockerd.log")
            yield engine, tuple(program.pid for program in programs)
        finally:
            for program in reversed(programs):
                stop(program)
            subprocess.run(["ip", "link", "del", link], capture_output=True, check=False)
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
            unmount(folder)
            shutil.rmtree(folder, ignore_errors=True)


def unmount(folder: Path) -> None:
    """What dockerd leaves mounted when it ends: the folder could not be deleted, and a later session's tidying up would break on it."""
    places = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for place in sorted((place for place in places if place.startswith(f"{folder}/")), reverse=True):
        subprocess.run(["umount", "-l", place], capture_output=True, check=False)


def runtime(folder: Path) -> list[str]:
    """Options of dockerd, so that privileged containers start where this computer itself lacks a capability (Docker 20.10 asks for all)."""
    bounding = int(re.search(r"CapBnd:\s*(\w+)", Path("/proc/self/status").read_text())[1], 16)  # type: ignore[index]  # it is there
    lacks = [name for number, name in CAPABILITIES.items() if not bounding >> number & 1]
    if not lacks:
        return []
    program = folder / "runc"
    words = "".join(f' -e \'s/"{name}",//g; s/,"{name}"]/]/g\'' for name in lacks)
    program.write_text(f"""\
#!/bin/sh
for word; do
    case "$last" in --bundle) sed -i{words} "$word/config.json";; --process) sed -i{words} "$word";; esac
    last=$word
done
exec runc "$@"
""")
    program.chmod(0o755)
    return ["--add-runtime", f"limited={program}", "--default-runtime", "limited"]


def wait_for(engine: RemoteEngine, daemon: subprocess.Popen[bytes], log: Path) -> None:
    place = engine.certificates
    tls = [f"--tlscacert={place / 'ca.pem'}", f"--tlscert={place / 'cert.pem'}", f"--tlskey={place / 'key.pem'}"]
    deadline = time.monotonic() + SECONDS
    while subprocess.run(["docker", "-H", engine.host, "--tlsverify", *tls, "version"], capture_output=True, check=False).returncode:
        words = log.read_text("utf-8", "replace")[-2000:]
        assert daemon.poll() is None and time.monotonic() < deadline, f"the second engine did not start:\n{words}"
        time.sleep(0.1)


def stop(program: subprocess.Popen[bytes]) -> None:
    program.terminate()
    try:
        program.wait(20)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()


def run(*command: str, cwd: Path | None = None) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"


def make_certificates(folder: Path, address: str) -> Path:
    """An authority, a server for an address and a client."""
    folder.mkdir(parents=True)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    run("openssl", "req", "-x509", *key, "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=test authority", "-days", "2", cwd=folder)
    for name, secret, use in (("server", "server-key", "serverAuth"), ("cert", "key", "clientAuth")):
        (folder / "extensions").write_text(f"subjectAltName=IP:{address}\nextendedKeyUsage={use}\n")
        run("openssl", "req", *key, "-keyout", f"{secret}.pem", "-out", f"{name}.csr", "-subj", f"/CN={name}", cwd=folder)
        run(
            "openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial",
            "-out", f"{name}.pem", "-days", "2", "-extfile", "extensions", cwd=folder,
        )
    return folder


# ---- what carries connections in -----------------------------------------------------------------------------------


def listen_in(namespace: str, port: int) -> socket.socket:
    """A listening socket on 127.0.0.1 of a namespace: a socket stays in the namespace it was made in."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/self/ns/net", "rb") as home, open(f"/var/run/netns/{namespace}", "rb") as there:
        assert libc.setns(there.fileno(), 0) == 0, os.strerror(ctypes.get_errno())
        try:
            return socket.create_server(("127.0.0.1", port))
        finally:
            assert libc.setns(home.fileno(), 0) == 0, os.strerror(ctypes.get_errno())


async def carry(namespace: str, ports: list[int]) -> None:
    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while block := await reader.read(64 << 10):
                writer.write(block)
                await writer.drain()
        writer.close()

    def server_for(port: int) -> object:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                other_reader, other_writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                writer.close()
                return
            await asyncio.gather(copy(reader, other_writer), copy(other_reader, writer))

        return connected

    for port in ports:
        await asyncio.start_server(server_for(port), sock=listen_in(namespace, port))  # type: ignore[arg-type]
    await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(carry(sys.argv[1], [int(port) for port in sys.argv[2:]]))
else:
    import pytest

    from tests import leftovers
    from tests.engines_support import Engines

    @pytest.fixture(scope="session")
    def remote_engine(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteEngine]:
        """One for all tests; skipped where there cannot be one."""
        if reason := missing():
            pytest.skip(reason)
        ports = tuple(int(host.rpartition(":")[2]) for host in (engines.registry, engines.registry_auth))
        with running(tmp_path_factory.mktemp("far"), ports) as (engine, processes):
            leftovers.SERVERS.update(processes)
            yield engine
