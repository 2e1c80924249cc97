"""`dev.py check`: everything that is checked without running the program. All checks run; a table says which failed."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

MAX_LINES = 500
MAX_LINES_OF = {"main_window.py": 400}
FORMS = "desktop_pipeline/ui/forms"
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.argv[0] = 'lint-imports'; lint_imports_command()"


class Checks:
    """Each public method is a check: it prints what is wrong and returns whether all is well."""

    def __init__(self, root: Path, python: Path, domain_python: Callable[[], Path]) -> None:
        self.root = root
        self.python = python
        self.domain_python = domain_python

    def style(self) -> bool:
        """ruff"""
        return self.call(self.python, "-m", "ruff", "check", "--quiet", ".")

    def types(self) -> bool:
        """mypy"""
        return self.call(self.python, "-m", "mypy", "--no-error-summary")

    def contracts(self) -> bool:
        """import-linter"""
        done = subprocess.run([self.python, "-c", LINT_IMPORTS], cwd=self.root, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout[done.stdout.find("Contracts\n") :] + done.stderr)
        return done.returncode == 0

    def sizes(self) -> bool:
        """lines per file"""
        well = True
        for path in self.files("*.py"):
            lines = len(path.read_bytes().splitlines())
            limit = MAX_LINES_OF.get(path.name, MAX_LINES)
            if lines > limit:
                print(f"{path.relative_to(self.root)}: {lines} lines, the limit is {limit}")
                well = False
        return well

    def forms(self) -> bool:
        """no made files in git"""
        tracked = self.git("ls-files", "--", FORMS).split()
        for name in tracked:
            print(f"{name} is made by the build and must not be in git")
        return not tracked

    def texts(self) -> bool:
        """translations complete and up to date"""
        return self.call(self.python, "packaging/i18n.py", "--check")

    def domain(self) -> bool:
        """domain tests, 100 % branches, no Qt"""
        sources = self.root / "desktop_pipeline" / "domain"
        if not any(path.name != "__init__.py" for path in sources.glob("*.py")):
            return True
        if not (self.root / "tests" / "domain").is_dir():
            print("there are no tests in tests/domain")
            return False
        # No configuration file and no outer conftest.py: nothing but the standard library, pytest, hypothesis and coverage is there.
        command = [str(self.domain_python()), "-m", "pytest", "tests/domain", "-q", "-W", "error", "-c", os.devnull, "--rootdir", "."]
        command += ["--confcutdir", "tests/domain", "--import-mode", "importlib", "-p", "no:cacheprovider", "--timeout", "120"]
        command += ["--cov", "desktop_pipeline.domain", "--cov-branch", "--cov-config", "pyproject.toml"]
        command += ["--cov-report", "term-missing:skip-covered", "--cov-fail-under", "100"]
        environment = {**os.environ, "COVERAGE_FILE": str(self.root / "build" / "coverage-domain")}
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout + done.stderr)
        return done.returncode == 0

    # ---- tools -----------------------------------------------------------------------------------------------------

    def call(self, *command: str | Path) -> bool:
        return subprocess.run(list(map(str, command)), cwd=self.root, check=False).returncode == 0

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, check=False)
        return done.stdout if done.returncode == 0 else ""

    def files(self, pattern: str) -> list[Path]:
        """Files of the project, new ones included; in a tree without git all but the made ones."""
        names = self.git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", pattern).split("\0")
        paths = [self.root / name for name in names if name and (self.root / name).is_file()]
        if not paths:
            outside = {".venv", ".venv-domain", "build", "dist", "forms"}
            paths = [path for path in self.root.rglob(pattern) if not outside & set(path.relative_to(self.root).parts)]
        return paths


def run_all(root: Path, python: Path, domain_python: Callable[[], Path], only: list[str]) -> int:
    """Run all checks, or those named in `only`; 1 if one failed, 2 if a name is unknown."""
    checks = Checks(root, python, domain_python)
    names = ["style", "types", "contracts", "sizes", "forms", "texts", "domain"]
    if unknown := set(only) - set(names):
        print(f"no check {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
        return 2
    table: list[tuple[str, str, bool, float]] = []
    for name in only or names:
        check = getattr(checks, name)
        started = time.monotonic()
        well = check()
        table.append((name, check.__doc__, well, time.monotonic() - started))
    print()
    for name, what, well, seconds in table:
        print(f"{'ok    ' if well else 'FAILED'}  {name:10} {what:40} {seconds:5.1f} s", flush=True)
    return 0 if all(well for _, _, well, _ in table) else 1
