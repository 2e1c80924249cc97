"""The rule "a test leaves nothing behind" is itself tested: each of these little tests must fail, and only for its reason."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[2]
SINNERS = """
import asyncio, logging, subprocess, threading, time, warnings
import pytest

kept = []

async def test_task():
    kept.append(asyncio.create_task(asyncio.sleep(60)))

async def test_lost_exception():
    async def fail():
        raise ValueError("nobody looked")
    asyncio.create_task(fail())
    await asyncio.sleep(0.01)

def test_thread():
    threading.Thread(target=time.sleep, args=(4,), name="forgotten").start()

def test_child():
    kept.append(subprocess.Popen(["sleep", "4"]))

def test_error_record():
    logging.getLogger("some").error("it broke")

def test_python_warning():
    warnings.warn("careful")

def test_qt_warning(qapp):
    from PySide6.QtCore import qWarning
    qWarning("careful")
"""
SAINTS = """
import asyncio, logging, subprocess, threading
import pytest

@pytest.fixture
async def host():
    tasks = set()
    yield tasks
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

async def test_task_stopped_by_its_fixture(host):
    host.add(asyncio.create_task(asyncio.sleep(60)))

async def test_executor_of_the_loop():
    await asyncio.get_running_loop().run_in_executor(None, len, "")

async def test_subprocess():
    process = await asyncio.create_subprocess_exec("true")
    assert await process.wait() == 0

def test_thread_that_ends():
    threading.Timer(0.05, print).start()

@pytest.mark.expect_errors("it br.ke")
def test_expected_error():
    logging.getLogger("some").error("it broke")
"""


@pytest.fixture
def project(pytester, monkeypatch):
    """An own little project with the real conftest.py and the real settings."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("ENGINES", "auto")
    monkeypatch.delenv("CI", raising=False)
    pytester.makeconftest("from tests.conftest import *\nfrom tests.conftest import _nothing_left, _no_task_left, _watch_tasks\n")
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (pytester.path / "pyproject.toml").write_text(settings[settings.index("[tool.pytest.ini_options]") :], encoding="utf-8")
    return pytester


def test_each_leftover_fails_its_test(project):
    path = project.makepyfile(test_sinners=SINNERS)
    result = project.runpytest_subprocess(path, "-p", "no:cacheprovider")
    result.assert_outcomes(failed=2, errors=5, passed=5)
    for line in [
        "task left running: *",
        "error record: asyncio: Task exception was never retrieved*",
        "thread left running: forgotten",
        "child process left: * sleep",
        "error record: some: it broke",
        "*UserWarning: careful",
        "*QtWarningMsg: careful",
    ]:
        result.stdout.fnmatch_lines([line])


def test_what_ends_in_time_is_no_leftover(project):
    path = project.makepyfile(test_saints=SAINTS)
    project.runpytest_subprocess(path, "-p", "no:cacheprovider").assert_outcomes(passed=5)


def test_engine_tests_without_engines_are_skipped_and_counted(project, monkeypatch):
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    path = project.makepyfile(test_it="import pytest\n@pytest.mark.engines\ndef test_it(engines): pass\n")
    result = project.runpytest_subprocess(path, "-p", "no:cacheprovider")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["0 tests ran on real engines", "1 tests did not run: not set: *DOCKER_HOST*"])
    result.stdout.fnmatch_lines(["To run them: ENGINES=start *"])
