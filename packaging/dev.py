#!/usr/bin/env python3
"""One door for developers: python3 packaging/dev.py COMMAND

    run [ARGUMENT…]      the program; without a display its demonstration, with a picture in build/desktop-pipeline.png
    test [ARGUMENT…]     all tests, in two processes; with arguments one pytest. ENGINES=auto|start|required: see tests/conftest.py
    check                everything that is checked without running the program: style, types, contracts, sizes, domain coverage
    prove [NAME …]       the long proofs of tests/prove; without a name: list them
    bench [NAME …]       measurements side by side with a rival, tests/bench; without a name: list them
    forms                make desktop_pipeline/ui/forms from ui/ and resources/ (done by the other commands when needed)
    lock [--upgrade]     pin the dependencies of pyproject.toml in packaging/*.lock
    package              installable packages

Only the standard library is needed to start it. The environment is made in .venv from the lock files, with hashes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(Path(__file__).resolve().parent))
LOCKS = {
    "run": ROOT / "packaging" / "requirements.lock",
    "dev": ROOT / "packaging" / "requirements-dev.lock",
    "domain": ROOT / "packaging" / "requirements-domain.lock",
}
# Debian and Ubuntu: what Qt needs to draw without a screen, and what the tests use beside it.
PACKAGES_RUN = ["libglib2.0-0", "libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "fonts-dejavu-core", "tzdata"]
PACKAGES_TEST = [
    *("git", "xvfb", "xauth", "xdotool", "dbus-daemon", "gnome-keyring"),
    *("libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1"),
    *("libxcb-render-util0", "libxcb-shape0"),
    "fonts-nanum",  # Korean letters in pictures and in measurements of width
]


class Refused(Exception):
    """Nothing was done; the text says why and what to do. Exit 2."""


def say(text: str) -> None:
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


# ---- the environment -----------------------------------------------------------------------------------------------


def python_of(directory: Path) -> Path:
    return directory / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def digest(level: str) -> str:
    """Names one state of an environment: what is locked, where the checkout is, what the project file says."""
    parts = [level.encode(), str(ROOT).encode(), LOCKS[level].read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


@contextlib.contextmanager
def alone(name: str) -> Iterator[None]:
    """One dev.py at a time changes the environment; the others wait. The lock goes with its process."""
    path = ROOT / "build" / f"{name}.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("a+b") as file:
        if os.name == "nt":
            import msvcrt

            while True:
                with contextlib.suppress(OSError):
                    file.seek(0)
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
                    break
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def quietly(command: list[str], what: str) -> None:
    """Run and show the output only when it fails (Refused)."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONWARNINGS": ""}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False
    )
    if done.returncode:
        raise Refused(f"{what} failed:\n{done.stdout.strip()}\nThe command was: {' '.join(command)}")


def create_environment(directory: Path) -> None:
    try:
        import ensurepip  # noqa: F401 - Debian ships venv without it
    except ImportError:
        ensure_packages([f"python3.{sys.version_info.minor}-venv"])
    say(f"making {directory.name} (Python {sys.version_info.major}.{sys.version_info.minor})")
    if directory.exists():
        shutil.rmtree(directory)
    # In a process of its own: this one may have looked for ensurepip before it was installed.
    quietly([sys.executable, "-m", "venv", str(directory)], "making a virtual environment")


