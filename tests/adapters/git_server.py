"""Git repositories over HTTP: `git http-backend` behind a small server, with and without a password."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

USER, PASSWORD = "developer", "git s3cret/@ü"
_AUTHOR = {
    "GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "test@example.org",
    "GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": "test@example.org",
}


class GitServer:
    """Serves the bare repositories below `root`: URL/open/NAME.git without a password, URL/locked/NAME.git with USER and PASSWORD;
    URL/slow/… never answers, URL/broken/… answers nonsense. `asked` lists the paths, `waiting` counts the slow ones under way;
    `patience`: after so many more requests all are slow."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.asked: list[str] = []
        self.waiting = 0
        self.patience: int | None = None
        self.over = threading.Event()
        server = self

        class Handler(_Handler):
            owner = server

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="git server")
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    owner: GitServer
    protocol_version = "HTTP/1.0"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self.owner.asked.append(path)
        kind, _, rest = path.lstrip("/").partition("/")
        if self.owner.patience is not None:
            self.owner.patience -= 1
        if kind == "slow" or (self.owner.patience is not None and self.owner.patience < 0):
            self.owner.waiting += 1
            while not self.owner.over.wait(0.02) and not self._gone():
                pass
            self.owner.waiting -= 1
        elif kind == "broken":
            self._answer(200, b"<html>welcome</html>", {"Content-Type": "text/html"})
        elif kind == "locked" and not self._may():
            self._answer(401, b"", {"WWW-Authenticate": 'Basic realm="git"'})
        else:
            self._backend(f"/{rest}", query)

    do_POST = do_GET

    def _gone(self) -> bool:
        self.connection.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            return not self.connection.recv(1)
        return False

    def _may(self) -> bool:
        return self.headers.get("Authorization") == "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _backend(self, path: str, query: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        variables = {
            **os.environ, "GIT_PROJECT_ROOT": str(self.owner.root), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query,
            "REQUEST_METHOD": self.command, "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""), "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=variables, capture_output=True, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self._answer(int(headers.pop("Status", "200").split()[0]), content, headers)


@contextlib.contextmanager
def git_server(root: Path) -> Iterator[GitServer]:
    server = GitServer(root)
    try:
        yield server
    finally:
        server.close()


def git(folder: Path, *arguments: str) -> str:
    """Run git for a test, without the user's configuration; its output."""
    variables = {**os.environ, **_AUTHOR, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_ALLOW_PROTOCOL": "file:http"}
    done = subprocess.run(["git", *arguments], cwd=folder, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def make_repository(root: Path, name: str, submodule: str = "") -> dict[str, str]:
    """A bare repository `root/NAME.git` with two commits on main, a branch `side/one`, an annotated tag `v1` on the first commit and, where
    an address is given, a submodule `part` on main. Commits by name: `first`, `main`, `side`, `v1`."""
    work = root / f"{name}-work"
    work.mkdir(parents=True)
    git(work, "init", "--quiet", "--initial-branch=main")
    (work / "Dockerfile").write_text("FROM scratch\n")
    (work / "run.sh").write_text("#!/bin/sh\necho first\n")
    (work / "run.sh").chmod(0o755)
    commits = {}
    git(work, "add", ".")
    git(work, "commit", "--quiet", "-m", "first")
    commits["first"] = commits["v1"] = git(work, "rev-parse", "HEAD")
    git(work, "tag", "-a", "v1", "-m", "version one")
    git(work, "checkout", "--quiet", "-b", "side/one")
    (work / "side.txt").write_text("side\n")
    git(work, "add", ".")
    git(work, "commit", "--quiet", "-m", "side")
    commits["side"] = git(work, "rev-parse", "HEAD")
    git(work, "checkout", "--quiet", "main")
    (work / "run.sh").write_text("#!/bin/sh\necho second\n")
    if submodule:
        git(work, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", submodule, "part")
    git(work, "commit", "--quiet", "-am", "second")
    commits["main"] = git(work, "rev-parse", "HEAD")
    git(root, "clone", "--quiet", "--bare", str(work), f"{name}.git")
    shutil.rmtree(work)
    return commits
