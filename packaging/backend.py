"""Build backend (PEP 517) of Desktop Pipeline: hatchling, after the forms have been made.

What Qt Designer and Qt Linguist edit is not what Python imports. Before anything is built, and by `dev.py forms`, this module makes

    ui/*.ui               -> desktop_pipeline/ui/forms/*.py
    resources/app.qrc     -> desktop_pipeline/ui/forms/resources_rc.py
    resources/i18n/*.ts   -> desktop_pipeline/ui/forms/i18n/*.qm

None of the results is in git. A source that does not exist is no error.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FORMS = Path("desktop_pipeline", "ui", "forms")
# Started through Python, because the programs pyside6-uic … are not on PATH in an isolated build.
TOOL = "import sys; from PySide6.scripts.pyside_tool import {0}; sys.exit({0}())"


def targets(root: Path) -> Iterator[tuple[str, Path, Path, list[Path]]]:
    """Tool, source, result, and the further files the result is made of."""
    forms = root / FORMS
    for source in sorted((root / "ui").glob("*.ui")):
        yield "uic", source, forms / f"{source.stem}.py", []
    resources = root / "resources" / "app.qrc"
    if resources.exists():
        names = re.findall(r"<file[^>]*>([^<]+)</file>", resources.read_text(encoding="utf-8"))
        yield "rcc", resources, forms / "resources_rc.py", [resources.parent / name.strip() for name in names]
    for source in sorted((root / "resources" / "i18n").glob("*.ts")):
        yield "lrelease", source, forms / "i18n" / f"{source.stem}.qm", []


def outdated(result: Path, parts: list[Path]) -> bool:
    if not result.exists():
        return True
    made = result.stat().st_mtime_ns
    return any(part.exists() and part.stat().st_mtime_ns > made for part in parts)


def compile_one(tool: str, source: Path, result: Path) -> None:
    """Make one result beside its place and move it there, so that an interrupted run leaves no half file.

    Raises SystemExit with the tool's own words when it fails.
    """
    result.parent.mkdir(parents=True, exist_ok=True)
    # The process number keeps two runs at the same time apart; the suffix stays, rcc and lrelease look at it.
    temporary = result.with_name(f".{result.stem}-{os.getpid()}{result.suffix}")
    arguments = {
        "uic": [str(source), "-o", str(temporary)],
        "rcc": [str(source), "-o", str(temporary)],
        "lrelease": ["-silent", str(source), "-qm", str(temporary)],
    }[tool]
    done = subprocess.run([sys.executable, "-c", TOOL.format(tool), *arguments], capture_output=True, text=True, check=False)
    if done.returncode or not temporary.exists():
        temporary.unlink(missing_ok=True)
        raise SystemExit(f"pyside6-{tool} {source.name}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    if tool == "uic":  # the form asks for `app_rc` beside it on sys.path; ours is a module of the package
        text = temporary.read_text(encoding="utf-8")
        temporary.write_text(re.sub(r"^import \w+_rc$", "from . import resources_rc", text, flags=re.MULTILINE), encoding="utf-8")
    temporary.replace(result)


def compile_forms(root: Path = ROOT, *, force: bool = False) -> list[Path]:
    """Make what is missing or older than its source, remove what has no source any more; return what was made."""
    forms = root / FORMS
    made: list[Path] = []
    wanted = {forms / "__init__.py"}
    for tool, source, result, parts in targets(root):
        wanted.add(result)
        if force or outdated(result, [source, *parts]):
            compile_one(tool, source, result)
            made.append(result)
    forms.mkdir(parents=True, exist_ok=True)
    package = forms / "__init__.py"
    if not package.exists():
        package.write_text('"""Made from ui/ and resources/ by packaging/backend.py; not in git."""\n', encoding="utf-8")
    for path in [*forms.glob("*.py"), *forms.glob("i18n/*.qm")]:
        if path not in wanted and not path.name.startswith("."):
            path.unlink()
    return made


def prepare() -> None:
    compile_forms()


def hatchling() -> Any:
    import hatchling.build  # here, because `dev.py forms` works without it

    return hatchling.build


def get_requires_for_build_wheel(config_settings: dict[str, Any] | None = None) -> list[str]:
    return list(hatchling().get_requires_for_build_wheel(config_settings))


def get_requires_for_build_editable(config_settings: dict[str, Any] | None = None) -> list[str]:
    return list(hatchling().get_requires_for_build_editable(config_settings))


def get_requires_for_build_sdist(config_settings: dict[str, Any] | None = None) -> list[str]:
    return list(hatchling().get_requires_for_build_sdist(config_settings))


def build_wheel(directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None) -> str:
    prepare()
    return str(hatchling().build_wheel(directory, config_settings, metadata_directory))


def build_editable(directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None) -> str:
    prepare()
    return str(hatchling().build_editable(directory, config_settings, metadata_directory))


def build_sdist(directory: str, config_settings: dict[str, Any] | None = None) -> str:
    return str(hatchling().build_sdist(directory, config_settings))


if __name__ == "__main__":
    for path in compile_forms(force="--force" in sys.argv[1:]):
        print(path.relative_to(ROOT))
