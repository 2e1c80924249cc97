"""App maps are added to the workspace and taken out of it, from the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.workspace import AppMap
from desktop_pipeline.ui.texts import tr
from desktop_pipeline.ui.widgets import ask

if TYPE_CHECKING:
    from desktop_pipeline.ui.main_window import MainWindow


async def add(window: MainWindow, cluster: str) -> None:
    """The namespace is typed: nothing here needs the right to list namespaces."""
    label = tr("Window", "Namespace in the cluster {name}", name=cluster)
    namespace = await ask.ask_text(window, tr("Window", "Add app map"), label)
    if namespace and namespace.strip():
        try:
            await window.bench.catalog.put_app_map(AppMap(cluster, namespace.strip()))
        except UserError as error:
            await ask.tell_error(window, tr("Window", "The app map was not added"), error)
            return
        window.show_map(cluster, namespace.strip())


async def remove(window: MainWindow, cluster: str, namespace: str) -> None:
    words = tr("Window", "“{name}” is taken out of the workspace. Nothing is changed in the cluster.", name=f"{cluster} / {namespace}")
    app_map = window.bench.catalog.workspace.app_map(cluster, namespace)
    if app_map is not None and await ask.confirm(window, tr("Window", "Remove the app map?"), words, tr("Window", "Remove")):
        try:
            await window.bench.catalog.remove_app_map(app_map)
        except UserError as error:
            await ask.tell_error(window, tr("Window", "The app map was not removed"), error)
