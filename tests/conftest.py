"""What all tests share: the real engines, a real keyring, and the rule that a test leaves nothing behind."""

from __future__ import annotations

import asyncio
import inspect
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import engines_support, keyring_support, leftovers
from tests.engines_support import Engines, Unavailable

hypothesis.settings.register_profile("project", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "project")

ENGINES = pytest.StashKey[Engines | None]()
REASON = pytest.StashKey[str]()
RAN = pytest.StashKey[set[str]]()
MISSED = pytest.StashKey[set[str]]()

# ---- real engines --------------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    config.stash[ENGINES] = None
    config.stash[REASON] = ""
    config.stash[RAN] = set()
    config.stash[MISSED] = set()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Find or start the engines before the first test, where no time limit of a test runs."""
    config = session.config
    if config.option.collectonly or not any(item.get_closest_marker("engines") for item in session.items):
        return
    try:
        config.stash[ENGINES] = engines_support.provide()
        if engines_support.mode() != "auto" and any("buildkit" in getattr(item, "fixturenames", ()) for item in session.items):
            engines_support.start("buildkit")
    except Unavailable as error:
        config.stash[REASON] = str(error)


def pytest_runtest_setup(item: pytest.Item) -> None:
    config = item.config
    if item.get_closest_marker("engines") is None:
        return
    if config.stash[ENGINES] is None:
        config.stash[MISSED].add(item.nodeid)
        reason = f"no engines ({config.stash[REASON]})"
        if os.environ.get("ENGINES") == "required":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


def pytest_runtest_call(item: pytest.Item) -> None:
    if item.get_closest_marker("engines"):
        item.config.stash[RAN].add(item.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    ran, missed = len(config.stash[RAN]), len(config.stash[MISSED])
    terminalreporter.section("real engines")
    terminalreporter.line(f"{ran} tests ran on real engines")
    if missed:
        terminalreporter.line(f"{missed} tests did not run: {config.stash[REASON]}")
        terminalreporter.line(f"To run them: {engines_support.COMMAND}")


@pytest.fixture(scope="session")
def engines(pytestconfig: pytest.Config) -> Engines:
    """Where Docker, registries and cluster are. Only for tests with the marker `engines`."""
    found = pytestconfig.stash[ENGINES]
    if found is None:
        pytest.fail("the fixture `engines` needs the marker `engines`", pytrace=False)
    return found


@pytest.fixture
def namespace(engines: Engines) -> Iterator[str]:
    """A fresh namespace of the cluster lab."""
    with engines_support.fresh_namespace(engines) as name:
        yield name


# ---- a real keyring ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def keyring_variables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    if missing := keyring_support.missing():
        reason = f"not installed: {', '.join(missing)}"
        if os.environ.get("ENGINES") == "required":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    with keyring_support.keyring_session(tmp_path_factory.mktemp("keyring")) as (variables, pids):
        leftovers.SERVERS.update(pids)
        yield variables


@pytest.fixture
def real_keyring(keyring_variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """HOME, XDG_… and DBUS_SESSION_BUS_ADDRESS lead to an unlocked gnome-keyring. Use with the marker `keyring`."""
    for name, value in keyring_variables.items():
        monkeypatch.setenv(name, value)
    return keyring_variables


# ---- nothing left behind -------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """No thread, no child process, no unexpected error record outlives a test."""
    watch = leftovers.Watch()
    yield
    marks = request.node.iter_markers("expect_errors")
    if problems := watch.close([pattern for mark in marks for pattern in mark.args]):
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.fixture(autouse=True)
def _no_task_left(request: pytest.FixtureRequest, _nothing_left: None) -> None:
    if inspect.iscoroutinefunction(getattr(request, "function", None)):
        request.getfixturevalue("_watch_tasks")


@pytest.fixture
async def _watch_tasks() -> AsyncIterator[None]:
    """Set up before a coroutine test's own fixtures, so torn down after them: what they stop is no leftover."""
    before = asyncio.all_tasks()
    yield
    if names := await leftovers.tasks_left(before):
        pytest.fail("\n".join(names), pytrace=False)


@pytest.fixture
def data() -> Path:
    """The folder tests/data."""
    return Path(__file__).parent / "data"
