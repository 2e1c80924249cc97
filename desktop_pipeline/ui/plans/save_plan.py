"""Asks for a title and for the app maps whose ready rows become a plan, and writes it."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QRadioButton, QVBoxLayout, QWidget

from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.services.kept_ports import PlanPlace
from desktop_pipeline.services.plans import file_name, renewed
from desktop_pipeline.services.workbench import Workbench
from desktop_pipeline.ui.texts import text, tr, trn
from desktop_pipeline.ui.theme import Tone, colour, icon, scaled_font
from desktop_pipeline.ui.widgets.notice import Notice
from desktop_pipeline.ui.widgets.tips import plain_tip
from desktop_pipeline.ui.widgets.work import Work


class SavePlanDialog(QDialog):
    """Accepted when the plan was written: then `saved` is its name. A plan that is there already is only replaced when that is ticked."""

    def __init__(self, bench: Workbench, cluster: str, namespace: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._work = Work(bench.tasks, self)
        self._here = (cluster, namespace)
        self._maps = bench.plans.chosen_maps()
        self.saved = self._ticked_for = ""
        self.setWindowTitle(tr("SavePlan", "Save plan"))
        self.setMinimumWidth(460)
        heading = QLabel(tr("SavePlan", "Save what is chosen as a plan"), self)
        heading.setFont(scaled_font(self.font(), 1.2, bold=True))
        self.title = QLineEdit(self)
        label = QLabel(tr("SavePlan", "&Title of the plan"), self)
        label.setBuddy(self.title)
        self.title.setAccessibleName(tr("SavePlan", "Title of the plan"))
        self.file = QLabel("", self)
        self.file.setProperty("muted", True)
        self.this_map, self.all_maps = QRadioButton(self), QRadioButton(self)
        self.left = QLabel(self)
        self.left.setProperty("muted", True)
        self.left.setWordWrap(True)
        self.replace = QCheckBox(self)
        self.notice = Notice(self)
        self.save = QPushButton(icon("save", colour("accent_text")), tr("SavePlan", "Save"), self)
        self.save.setDefault(True)
        self.save.setProperty("primary", True)
        self.cancel = QPushButton(tr("SavePlan", "Cancel"), self)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        for part in (heading, label, self.title, self.file, self.this_map, self.all_maps, self.left, self.replace, self.notice):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self._maps_words()
        self.title.textChanged.connect(self._update)
        self.replace.toggled.connect(self._update)
        self.all_maps.toggled.connect(self._tell_left_out)
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(lambda: self._work.busy("save plan") or self._work.start(self._save(), "save plan"))
        self._update()
        self._tell_left_out()

    def _maps_words(self) -> None:
        ready = {place: len(self._bench.planner.ready(*place)) for place in self._maps}
        count, total = ready.get(self._here, 0), sum(ready.values())
        self.this_map.setText(trn("SavePlan", "Only {map}: {n} workload", "Only {map}: {n} workloads", count, map=" / ".join(self._here)))
        self.all_maps.setText(trn("SavePlan", "All {maps} app maps with choices: {n} workload",
                                  "All {maps} app maps with choices: {n} workloads", total, maps=len(self._maps)))
        for button in (self.this_map, self.all_maps):
            button.setAccessibleName(button.text())
            button.setVisible(self._maps != (self._here,))
        self.all_maps.setToolTip(plain_tip(", ".join(" / ".join(place) for place in self._maps)))
        (self.this_map if count else self.all_maps).setChecked(True)
        self.this_map.setEnabled(bool(count))

    def _name(self) -> str:
        return file_name(self.title.text())

    def _update(self) -> None:
        title, name = self.title.text().strip(), self._name()
        there = bool(title) and self._bench.plans.free_name(name) != name
        named = tr("SavePlan", "File: {file}", file=PlanPlace(name).file)
        self.file.setText(named if title else tr("SavePlan", "The file is named by the title."))
        self.replace.setText(tr("SavePlan", "Replace the plan “{name}” that is there; its notes, links and order stay", name=name))
        self.replace.setAccessibleName(self.replace.text())
        if not there or name != self._ticked_for:
            self.replace.setChecked(False)  # it was ticked for another one
        self._ticked_for = name
        self.replace.setVisible(there)
        why = ""
        if not title:
            why = tr("SavePlan", "Type a title")
        elif there and not self.replace.isChecked():
            why = tr("SavePlan", "There is a plan of this name: choose another title, or tick that it is replaced")
        self.save.setEnabled(not why)
        self.save.setToolTip(why)
        self.save.setAccessibleDescription(why)

    def _tell_left_out(self) -> None:
        """What was chosen and will not be in the plan, and why."""
        known = ((facts.cluster, facts.namespace) for facts in self._bench.inventory.all_facts())
        maps = known if self.all_maps.isChecked() else (self._here,)
        found = [left for place in maps for left in self._bench.planner.left_out(*place)]
        why = "\n".join(f"{row.workload.name} / {row.container}: {text(message)}" for row, message in found)
        self.left.setText(trn("SavePlan", "{n} chosen row is not ready and is left out.",
                              "{n} chosen rows are not ready and are left out.", len(found)))
        self.left.setToolTip(plain_tip(why))
        self.left.setAccessibleDescription(why)
        self.left.setVisible(bool(found))

    async def _save(self) -> None:
        bench, maps = self._bench, self._maps if self.all_maps.isChecked() else (self._here,)
        plan = bench.plans.from_grid(maps, self.title.text().strip(), self._name())
        if not plan.steps:
            self.notice.say(Tone.BAD, tr("SavePlan", "Nothing is ready any more: choose versions first"))
            return
        try:
            was = await bench.plans.load(plan.name) if self.replace.isVisible() else None
            await bench.plans.save(renewed(was, plan) if was is not None else plan, was)
        except (UserError, UserErrors) as error:
            messages = error.messages if isinstance(error, UserErrors) else (error.message,)
            self.notice.say(Tone.BAD, "\n".join(map(text, messages)))
            return
        self.saved = plan.name
        self.accept()
