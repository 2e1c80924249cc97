"""Locks of a profile, and the network as this computer tells of it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.network import SystemNetwork
from desktop_pipeline.adapters.profile_locks import ProfileLocks
from desktop_pipeline.adapters.sqlite import SqliteStore
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.holds import Agreement, Condition, Hold, Phase, Why, Window
from desktop_pipeline.domain.holds import Kind as Place
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import OnFailure, Pause
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Group, Kind, WorkloadKey
from desktop_pipeline.services.computer_ports import Locks, NetworkState, OneProcess, Still
from desktop_pipeline.services.hold_store import HoldStore
from tests.adapters.contract_locks import LocksContract


class TestReal(LocksContract):
    @pytest.fixture
    def locks(self, tmp_path: Path) -> Locks:
        return ProfileLocks(tmp_path)

    @pytest.fixture
    def others(self, tmp_path: Path) -> Locks:
        return ProfileLocks(tmp_path)


class TestSandbox(LocksContract):
    @pytest.fixture
    def locks(self) -> OneProcess:
        return OneProcess()

    @pytest.fixture
    def others(self, locks: OneProcess) -> Locks:
        return locks.another()

    async def test_a_killed_process_lets_go(self, locks: OneProcess, others: Locks) -> None:
        assert await locks.take("hold-a")
        locks.die()
        assert await others.take("hold-a")


async def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    code = ("import asyncio, sys; from pathlib import Path; from desktop_pipeline.adapters.profile_locks import ProfileLocks\n"
            "locks = ProfileLocks(Path(sys.argv[1])); print(asyncio.run(locks.take('hold-a')), flush=True); sys.stdin.read()")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(tmp_path), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"True\n"
        locks = ProfileLocks(tmp_path)
        assert not await locks.take("hold-a")
    finally:
        process.kill()
        await process.communicate()
    assert await locks.take("hold-a")
    await locks.close()
    assert await ProfileLocks(tmp_path).take("hold-a")


async def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("a file")
    locks = ProfileLocks(tmp_path)
    with pytest.raises(UserError) as error:
        await locks.take("hold-a")
    assert error.value.code == "journal.locks_unwritable"
    assert str(tmp_path) in str(error.value)


async def test_a_held_plan_comes_back_from_the_disk_as_it_was(tmp_path: Path) -> None:
    row = RowChange("main", Mode.APPOINTED, "registry/web", "1.0", "sha256:" + "a" * 64, expect="registry/web:0.9",
                    group=Group.INIT, made_at=1.5)
    step = WorkloadStep(WorkloadKey("lab", "shop", Kind.DEPLOYMENT, "web"), (row,), "uid", 2, ("api",), OnFailure.UNDO, 5.0, "note")
    plan = Plan("night", (step,), "night", pauses=(Pause(1, "look"),), recipes={"web": "x"}, start_jobs=(step.key,))
    hold = Hold("a1", plan, "night", (Condition(Place.CLUSTER, "lab"), Condition(Place.ENGINE, "")), Window("2026-01-01T10:00", "", "UTC"),
                Agreement(True, frozenset({"lab/shop"}), amber=True), 12.5, "me", Phase.REFUSED,
                (Why(Message.of("drift.gone", workload="web", n=3, ok=True, none=None), step.id),), "run", ("web/main: 0.9 → 1.0",))
    store = SqliteStore.drafts(tmp_path)
    await HoldStore(store, OneProcess(), SystemClock()).add(hold)
    await store.close()
    again = SqliteStore.drafts(tmp_path)
    assert await HoldStore(again, OneProcess(), SystemClock()).all() == (hold,)
    await again.close()


async def test_a_held_plan_that_is_not_understood_stays_where_it_is(tmp_path: Path) -> None:
    """Another version wrote it: a plan that is armed here must not wipe it out."""
    drafts = SqliteStore.drafts(tmp_path)
    store = HoldStore(drafts, OneProcess(), SystemClock())
    old, new = (Hold(name, Plan(name, ()), name, ()) for name in ("old", "new"))
    await store.add(old)
    await drafts.save("hold/old", {"written": "by another version"})
    await store.add(new)
    assert (await store.all(), await store.strange()) == ((new,), 1)
    await store.remove("new")
    assert await drafts.load("hold/old", dict) == {"written": "by another version"}
    await drafts.save("hold/old", old)
    assert (await store.all(), await store.strange()) == ((old,), 0)
    await drafts.close()


HEAD = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
DEFAULT = "eth0\t00000000\t0100A8C0\t0003\t{uses}\t0\t0\t00000000\t0\t0\t0\n"
VPN = "tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these files are Linux'")
def test_a_route_that_comes_or_goes_is_a_change_and_a_counter_is_none(tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    network = SystemNetwork(proc=tmp_path / "net", resolv=tmp_path / "resolv.conf")

    def state(text: str) -> NetworkState:
        (tmp_path / "net" / "route").write_text(HEAD + text)
        return network.state()

    first = state(DEFAULT.format(uses=0))
    assert state(DEFAULT.format(uses=7)) == first
    assert state(VPN + DEFAULT.format(uses=0)) == state(DEFAULT.format(uses=0) + VPN) != first
    assert state("") != first
    assert state(DEFAULT.format(uses=0)) == first
    (tmp_path / "net" / "route").unlink()
    assert network.state().online is first.online


def test_the_real_one_is_quick_and_steady() -> None:
    network = SystemNetwork()
    assert network.state() == network.state()


def test_the_sandbox_network_is_what_it_is_set_to() -> None:
    network = Still()
    assert network.state().online
    network.now = NetworkState(online=False, mark="b")
    assert network.state() == NetworkState(False, "b")