def usable(directory: Path) -> bool:
    python = python_of(directory)
    if not python.exists():
        return False
    probe = [str(python), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def environment(level: str) -> Path:
    """The Python of the environment for `level` ("run" or "dev" in .venv, "domain" in .venv-domain), up to date."""
    directory = ROOT / (".venv-domain" if level == "domain" else ".venv")
    stamp = directory / "dev.stamp"
    enough = {digest(level)} | ({digest("dev")} if level == "run" else set())
    with alone(directory.name):
        if not (usable(directory) and stamp.exists() and stamp.read_text().strip() in enough):
            started = time.monotonic()
            if not usable(directory):
                create_environment(directory)
            stamp.unlink(missing_ok=True)
            python = str(python_of(directory))
            count = sum(1 for line in LOCKS[level].read_text().splitlines() if line[:1].isalnum())
            say(f"installing up to {count} locked packages")
            pip = [python, "-m", "pip", "install", "--quiet"]
            quietly([*pip, "--no-deps", "--require-hashes", "-r", str(LOCKS[level])], "installing the locked packages")
            if level != "domain":
                quietly([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], "installing the project")
            stamp.write_text(digest(level))
            say(f"{directory.name} is ready ({time.monotonic() - started:.0f} s)")
        if level != "domain":
            make_forms(python_of(directory))
    return python_of(directory)


def make_forms(python: Path, *arguments: str) -> None:
    done = subprocess.run(
        [str(python), str(ROOT / "packaging" / "backend.py"), *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(f"making the forms failed:\n{done.stdout}{done.stderr}")
    for line in done.stdout.splitlines():
        say(f"made {line}")


def installed_packages() -> set[str]:
    listing = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Abbrev}|${Package}|${Provides}\n"], capture_output=True, text=True, check=True
    ).stdout
    names: set[str] = set()
    for line in listing.splitlines():
        status, package, provides = line.split("|", 2)
        if status.startswith("ii"):
            names.add(package)
            names.update(item.split("(")[0].strip() for item in provides.split(","))  # libglib2.0-0 may be libglib2.0-0t64
    return names


def ensure_packages(packages: list[str]) -> None:
    """Debian and Ubuntu: install what is missing as root, else name it (Refused). Other systems: nothing to do."""
    if not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        return
    installed = installed_packages()
    missing = [package for package in packages if package not in installed]
    if not missing:
        return
    if os.geteuid() != 0:
        names = " ".join(missing)
        raise Refused(f"these system packages are missing: {names}\nInstall them with: sudo apt-get install {names}")
    say(f"installing system packages: {' '.join(missing)}")
    # A package may start its service when it is installed; nothing here wants that.
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    try:
        quietly([*apt, "update"], "apt-get update")
        quietly([*apt, "install", "-y", "--no-install-recommends", *missing], "installing system packages")
    finally:
        if ours:
            policy.unlink()


# ---- running things ------------------------------------------------------------------------------------------------


def call(command: list[str], **variables: str) -> int:
    """Run in the foreground; Ctrl+C reaches the program, and we wait for its own end."""
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables})
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            continue
        return code if code >= 0 else 128 - code


def offscreen() -> dict[str, str]:
    return {} if os.environ.get("QT_QPA_PLATFORM") else {"QT_QPA_PLATFORM": "offscreen"}


def has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def run(arguments: list[str]) -> int:
    ensure_packages(PACKAGES_RUN)
    program = [str(environment("run")), "-m", "desktop_pipeline"]
    if has_display():
        return call([*program, *arguments])
    if arguments:
        return call([*program, *arguments], **offscreen())
    picture = Path("build", "desktop-pipeline.png")
    (ROOT / picture).parent.mkdir(exist_ok=True)
    say(f"no display here: the demonstration release in this terminal, the window as a picture in {picture}")
    return call([*program, "demo", "--picture", str(picture)], **offscreen())


def test(arguments: list[str]) -> int:
    ensure_packages([*PACKAGES_RUN, *PACKAGES_TEST])
    python = environment("dev")
    started = time.monotonic()
    code = call([str(python), "-m", "pytest", *arguments], **offscreen()) if arguments else side_by_side(python)
    verdict = {0: "all passed", 1: "FAILED", 2: "interrupted", 5: "no test was found"}.get(code, f"pytest ended with {code}")
    say(f"test: {verdict}, {time.monotonic() - started:.0f} s")
    return code


