"""Settings of clusters and app maps."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_pipeline.domain.errors import Refused, UserError
from desktop_pipeline.domain.workspace import AppMap, Cluster, ClusterBinding, Protection
from desktop_pipeline.services.cluster_ports import Access
from desktop_pipeline.ui.forms.settings_app_maps import Ui_AppMapsForm
from desktop_pipeline.ui.forms.settings_clusters import Ui_ClustersForm
from desktop_pipeline.ui.settings.page import SettingsPage, free_id, protections
from desktop_pipeline.ui.texts import text, tr, trn
from desktop_pipeline.ui.theme import Tone


class ClustersPage(SettingsPage):
    """Clusters by a context of the kubeconfig of this computer."""

    form_class, icon = Ui_ClustersForm, "cluster"

    def title(self) -> str:
        return tr("Settings", "Clusters")

    def explain(self) -> str:
        return tr("Settings", "A cluster belongs to the workspace; which kubeconfig context it is on this computer stays here.")

    def prepare(self) -> None:
        protections(self.ui.protection)
        self.ui.context.setEditable(True)
        self.ui.context.activated.connect(self._picked)
        self.ui.kubeconfig.editingFinished.connect(self._kubeconfig_typed)
        self._read = ""
        self.work.start(self._contexts(), "read kubeconfig")

    def fields(self) -> tuple[QWidget, ...]:
        ui = self.ui
        return ui.title, ui.context, ui.kubeconfig, ui.protection

    def _kubeconfig_typed(self) -> None:
        if self.ui.kubeconfig.text().strip() != self._read:
            self.ui.extra.clear()
            self.work.restart(self._contexts(), "read kubeconfig")

    async def _contexts(self) -> None:
        """The contexts of the kubeconfig named here, else of this computer's, for picking; any name can be typed as well."""
        self._read = self.ui.kubeconfig.text().strip()
        try:
            found = await self.workbench.world.contexts(self._read)
        except UserError as error:
            self.ui.extra.say(Tone.WARN, text(error.message))
            return
        here = self.ui.context.currentText()
        self._filling = True
        self.ui.context.clear()
        for context in found:
            self.ui.context.addItem(context.name)
            self.ui.context.setItemData(self.ui.context.count() - 1, context.server, 3)  # tool tip
        self.ui.context.setEditText(here)
        if self.new and not here:
            bound = {binding.context for binding in self.workbench.catalog.bindings.clusters.values()}
            self.ui.context.setEditText(next((context.name for context in found if context.name not in bound), ""))
            self._saved = self.values()
        self._filling = False
        self._changed()

    def _picked(self) -> None:
        if self.new and not self.ui.title.text():
            self.ui.title.setText(self.ui.context.currentText())

    def entries(self) -> list[tuple[str, str]]:
        return [(item.id, item.title or item.id) for item in self.workbench.catalog.workspace.clusters]

    def fill(self, key: str) -> None:
        catalog = self.workbench.catalog
        cluster = catalog.workspace.cluster(key) or Cluster("")
        binding = catalog.bindings.clusters.get(key) or ClusterBinding("")
        self.ui.title.setText(cluster.title)
        self.ui.context.setEditText(binding.context)
        self.ui.kubeconfig.setText(binding.kubeconfig)
        self.ui.protection.setCurrentIndex(self.ui.protection.findData(cluster.protection))
        maps = [item.namespace for item in catalog.workspace.app_maps if item.cluster == key]
        none = tr("Settings", "No app map yet: add one under App maps.")
        self.ui.maps_label.setText(tr("Settings", "App maps: {names}", names=", ".join(maps)) if maps else none)
        self.ui.maps_label.setVisible(bool(key))
        if key and not binding.context:
            self.ui.extra.say(Tone.WARN, tr("Settings", "Not set on this computer: pick the context that means this cluster."))
        else:
            self.ui.extra.clear()

    def problems(self) -> dict[QWidget, str]:
        found: dict[QWidget, str] = {}
        bound = self.key in self.workbench.catalog.bindings.clusters
        if not self.ui.context.currentText().strip() and (self.new or bound):
            found[self.ui.context] = tr("Settings", "Pick a context of the kubeconfig, or type its name.")
        return found

    async def store(self) -> str:
        catalog, ui = self.workbench.catalog, self.ui
        context, title = ui.context.currentText().strip(), ui.title.text().strip()
        known = catalog.workspace.cluster(self.key)
        key = self.key or free_id(title or context, (item.id for item in catalog.workspace.clusters))
        before = catalog.bindings.clusters.get(key)
        binding = ClusterBinding(context, ui.kubeconfig.text().strip()) if context else before
        cluster = replace(known or Cluster(key), title=title, protection=Protection(ui.protection.currentData()))
        await catalog.put_cluster(cluster, binding if binding != before else None)
        return key

    def drop_words(self, key: str) -> str:
        maps = [item.name for item in self.workbench.catalog.workspace.app_maps if item.cluster == key]
        if not maps:
            return ""
        return tr("Settings", "Its app maps go with it: {names}. Nothing is changed in the cluster.", names=", ".join(maps))

    async def drop(self, key: str) -> None:
        await self.workbench.catalog.remove_cluster(key)

    async def try_out(self, key: str) -> tuple[Tone, str]:
        catalog = self.workbench.catalog
        cluster = self.workbench.world.cluster(key)
        self.workbench.world.wake()  # a person asks
        identity = await cluster.identity()
        known = catalog.workspace.cluster(key)
        if known is not None and known.is_at(identity) is False:
            raise UserError("preflight.other_cluster", cluster=key)
        if known is not None and known.noted(identity) != known:
            await catalog.put_cluster(known.noted(identity))
        try:
            names = await cluster.namespaces()
        except Refused:
            return Tone.WARN, tr("Settings", "It answers. You may not list its namespaces: type them under App maps.")
        return Tone.GOOD, trn("Settings", "It answers, with {n} namespace.", "It answers, with {n} namespaces.", len(names))


