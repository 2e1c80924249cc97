"""The port Network: what counts as a change of this computer's network, and what does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol

import pytest

from desktop_pipeline.adapters.network import SystemNetwork
from desktop_pipeline.adapters.sandbox.network import SandboxNetwork
from desktop_pipeline.services.computer_ports import Network

HEAD = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
ROUTE = "eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
VPN = "tun0\t0000A8C0\t00000000\t0001\t0\t0\t50\t0000FFFF\t0\t0\t0\n"
BRIDGE = "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
ADDRESS = "fd000000000000000000000000000002 04 40 00 82     eth0\n"


class Place(Protocol):
    network: Network

    def change(self) -> None: ...


class Computer:
    """Files as the kernel of a computer writes them."""

    def __init__(self, folder: Path, every: float = 0.01) -> None:
        self.folder = folder
        self.write("route", HEAD + ROUTE)
        self.write("resolv.conf", "nameserver 10.0.0.1\n")
        self.network = SystemNetwork(every, folder, folder / "resolv.conf")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def change(self) -> None:
        self.write("route", HEAD + ROUTE + VPN)


class Nowhere:
    def __init__(self) -> None:
        self.network = SandboxNetwork()
        self.change = self.network.change


@pytest.fixture(params=["system", "sandbox"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    yield Computer(tmp_path) if request.param == "system" else Nowhere()


async def told(network: Network, seconds: float = 0.3) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await network.changed()
    except TimeoutError:
        return False
    return True


async def test_quiet_while_nothing_changes(place: Place) -> None:
    assert not await told(place.network)


async def test_a_change_is_told_once(place: Place) -> None:
    waiting = asyncio.ensure_future(told(place.network, 5))
    await asyncio.sleep(0.05)
    place.change()
    assert await waiting
    assert not await told(place.network)


async def test_a_change_while_nobody_listened_is_told(place: Place) -> None:
    place.change()
    await told(place.network)
    if isinstance(place, Computer):
        place.write("route", HEAD)
    else:
        place.change()
    assert await told(place.network, 5)


@pytest.mark.parametrize("change", [
    lambda computer: computer.write("route", HEAD),
    lambda computer: computer.write("if_inet6", ADDRESS),
    lambda computer: computer.write("resolv.conf", "nameserver 10.8.0.1\n"),
    lambda computer: computer.write("ipv6_route", f"20010db8{'0' * 24} 40 {'0' * 32} 00 {'0' * 32} 0 0 0 1 eth0\n"),
], ids=["route gone", "address", "name servers", "route of IPv6"])
async def test_what_counts(tmp_path: Path, change: Callable[[Computer], None]) -> None:
    computer = Computer(tmp_path)
    before = computer.network.look()
    change(computer)
    assert computer.network.look() != before


async def test_containers_that_come_and_go_do_not_count(tmp_path: Path) -> None:
    computer = Computer(tmp_path)
    before = computer.network.look()
    computer.write("route", HEAD + ROUTE + BRIDGE)
    computer.write("if_inet6", "fe8000000000000094e052fffe2b2f20 426 40 20 80     eth0\nfd00" + "0" * 28 + " 05 40 00 82 veth12\n")
    assert computer.network.look() == before


async def test_several_changes_in_a_row_are_one(tmp_path: Path) -> None:
    computer = Computer(tmp_path, every=0.2)  # far more than a busy computer takes for the next line
    waiting = asyncio.ensure_future(told(computer.network, 5))
    for number in range(5):
        await asyncio.sleep(0.012)
        computer.write("resolv.conf", f"nameserver 10.8.0.{number}\n")
    assert await waiting
    assert not await told(computer.network, 0.7)


def test_this_computer_can_be_looked_at() -> None:
    network = SystemNetwork()
    assert network.look() == network.look()
