"""Why the grid is empty, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_pipeline.services.inventory import Link
from desktop_pipeline.ui.texts import text, tr

if TYPE_CHECKING:
    from desktop_pipeline.ui.main_window import MainWindow


def why_empty(window: MainWindow) -> str:
    """Of a window whose grid shows no workload."""
    facts, problems = window.bench.inventory.facts(window.cluster, window.namespace), window.bench.catalog.problems
    if not window.cluster and problems:
        lines = [f"{problem.file}:{problem.line}  {text(problem.message)}" for problem in problems[:5]]
        return "\n\n".join([tr("Window", "The workspace cannot be read. Correct the file; it is read again at once."), *lines])
    if not window.cluster:
        return tr("Window", "There is no app map yet. Add a cluster in the settings, then an app map in the tree at the left.")
    if window.toolbar.filter.text():
        return tr("Window", "Nothing fits the filter.")
    if facts.forbidden:
        why = text(next(iter(facts.forbidden.values())))
        return tr("Window", "You may not read the workloads of this namespace.") + f"\n\n{why}"
    if window.grid_model.only and facts.workloads:
        return tr("Window", "The workloads that changed are gone. “Show all rows” brings back the others.")
    if facts.link is Link.LIVE:
        return tr("Window", "There are no workloads in this namespace.")
    return text(facts.message) if facts.message is not None else tr("Window", "Asking the cluster…")
