"""Dockerfiles in the usual shapes, each with the folder it is built from; and what is in an image, by docker, not by our code."""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import subprocess
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop_pipeline.services.ports import Builder, BuildRequest
from tests.adapters.support import MemoryLog, Steps
from tests.engines_support import Engines

REMOTE = "lab-remote"
Furnish = Callable[[Path], None]


@dataclass(frozen=True)
class Case:
    """One shape. In `dockerfile`, `{busybox}`, `{debian}` and `{parent}` are references; with `as_text` it is no file of the folder."""

    name: str
    dockerfile: str
    furnish: Furnish = lambda folder: None
    file: str = "Dockerfile"
    arguments: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""
    """Dockerfile of an image that is made first, by hand."""
    as_text: bool = False
    remote_only: bool = False


def _text(folder: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def _sources(folder: Path) -> None:
    _text(folder, {"src/main.c": "int main", "src/run.sh": "#!/bin/sh\n", "etc/app.conf": "a=1\n", "one.txt": "1", "two.txt": "2"})
    (folder / "src/run.sh").chmod(0o755)
    (folder / "etc/app.conf").chmod(0o640)


IGNORED = """\ufeff# a comment
  # no comment, though docker takes this one for a rule
*.md
!README*.md
README-secret.md

/node_modules
**/*.tmp
**/cache
docs/**
!docs/keep.txt
!docs/deep/er/kept.txt
build/
!build/out
logs/*
!logs/.gitkeep
UPPER.txt
?.o
[a-c].dat
a\\*b
src/../other
!nowhere/at/all
wild
!w*/back.txt
prefix
!prefix-longer/x
**/last
!deep/last
.dockerignore
Dockerfile
  spaced
"""
NAMES = (
    "README.md", "README-secret.md", "CHANGES.md", "docs/README.md", "node_modules/x.js", "sub/node_modules/y.js", "a.tmp", "x/y/b.tmp",
    "cache/c", "x/cache/d", "docs/keep.txt", "docs/gone.txt", "docs/deep/er/kept.txt", "docs/deep/er/gone.txt", "build/out/bin",
    "build/tmp", "logs/.gitkeep", "logs/a.log", "upper.txt", "UPPER.txt", "a.o", "ab.o", "b.dat", "d.dat", "a*b", "acb", "other/z",
    "wild/back.txt", "wild/gone.txt", "prefix/x", "prefix-longer/x", "deep/last", "x/last", "spaced", "last", ".hidden", "Foo.TMP",
)


def _ignored(folder: Path) -> None:
    _text(folder, {name: name for name in NAMES} | {".dockerignore": IGNORED})
    (folder / "empty").mkdir()


def _links(folder: Path) -> None:
    _text(folder, {"real/file": "x" * 3000, "real/tool": "#!/bin/sh\n", "secret": "s"})
    for name, target in (("relative", "real/file"), ("absolute", "/etc/passwd"), ("dangling", "nowhere"), ("to-folder", "real"),
                         ("loop", "loop"), ("real/up", "../secret"), ("out", "../../../etc/hostname")):
        (folder / name).symlink_to(target)
    os.link(folder / "real/file", folder / "same")
    os.link(folder / "real/file", folder / "real/same")
    for name, mode in (("real/tool", 0o4755), ("secret", 0o600), ("real", 0o2750)):
        (folder / name).chmod(mode)
    (folder / "sticky").mkdir()
    (folder / "sticky").chmod(0o1777)
    os.mkfifo(folder / "pipe")


def _odd(folder: Path) -> None:
    names = ["with space", "  both  ", "ümläut", "u\u0308nfc", "한국어", "🎉", "-dash", "*star", "[brackets]", "back\\slash", "quo'te\"s",
             "new\nline", "tab\t", "#hash", "!bang", "~tilde", "per%20cent", ".dot", "..two", "x" * 255, "a:b", "$HOME", "con"]
    for name in names:
        (folder / name).write_text(name)
    (folder / os.fsdecode(b"latin-\xe4")).write_text("not UTF-8")
    deep = folder.joinpath(*(f"folder number {number:03}" for number in range(12)))
    deep.mkdir(parents=True)
    (deep / ("y" * 120)).write_text("deep")


def many(count: int) -> Furnish:
    def furnish(folder: Path) -> None:
        for number in range(count):
            if number % 100 == 0:
                (folder / f"part-{number // 100:04}").mkdir()
            (folder / f"part-{number // 100:04}/file-{number}.txt").write_text(f"{number}\n" * (number % 7))

    return furnish


def _archive(folder: Path) -> None:
    _sources(folder)
    with tarfile.open(folder / "some.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo("unpacked/file")
        info.size, info.mode, info.uid = 3, 0o604, 1234
        archive.addfile(info, io.BytesIO(b"abc"))
    (folder / "own").mkdir()
    (folder / ".dockerignore").write_text("own\nDockerfile\n")


def cases(files: int = 5000) -> list[Case]:
    return [
        Case("multi-stage", "FROM {debian} AS build\nWORKDIR /work\nCOPY src src\nRUN cat src/* > made && chmod 711 made\n"
             "FROM build AS more\nRUN rm -r src\nFROM {busybox}\nCOPY --from=build --chown=12:34 /work/made /bin/made\n"
             "COPY --from=0 /work /all\n", _sources),
        Case("copy-from-image", "FROM {busybox}\nCOPY --from={debian} /etc/debian_version /etc/os-release /from/\n"
             "COPY --from={debian} /etc/apt /apt\n"),
        Case("arg-before-from", "ARG BASE={debian}\nARG WORD=before\nFROM $BASE\nARG WORD\nARG GIVEN=default\nENV GOT=$GIVEN\n"
             "RUN echo \"$WORD $GIVEN $BASE\" > /said\nLABEL word=${{WORD:-none}}\n",
             arguments={"BASE": "{busybox}", "GIVEN": "by hand ü"}),
        Case("onbuild", "FROM {parent}\nRUN ls /app > /listed\n", _sources,
             parent="FROM {busybox}\nONBUILD COPY . /app\nONBUILD RUN echo triggered > /triggered\n"),
        Case("healthcheck", "FROM {busybox}\nHEALTHCHECK --interval=5s --timeout=3s --retries=2 CMD wget -q localhost || exit 1\n"
             "ENV A=1 B=\"two words\"\nWORKDIR /srv\nEXPOSE 80 53/udp\nVOLUME /data\nSTOPSIGNAL SIGINT\nSHELL [\"/bin/sh\", \"-ec\"]\n"
             "RUN echo x > mine && chown 1500:15 mine\nUSER 1500\nENTRYPOINT [\"/bin/sh\"]\nCMD [\"-c\", \"true\"]\n"),
        Case("dockerignore", "FROM {busybox}\nCOPY . /got\n", _ignored),
        Case("dockerignore-text", "FROM {busybox}\nCOPY . /got\n", _ignored, as_text=True),
        Case("links-and-modes", "FROM {busybox}\nCOPY . /got\n", _links),
        Case("odd-names", "FROM {busybox}\nCOPY . /got\n", _odd),
        Case("dockerfile-elsewhere", "FROM {busybox}\nCOPY *.txt etc/ /got/\nADD some.tar.gz /unpacked\n"
             "COPY --chown=7:8 src /src\nADD . /all\n", _archive, file="own/My.Dockerfile"),
        Case("many-files", "FROM {busybox}\nCOPY . /got\n", many(files)),
        Case("heredoc", "# syntax is built in\nFROM {busybox}\nRUN <<EOF\necho one > /one\necho two > /two\nEOF\n"
             "COPY --chmod=640 <<-\"END\" /etc/app.conf\n\tkey=$NOT_FILLED\nEND\n", remote_only=True),
        Case("run-mount", "FROM {busybox}\nRUN --mount=type=bind,target=/ctx cp -r /ctx/src /copied\n"
             "RUN --mount=type=cache,target=/cache echo x > /cache/y\nRUN --mount=type=tmpfs,target=/scratch touch /scratch/z\n"
             "RUN --mount=type=bind,from={debian},source=/etc,target=/deb cp /deb/debian_version /v\n", _sources, remote_only=True),
    ]


Entry = tuple[str, int, int, int, str]
"""Kind, mode, owner, group, and the hash of its content or the target of a link."""


@dataclass
class Bench:
    """Builds cases by hand and by a builder, and reads what they made."""

    engines: Engines
    folder: Path
    name: str = field(default_factory=lambda: f"t-dockerfiles-{secrets.token_hex(4)}")

    def docker(self, *arguments: str, stdin: bytes | None = None, buildkit: bool = False) -> bytes:
        command = ["docker", "-H", self.engines.docker_host, *arguments]
        environment = {**os.environ, "DOCKER_BUILDKIT": "1" if buildkit else "0"}
        done = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=300, env=environment)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout.decode()[-2000:]}{done.stderr.decode()[-2000:]}"
        return done.stdout

    def fill(self, text: str) -> str:
        registry = self.engines.registry
        return text.format(busybox=f"{registry}/base/busybox:1", debian=f"{registry}/base/debian:12",
                           parent=f"{registry}/{self.name}:parent")

    def furnish(self, case: Case) -> Path:
        folder = self.folder / case.name
        folder.mkdir()
        case.furnish(folder)
        if not case.as_text:
            (folder / case.file).write_text(self.fill(case.dockerfile))
        if case.parent:
            self.docker("build", "-q", "-t", self.fill("{parent}"), "-", stdin=self.fill(case.parent).encode())
            self.docker("push", "-q", self.fill("{parent}"))
        return folder

    def by_hand(self, case: Case, folder: Path, remote: bool) -> str:
        reference = f"{self.engines.registry}/{self.name}:{case.name}-hand"
        command = ["buildx", "build", "--builder", REMOTE, "--push"] if remote else ["build"]
        for name, value in case.arguments.items():
            command += ["--build-arg", f"{name}={self.fill(value)}"]
        file = "-" if case.as_text else str(folder / case.file)
        stdin = self.fill(case.dockerfile).encode() if case.as_text else None
        self.docker(*command, "--no-cache", "-q", "-t", reference, "-f", file, str(folder), stdin=stdin, buildkit=remote)
        return reference

    async def by_program(self, case: Case, folder: Path, builder: Builder, remote: bool) -> str:
        reference = f"{self.engines.registry}/{self.name}:{case.name}-program"
        request = BuildRequest(
            context=folder, reference=reference, dockerfile=case.file, no_cache=True,
            dockerfile_text=self.fill(case.dockerfile) if case.as_text else "",
            arguments={name: self.fill(value) for name, value in case.arguments.items()})
        image = await builder.build(request, {}, MemoryLog(), Steps())
        if remote:
            await builder.push(image, reference, None, MemoryLog(), Steps())
        return reference

    def content(self, reference: str, remote: bool) -> tuple[dict[str, Entry], dict[str, object]]:
        """All that is in an image, by path, and its configuration."""
        if remote:
            self.docker("pull", "-q", reference)
        container = self.docker("create", reference, "/bin/true").decode().strip()
        try:
            exported = self.docker("export", container)
        finally:
            self.docker("rm", "-f", container)
        found: dict[str, Entry] = {}
        with tarfile.open(fileobj=io.BytesIO(exported)) as archive:
            for info in archive:
                data = archive.extractfile(info) if info.isreg() else None
                said = hashlib.sha256(data.read()).hexdigest() if data else info.linkname
                kind = info.type.decode()
                found[info.name.rstrip("/")] = (kind, info.mode, info.uid, info.gid, said)
        config: dict[str, object] = json.loads(self.docker("inspect", "--format", "{{json .Config}}", reference))
        for changing in ("Image", "Hostname"):
            config.pop(changing, None)
        return found, config

    async def differences(self, case: Case, builder: Builder, remote: bool) -> tuple[int, list[str]]:
        """How many entries were compared, and what is not equal."""
        folder = self.furnish(case)
        hand, hand_config = self.content(self.by_hand(case, folder, remote), remote)
        ours, config = self.content(await self.by_program(case, folder, builder, remote), remote)
        found = [f"{path!r}: by hand {hand.get(path)}, by the program {ours.get(path)}"
                 for path in sorted(hand.keys() | ours.keys()) if hand.get(path) != ours.get(path)]
        if hand_config != config:
            found.append(f"configuration: by hand {hand_config}, by the program {config}")
        return len(hand), found

    def clean(self) -> None:
        names = self.docker("images", "--format", "{{.Repository}}:{{.Tag}}", f"{self.engines.registry}/{self.name}").decode().split()
        names = [name for name in names if not name.endswith(":<none>")]
        if names:
            self.docker("rmi", "-f", *names)