def side_by_side(python: Path) -> int:
    """All tests in three processes: those on real engines and those of the window, which mostly wait, and all others. What the last two
    print follows at the end."""
    pytest = [str(python), "-m", "pytest"]
    parts = (["-m", "not engines", "--ignore=tests/ui"], ["-m", "not engines", "tests/ui"])
    with contextlib.ExitStack() as stack:
        others = []
        for part in parts:
            output = stack.enter_context(tempfile.TemporaryFile())
            environ = {**os.environ, **offscreen()}
            others.append((subprocess.Popen([*pytest, *part], cwd=ROOT, env=environ, stdout=output, stderr=subprocess.STDOUT), output))
        codes = [call([*pytest, "-m", "engines"], **offscreen())]
        for process, output in others:
            codes.append(ended(process))
            output.seek(0)
            sys.stdout.flush()
            shutil.copyfileobj(output, sys.stdout.buffer)
            sys.stdout.flush()
    return max(128 - code if code < 0 else code for code in codes)


def ended(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a process that Ctrl+C reaches too."""
    while True:
        with contextlib.suppress(KeyboardInterrupt):
            return process.wait()


def module(folder: str, arguments: list[str]) -> int:
    """`prove` and `bench`: python -m tests.FOLDER.NAME, or a list of the names with the first line of their description."""
    import ast

    paths = sorted(path for path in (ROOT / "tests" / folder).glob("*.py") if not path.name.startswith("_"))
    names = {path.stem: path for path in paths}
    if not arguments:
        for name, path in names.items():
            text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            print(f"{name:24} {text.partition(chr(10))[0]}")
        if not names:
            print(f"nothing in tests/{folder} yet")
        return 0
    if arguments[0] not in names:
        raise Refused(f"there is no tests/{folder}/{arguments[0]}.py; there are: {', '.join(names) or 'none yet'}")
    ensure_packages([*PACKAGES_RUN, *PACKAGES_TEST])
    return call([str(environment("dev")), "-m", f"tests.{folder}.{arguments[0]}", *arguments[1:]], **offscreen())


def prove(arguments: list[str]) -> int:
    return module("prove", arguments)


def bench(arguments: list[str]) -> int:
    return module("bench", arguments)


def check(arguments: list[str]) -> int:
    import checks

    ensure_packages(PACKAGES_RUN)
    return checks.run_all(ROOT, environment("dev"), lambda: environment("domain"), arguments)


def forms(arguments: list[str]) -> int:
    ensure_packages(PACKAGES_RUN)
    make_forms(environment("run"), *(["--force"] if "--force" in arguments else []))
    return 0


def lock(arguments: list[str]) -> int:
    """Pin for all systems and Python versions at once. A lock names no package host: whoever installs chooses theirs."""
    python = str(environment("dev"))
    jobs = {
        "run": ["pyproject.toml", "--group", "build"],
        "dev": ["pyproject.toml", "--group", "dev", "-c", "packaging/requirements.lock"],
        "domain": ["--group", "domain", "-c", "packaging/requirements-dev.lock"],
    }
    options = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-config", "--no-annotate"]
    options += ["--custom-compile-command", "python3 packaging/dev.py lock", *arguments]
    for level, sources in jobs.items():
        output = str(LOCKS[level].relative_to(ROOT))
        quietly([python, "-m", "uv", "pip", "compile", *options, *sources, "-o", output], f"locking {output}")
        if "://" in LOCKS[level].read_text():
            raise Refused(f"{output} names a host; take it out")
        say(f"wrote {output}")
    return 0


def package(arguments: list[str]) -> int:
    raise Refused("package: not built yet (docs/roadmap.md)")


COMMANDS = {"run": run, "test": test, "check": check, "prove": prove, "bench": bench, "forms": forms, "lock": lock, "package": package}


def main() -> int:
    command, arguments = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    if command in ("help", "-h", "--help"):
        print(__doc__)
        return 0
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 - started by whatever Python is there
            raise Refused(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
        if command not in COMMANDS:
            raise Refused(f"no command {command!r}; there are: {', '.join(COMMANDS)}")
        return COMMANDS[command](arguments)
    except Refused as refusal:
        say(str(refusal))
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
