"""What every Store does. A test module inherits the class and gives the fixture `store`."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from desktop_pipeline.domain.builds import (
    Build,
    BuildImage,
    BuildRun,
    CodeRepository,
    FileTransfer,
    RestCall,
    RunOutcome,
    Script,
    UserCommand,
    Versions,
)
from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.workloads import Container, Group, Kind, RowKey, Workload, WorkloadKey
from desktop_pipeline.services.kept_ports import Store

KEY = WorkloadKey("lab", "shop", Kind.STATEFUL_SET, "web")


@dataclass(frozen=True)
class Choices:
    choices: dict[RowKey, Choice] = field(default_factory=dict)
    pairs: tuple[tuple[RowKey, Choice], ...] = ()


@dataclass(frozen=True)
class Other:
    needed: int
    message: Message | None = None


VALUES: tuple[object, ...] = (
    Choices({RowKey(KEY, "web"): Choice(Mode.TAG, "1.10", made_at=1.5)}, ((RowKey(KEY, "web"), Choice(Mode.BUILD, execute=True)),)),
    Versions("r/shop/web", (BuildRun("web", 7, "1.B000007", RunOutcome.DONE, size=1 << 40),), ("a", "가"), {"a": "sha256:1"}, True, 2.5),
    Workload(KEY, "uid", (Container("web", "shop/web:1", Group.INIT, True),), changed_at=None),
    Plan("Release", (WorkloadStep(KEY, (RowChange("web", Mode.LATEST, "shop/web", "1.10", "sha256:1"),), "uid"),), also_build=("x",)),
    Other(5, Message.of("code", text="ü", number=3, part=0.5, flag=True, nothing=None)),
    Build("web", "hub", "shop/web", "1.0", tasks=(
        CodeRepository(url="https://git/x", ref="main", secret="git/shop"), UserCommand(commands=("a", "b"), environment={"A": "b"}),
        FileTransfer(port=21), RestCall(accepted=(200, 204), headers={"X": "y"}), Script(text="x\ny", enabled=False),
        BuildImage(arguments={"A": "1"}, also_latest=True),
    )),
)


class StoreContract:
    @pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
    async def test_value_comes_back(self, store: Store, value: object) -> None:
        await store.save("a/key", value)
        assert await store.load("a/key", type(value)) == value

    async def test_nothing_there(self, store: Store) -> None:
        assert await store.load("unknown", Plan) is None
        await store.delete("unknown")

    async def test_replace_and_delete(self, store: Store) -> None:
        await store.save("key", Other(1))
        await store.save("key", Other(2))
        await store.save("Key", Other(3))
        assert await store.load("key", Other) == Other(2)
        await store.delete("key")
        assert await store.load("key", Other) is None
        assert await store.load("Key", Other) == Other(3)

    async def test_other_form_is_none(self, store: Store) -> None:
        await store.save("key", Choice(Mode.TAG, "1"))
        assert await store.load("key", Other) is None

    async def test_value_of_the_moment_of_saving(self, store: Store) -> None:
        choices = Choices({RowKey(KEY, "web"): Choice(Mode.TAG)})
        await store.save("key", choices)
        choices.choices.clear()
        assert await store.load("key", Choices) == Choices({RowKey(KEY, "web"): Choice(Mode.TAG)})