class AppMapsPage(SettingsPage):
    """App maps: a cluster and a namespace."""

    form_class, icon = Ui_AppMapsForm, "app-map"

    def title(self) -> str:
        return tr("Settings", "App maps")

    def explain(self) -> str:
        return tr("Settings", "An app map is one namespace of a cluster: what is picked in the tree at the left of the window.")

    def prepare(self) -> None:
        protections(self.ui.protection)
        self.ui.cluster.currentIndexChanged.connect(self._cluster)

    def fields(self) -> tuple[QWidget, ...]:
        ui = self.ui
        return ui.cluster, ui.namespace, ui.title, ui.protection

    def entries(self) -> list[tuple[str, str]]:
        workspace = self.workbench.catalog.workspace
        titles = {item.id: item.title or item.id for item in workspace.clusters}
        return [(item.id, f"{titles.get(item.cluster, item.cluster)} / {item.name}") for item in workspace.app_maps]

    def fill(self, key: str) -> None:
        ui, workspace = self.ui, self.workbench.catalog.workspace
        found = next((item for item in workspace.app_maps if item.id == key), None)
        ui.cluster.clear()
        for cluster in workspace.clusters:
            ui.cluster.addItem(cluster.title or cluster.id, cluster.id)
        if found is not None and ui.cluster.findData(found.cluster) < 0:
            ui.cluster.addItem(found.cluster, found.cluster)
        ui.cluster.setCurrentIndex(ui.cluster.findData(found.cluster) if found else 0 if workspace.clusters else -1)
        ui.namespace.clear()
        ui.namespace.setEditText(found.namespace if found else "")
        ui.title.setText(found.title if found else "")
        ui.protection.setCurrentIndex(ui.protection.findData(found.protection if found else Protection.OPEN))
        if not workspace.clusters:
            ui.extra.say(Tone.WARN, tr("Settings", "Add a cluster first."))
        else:
            self._ask_namespaces()

    def _cluster(self) -> None:
        if not self._filling:
            self._ask_namespaces()

    def _ask_namespaces(self) -> None:
        cluster_id = self.ui.cluster.currentData()
        if cluster_id:
            self.ui.extra.say(Tone.BUSY, tr("Settings", "Reading the namespaces…"))
            self.work.restart(self._namespaces(cluster_id), "read namespaces")

    async def _namespaces(self, cluster_id: str) -> None:
        """Namespaces for picking; where they may not be listed, the name is typed."""
        names: tuple[str, ...] = ()
        try:
            names = await self.workbench.world.cluster(cluster_id).namespaces()
        except Refused:
            self.ui.extra.say(Tone.IDLE, tr("Settings", "You may not list the namespaces of this cluster: type the name."))
        except UserError as error:
            self.ui.extra.say(Tone.WARN, text(error.message))
        else:
            self.ui.extra.clear()
        typed = self.ui.namespace.currentText()
        self._filling = True
        self.ui.namespace.clear()
        self.ui.namespace.addItems(list(names))
        self.ui.namespace.setEditText(typed)
        self._filling = False
        self._changed()

    def problems(self) -> dict[QWidget, str]:
        found: dict[QWidget, str] = {}
        cluster, namespace = self.ui.cluster.currentData(), self.ui.namespace.currentText().strip()
        if not cluster:
            found[self.ui.cluster] = tr("Settings", "Pick a cluster.")
        if not namespace:
            found[self.ui.namespace] = tr("Settings", "Pick or type a namespace.")
        elif f"{cluster}/{namespace}" != self.key and self.workbench.catalog.workspace.app_map(cluster, namespace):
            found[self.ui.namespace] = tr("Settings", "This app map is there already.")
        return found

    async def store(self) -> str:
        catalog, ui = self.workbench.catalog, self.ui
        made = AppMap(ui.cluster.currentData(), ui.namespace.currentText().strip(), ui.title.text().strip(),
                      Protection(ui.protection.currentData()))
        maps = [made if item.id == self.key else item for item in catalog.workspace.app_maps]
        if made not in maps:
            maps.append(made)
        await catalog.save_workspace(replace(catalog.workspace, app_maps=tuple(maps)))
        return made.id

    async def drop(self, key: str) -> None:
        found = next((item for item in self.workbench.catalog.workspace.app_maps if item.id == key), None)
        if found is not None:
            await self.workbench.catalog.remove_app_map(found)

    async def try_out(self, key: str) -> tuple[Tone, str]:
        cluster_id, _, namespace = key.partition("/")
        watch, patch = Access("watch", "apps", "deployments"), Access("patch", "apps", "deployments")
        allowed = await self.workbench.world.cluster(cluster_id).may(namespace, (watch, patch))
        if not allowed.get(watch):
            return Tone.BAD, tr("Settings", "You may not read the workloads of this namespace.")
        if not allowed.get(patch):
            return Tone.WARN, tr("Settings", "You may read its workloads, but not change their images.")
        return Tone.GOOD, tr("Settings", "You may read its workloads and change their images.")
