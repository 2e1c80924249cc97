"""Random edits of the grid in a real window, while cluster and registry change beneath it; then a run, compared with what was shown.

One edit is one number, so that hypothesis can make fewer and smaller ones of a failing list.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.domain.composing import same_choice
from desktop_pipeline.domain.images import ImageRef, same_repository
from desktop_pipeline.domain.workloads import Kind, RowKey, WorkloadKey
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.ui import compose_actions
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column, ControlCell, ImageCell
from desktop_pipeline.ui.pipeline.compose_dialog import PasteDialog
from desktop_pipeline.ui.pipeline.nodes import Item
from desktop_pipeline.ui.window_state import WindowState
from tests.services.bench import Bench, bench
from tests.ui.support import until

LAB, SHOP = "lab", "shop"
LARGEST = 2**24 - 1
_FILTERS = ("", "web", "a", "redis 7", "nothing at all", "Deployment", "shop")
_WORDS = ("latest", "build", "0123", "1.10", "7.4.1", "2.0.0.B000003", "not a tag!", "")


@dataclass
class Outcome:
    """What was edited, what was shown, and what was applied."""

    edits: Counter[str] = field(default_factory=Counter)
    shown: int = 0
    applied: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        self.edits += other.edits
        self.shown, self.applied = self.shown + other.shown, self.applied + other.applied
        self.differences += other.differences


@asynccontextmanager
async def edited_window(folder: Path):  # type: ignore[no-untyped-def]  # an Editor
    """A window on a sandbox that is 50 times as fast as usual."""
    async with bench(folder, speed=50.0) as made:
        await made.open()
        window = MainWindow(made.workbench, WindowState(width=1200, height=900, cluster=LAB, namespace=SHOP, look="light"))
        window.show()
        try:
            await until(lambda: len(window.grid_model.nodes()) == len(made.workbench.inventory.facts(LAB, SHOP).workloads) > 0)
            yield Editor(made, window)
        finally:
            window.leave()
            window.deleteLater()
            await asyncio.sleep(0.05)


class Editor:
    """Does one random thing after another."""

    def __init__(self, made: Bench, window: MainWindow) -> None:
        self.made, self.window, self.outcome = made, window, Outcome()
        self.bench, self.model = made.workbench, window.grid_model
        self._acts: tuple[Callable[[int], object], ...] = (
            self.choose, self.choose, self.choose, self.mode, self.mode, self.filter, self.paste, self.fill, self.undo, self.redo,
            self.undo_and_redo, self.reset, self.all_of_image, self.somebody_changes, self.somebody_pushes, self.fold, self.wait)

    async def edit(self, number: int) -> None:
        """One edit. The same number means something else at another place of a list: hypothesis likes to repeat itself."""
        number = (number + sum(self.outcome.edits.values()) * 7_368_787) * 2_654_435_761 % (LARGEST + 1)
        act = self._acts[number % len(self._acts)]
        self.outcome.edits[act.__name__] += 1
        done = act(number // len(self._acts))
        if asyncio.iscoroutine(done):
            await done
        elif number % 7 == 0:
            await asyncio.sleep(0)

    def items(self) -> list[Item]:
        return [item for node in self.model.nodes() for item in node.items]

    def _pick(self, number: int) -> Item | None:
        items = self.items()
        return items[number % len(items)] if items else None

    # ---- what the user does ----------------------------------------------------------------------------------------

    def choose(self, number: int) -> None:
        item = self._pick(number)
        if item is None or item.row.workload.key.kind is Kind.JOB:
            return
        index = self.model.find(item.row.workload.key, item.row.container.name)
        choice = item.choice
        if choice.mode is Mode.BUILD:
            self.model.choose(index, replace(choice, execute=not choice.execute))
        elif choice.mode is not Mode.LATEST:
            tags = item.row.versions.tags if choice.mode is Mode.TAG else tuple(run.tag for run in item.row.versions.images())
            words = (*tags[:8] * 5, "", *(_WORDS if choice.mode is Mode.TAG else ()))
            self.model.choose(index, replace(choice, tag=words[number // 31 % len(words)], digest=""))

    def mode(self, number: int) -> None:
        item = self._pick(number)
        if item is not None and item.row.build is not None and item.row.workload.key.kind is not Kind.JOB:
            modes = (Mode.APPOINTED, Mode.LATEST, Mode.BUILD)
            self.model.choose_mode(self.model.find(item.row.workload.key, item.row.container.name), modes[number // 31 % 3])

    def filter(self, number: int) -> None:
        self.window.toolbar.filter.setText(_FILTERS[number % len(_FILTERS)])

    def fold(self, number: int) -> None:
        item = self._pick(number)
        if item is not None:
            index = self.model.find(item.row.workload.key)
            self.window.grid.setExpanded(index, not self.window.grid.isExpanded(index))

    def _lines(self, number: int) -> str:
        rows, lines = self.bench.planner.rows(LAB, SHOP), []
        for step in range(1 + number % 5):
            row = rows[(number // 5 + step * 3) % len(rows)]
            tags = (*row.versions.tags[:6] * 5, *_WORDS)
            mark = ("\t", " ", ",", ";")[number % 4]
            name = f"{row.workload.key.kind.value}/{row.workload.key.name}/{row.container.name}"
            lines.append(f"{name}{mark}{tags[(number + step) % len(tags)]}")
        return "\n".join([*lines, "# end", "nobody/knows 1.2"])

    async def paste(self, number: int) -> None:
        """Through the clipboard, the action and the dialog."""
        QApplication.clipboard().setText(self._lines(number))
        self.window.actions_["choice.paste"].trigger()
        await until(lambda: any(dialog.isVisible() for dialog in self.window.findChildren(PasteDialog)))
        dialog = next(dialog for dialog in self.window.findChildren(PasteDialog) if dialog.isVisible())
        button = dialog.all if number % 3 == 0 and not dialog.all.isHidden() else dialog.good
        if button.isEnabled():
            button.click()
        if dialog.isVisible():
            dialog.reject()
        await until(lambda: not self.window.findChildren(PasteDialog))

    def fill(self, number: int) -> None:
        marks, order = self.window.grid.marks, self.window.grid.marks.order()
        if not order:
            return
        first = order[number % len(order)]
        marks.begin(first)
        marks.extend(order[min(len(order) - 1, number % len(order) + 1 + number // 31 % 4)], first)
        self.window.actions_["choice.fill"].trigger()
        marks.clear()

    def all_of_image(self, number: int) -> None:
        item = self._pick(number)
        if item is not None:
            tags = (*item.row.versions.tags[:4], *_WORDS[:2])
            rows = self.bench.composer.rows_of_image(item.row.key)
            self.bench.composer.apply(self.bench.composer.set_all(rows, tags[number // 31 % len(tags)]).good())

    def undo(self, number: int) -> None:
        self.window.actions_.refresh()
        self.window.actions_["choice.undo"].trigger()

    def redo(self, number: int) -> None:
        self.window.actions_.refresh()
        self.window.actions_["choice.redo"].trigger()

    def undo_and_redo(self, number: int) -> None:
        """Taken back and made again at once, nothing is different."""
        before = self._choices()
        if self.bench.composer.undo() is not None:
            self.bench.composer.redo()
        self._compare("undo and redo", before, self._choices())

    def reset(self, number: int) -> None:
        item = self._pick(number)
        if item is not None:
            compose_actions.reset(self.window, (item.row.key,) if number % 5 else (), item.row.workload.key)

    # ---- what happens meanwhile ------------------------------------------------------------------------------------

    def somebody_changes(self, number: int) -> None:
        """The image of a container is set by somebody else; it arrives a little later."""
        rows = [row for row in self.bench.planner.rows(LAB, SHOP) if row.workload.key.kind is not Kind.JOB and row.image is not None]
        row = rows[number % len(rows)]
        tags = row.versions.tags[:4]
        if row.image is not None and tags:
            image = str(row.image.with_tag(tags[number // 31 % len(tags)]))
            self.made.lab.somebody_sets(SHOP, row.workload.key.name, row.container.name, image)

    async def somebody_pushes(self, number: int) -> None:
        """A new tag, and the registry is asked again while the edits go on."""
        hub = self.made.sandbox.hub
        hub.put("library/nginx", f"1.30.{number % 50}")
        row = next(row for row in self.bench.planner.rows(LAB, SHOP) if row.container.name == "proxy")
        if row.image is not None:
            self.bench.tags.refresh(self.bench.tags.place(row.image))
        await asyncio.sleep(0)

    async def wait(self, number: int) -> None:
        """Time in which refreshes arrive."""
        await asyncio.sleep(0.02 + number % 4 * 0.02)

    # ---- what must hold --------------------------------------------------------------------------------------------

    def _choices(self) -> dict[RowKey, Choice]:
        return self.bench.planner.choices(self.bench.planner.rows(LAB, SHOP))

    def _compare(self, what: str, before: dict[RowKey, Choice], after: dict[RowKey, Choice]) -> None:
        for key, choice in before.items():
            if key in after and not same_choice(choice, after[key]):
                self.outcome.differences.append(f"{what}: {key}: {choice} became {after[key]}")

    async def settle(self) -> None:
        """Everything has arrived and is shown."""
        self.window.toolbar.filter.setText("")
        await until(lambda: self._known() == self._live())
        await asyncio.sleep(0.3)
        await until(lambda: all(self.model.find(key).isValid() for key in self._live()))

    def _known(self) -> dict[WorkloadKey, dict[str, str]]:
        found = self.bench.inventory.facts(LAB, SHOP).workloads
        return {key: {item.name: item.image for item in workload.containers} for key, workload in found.items()}

    def _live(self) -> dict[WorkloadKey, dict[str, str]]:
        """The images in the cluster, past our own inventory."""
        live = [workload for (namespace, *_), workload in self.made.lab.engine.workloads.items() if namespace == SHOP]
        found = [self.made.lab.engine.snapshot(workload) for workload in live]
        return {workload.key: {item.name: item.image for item in workload.containers} for workload in found}

    def shown(self) -> dict[RowKey, tuple[str, str]]:
        """What the grid says will run: repository and tag by row ('' = a new build), for workloads whose Run is on."""
        found = {}
        for node in self.model.nodes():
            for number, item in enumerate(node.items):
                index = self.model.find(node.key, item.row.container.name)
                image, control = self.model.cell(index), self.model.cell(index.siblingAtColumn(Column.CONTROL))
                assert isinstance(image, ImageCell)
                assert isinstance(control, ControlCell)
                assert number == index.row()
                if node.why is None and control.ready:
                    found[item.row.key] = (image.text, "" if control.ticked else control.text)
        return found

    async def run(self) -> None:
        """Run everything that is shown as ready, and compare with the patches that the cluster took."""
        await self.settle()
        self._compare("grid and planner", {item.row.key: item.choice for item in self.items()}, self._choices())
        shown = self.shown()
        report = await self.bench.preflight.check(self.bench.planner.plan(LAB, SHOP, title="edits"))
        blocked = report.blocked()
        shown = {key: value for key, value in shown.items() if str(key.workload) not in blocked}
        plan = report.plan.without(blocked)
        if not plan.steps:
            return
        took = len(self.made.lab.patches)
        report = await self.bench.preflight.check(plan)
        run = await self.bench.executor.wait(self.bench.executor.start(report, Consent(confirmed=True)))
        failed = {step.id for step in run.steps.values() if step.state.value != "done"}
        applied = {RowKey(patch.key, change.container): change.new for patch in self.made.lab.patches[took:] for change in patch.changes}
        self.outcome.shown += len(shown)
        self.outcome.applied += len(applied)
        for key, (repository, tag) in shown.items():
            new = applied.pop(key, None)
            if new is None:
                if not tag and any(step.startswith("build") for step in failed):  # its build failed, so it was not deployed
                    continue
                if any(step.startswith("build") for step in failed) and any(
                        other.workload == key.workload and not text for other, (_, text) in shown.items()):
                    continue
                self.outcome.differences.append(f"{key} shows {tag or 'a build'} and was not changed")
                continue
            image = ImageRef.parse(new)
            row = self.bench.composer.row(key)
            if row is None or row.image is None:
                self.outcome.differences.append(f"{key} is gone")
                continue
            if not same_repository(image.repository, repository) or (tag and image.tag != tag):
                self.outcome.differences.append(f"{key} shows {repository}:{tag} and got {new}")
            if tag and image.digest != await self.bench.tags.resolve(row.image, tag):
                self.outcome.differences.append(f"{key} got another image than {tag}: {new}")
        self.outcome.differences += [f"{key} shows nothing and got {new}" for key, new in applied.items()]
