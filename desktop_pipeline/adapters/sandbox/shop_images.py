"""The images of the little shop: common ones with many tags, and what its builds have made so far."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from desktop_pipeline.adapters.sandbox.code import SandboxCode
from desktop_pipeline.adapters.sandbox.journal import Disk
from desktop_pipeline.adapters.sandbox.memory import MemoryLogs
from desktop_pipeline.adapters.sandbox.registry import GOOD, NEVER_READY, Behaviour, SandboxRegistry, Shelf
from desktop_pipeline.adapters.sandbox.shop_history import config_of, remember
from desktop_pipeline.domain.builds import Build, BuildImage, BuildRun, CodeRepository, RunOutcome, labels_of
from desktop_pipeline.domain.images import DOCKER_HUB, LATEST, build_tag

ADDRESS = "registry.shop.example:5000"
"""Where this workstation pushes to."""
MIRROR = "images.shop.internal"
"""The same registry as the production cluster calls it."""
DAY = 86_400.0

_HUB: dict[str, tuple[tuple[str, range], ...]] = {
    "library/nginx": (
        ("1.24", range(1)), ("1.25", range(6)), ("1.26", range(4)), ("1.27", range(6)), ("1.28", range(3)), ("1.29", range(4))),
    "library/redis": (("6.2", range(10, 20)), ("7.0", range(8, 16)), ("7.2", range(12)), ("7.4", range(7)), ("8.0", range(4))),
    "library/postgres": (("14", range(8, 20)), ("15", range(4, 15)), ("16", range(11)), ("17", range(7))),
    "library/busybox": (("1.35", range(1)), ("1.36", range(2)), ("1.37", range(1))),
    "library/python": (("3.11", range(8, 14)), ("3.12", range(12)), ("3.13", range(8))),
    "fluent/fluent-bit": (("3.0", range(8)), ("3.1", range(10)), ("3.2", range(11)), ("4.0", range(6))),
    "grafana/grafana": (("10.4", range(12)), ("11.2", range(9)), ("11.6", range(5)), ("12.0", range(3))),
    "prom/node-exporter": (("v1.7", range(1)), ("v1.8", range(3)), ("v1.9", range(2))),
}
_VARIANTS = {"library/nginx": ("-alpine",), "library/redis": ("-alpine",), "library/postgres": ("-alpine",), "library/python": ("-slim",)}
_MOVING = {"library/python": ("3.12-slim", "3.13-slim"), "library/nginx": ("stable", "mainline")}
_QUAY: dict[str, tuple[tuple[str, range], ...]] = {"prometheus/prometheus": (("v2.53", range(4)), ("v2.55", range(2)), ("v3.4", range(3)))}


def stock(registry: SandboxRegistry, lines: dict[str, tuple[tuple[str, range], ...]], now: float) -> None:
    """Fill a registry with versions, a month apart, newest yesterday; `latest` names the newest."""
    for path, series in lines.items():
        versions = [f"{line}.{patch}" for line, patches in series for patch in patches]
        digest = ""
        for age, version in enumerate(reversed(versions)):
            created = now - DAY - age * 21 * DAY
            for variant in _VARIANTS.get(path, ()):
                registry.put(path, version + variant, created=created, size=18_000_000)
            made = registry.put(path, version, created=created, size=62_000_000)
            digest = digest or made
        for tag in (LATEST, *_MOVING.get(path, ())):
            registry.put(path, tag, digest=digest)


@dataclass(frozen=True, slots=True)
class _Past:
    """A run of the history: version, description, age in days, whether it failed, whether its log is here."""

    version: str
    text: str
    days: float
    ok: bool = True
    here: bool = True
    behaviour: Behaviour = GOOD


_HISTORY: dict[str, tuple[_Past, ...]] = {
    "web": (
        _Past("1.3.0", "Cart keeps its content", 96, here=False), _Past("1.3.0", "Fix the currency sign", 81, here=False),
        _Past("1.4.0", "New start page", 44, here=False), _Past("1.4.0", "Start page, images smaller", 43, ok=False),
        _Past("1.4.0", "Start page, images smaller", 43), _Past("1.4.0", "Search field", 12),
        _Past("1.4.0", "Search field for telephones", 2)),
    "api": (
        _Past("1.9.0", "Orders by date", 120, here=False), _Past("2.0.0", "New order service", 30), _Past("2.0.0", "Faster search", 9),
        _Past("2.0.0", "Discount codes", 1), _Past("2.1.0", "Discount codes, second try", 0.2, ok=False)),
    "worker": (
        _Past("0.9.0", "Mails in the background", 70, here=False), _Past("0.9.0", "Mails with pictures", 40), _Past("0.9.0", "Retry", 21),
        _Past("0.9.1", "Retry with a pause", 3)),
    "migrate": (_Past("2.0.0", "Table of orders", 31), _Past("2.0.0", "Table of discounts", 1)),
    "recommend": (_Past("0.3.0", "First try", 15), _Past("0.3.0", "Bigger model", 0.5, behaviour=NEVER_READY)),
    "mailer": (
        _Past("3.2.0", "Templates", 60, here=False), _Past("3.2.0", "Korean templates", 5),
        _Past("3.3.0", "Attachments", 0.1, ok=False)),
}
_TITLES = {
    "web": "Web shop", "api": "Shop API", "worker": "Background worker", "migrate": "Database migration",
    "recommend": "Recommendations", "mailer": "Mailer",
}
_MAILER = """\
FROM docker.io/library/python:3.12-slim
WORKDIR /app
COPY . .
RUN python -m pytest -q || exit 1
CMD ["python", "-m", "mailer"]
"""
_WEB = """\
FROM docker.io/library/nginx:1.27.5-alpine
COPY nginx.conf /etc/nginx/conf.d/default.conf
RUN apk add --no-cache tini
COPY dist/ /usr/share/nginx/html/
ENTRYPOINT ["tini", "nginx"]
"""


def builds() -> tuple[Build, ...]:
    """The shop's builds. All run well but the mailer's, whose test fails."""
    made = []
    for name, past in _HISTORY.items():
        text = _MAILER if name == "mailer" else ""
        image = BuildImage(title="Image", dockerfile_text=text, also_latest=name == "web")
        code = CodeRepository(title="Source", url=url(name), ref="main")
        made.append(Build(
            name=name, registry="shop", image=f"shop/{name}", version=past[-1].version, title=_TITLES[name],
            description=f"{_TITLES[name]} of the demonstration shop", engine="local", tasks=(code, image)))
    return tuple(made)


def url(name: str) -> str:
    return f"https://git.shop.example/shop/{name}.git"


def stock_all(shelf: Shelf, code: SandboxCode, disk: Disk, logs: MemoryLogs, now: float) -> None:
    """Fill the registries, the repositories of code, and the history of this workstation."""
    stock(shelf.registry(DOCKER_HUB), _HUB, now)
    stock(shelf.registry("quay.io"), _QUAY, now)
    shop = shelf.registry(ADDRESS)
    shelf.alias(MIRROR, shop)
    for build in builds():
        files = {"README.md": f"# {build.title}\n", "requirements.txt": "aiohttp\n", "app/__main__.py": "print('hello')\n",
                 "Dockerfile": _WEB if build.name == "web" else _MAILER.replace(" || exit 1", "").replace("mailer", "app")}
        head = hashlib.sha1(build.name.encode(), usedforsecurity=False).hexdigest()
        repo = code.add(url(build.name), {"main": head, "release": head[::-1]}, files={head: files, head[::-1]: files})
        runs = [_run(build, number, past, now) for number, past in enumerate(_HISTORY[build.name], 1)]
        remember(repo, build.name, runs, head)
        for number, (past, run) in enumerate(zip(_HISTORY[build.name], runs, strict=True), 1):
            if past.ok:
                labels = labels_of(build, number, run.tag, run.run_id, past.text, run.commit, run.by, "")
                digest = shop.put(build.image, run.tag, created=run.ended, size=run.size, labels=labels, platforms=("linux/amd64",),
                                  behaviour=past.behaviour, config=config_of(number, len(runs)))
                run = _with_digest(run, digest)
            if past.here:
                disk.builds.setdefault(f"{ADDRESS}/{build.image}", []).append(run)
                logs.put(f"{run.run_id}/build/{build.name}", *_log(build, run))
        disk.numbers[f"{ADDRESS}/{build.image}"] = len(_HISTORY[build.name])


def tag(name: str, number: int) -> str:
    """The tag of a run of the history."""
    return build_tag(_HISTORY[name][number - 1].version, number)


def _run(build: Build, number: int, past: _Past, now: float) -> BuildRun:
    version, ended = past.version, now - past.days * DAY
    seed = hashlib.sha1(f"{build.name}/{number}".encode(), usedforsecurity=False).hexdigest()
    return BuildRun(
        build=build.name, number=number, tag=build_tag(version, number), outcome=RunOutcome.DONE if past.ok else RunOutcome.FAILED,
        run_id=f"past-{build.name}-{number}", started=ended - 40 - int(seed[:2], 16) / 4, ended=ended,
        size=24_000_000 + int(seed[2:8], 16) if past.ok else 0, description=past.text, commit=seed,
        by="anna@release-1" if past.here else "jiho@release-2", failed_task="" if past.ok else "Image", local=past.here)


def _with_digest(run: BuildRun, digest: str) -> BuildRun:
    return replace(run, digest=digest, exists=True)


def _log(build: Build, run: BuildRun) -> list[str]:
    lines = [f"Build {build.title} {run.tag}", f"Description: {run.description}", "Task 0: Reset", "Task 1: Source",
             f"Cloning {url(build.name)}", f"HEAD is now at {run.commit[:12]}", "Task 2: Image",
             "Step 1/5 : FROM docker.io/library/python:3.12-slim", "Step 2/5 : WORKDIR /app", "Step 3/5 : COPY . .",
             "Step 4/5 : RUN python -m pytest -q"]
    if run.outcome is RunOutcome.FAILED:
        return [*lines, "E       AssertionError: 3 != 4", "1 failed, 118 passed in 6.21s",
                "The command '/bin/sh -c python -m pytest -q' returned a non-zero code: 1"]
    return [*lines, "119 passed in 6.02s", 'Step 5/5 : CMD ["python", "-m", "app"]',
            f"Successfully tagged {ADDRESS}/{build.image}:{run.tag}", f"{run.tag}: digest: {run.digest} size: 1778"]
