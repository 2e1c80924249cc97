"""Why something cannot be done with a run; '' where it can."""

from __future__ import annotations

from desktop_pipeline.domain.runs import RunState
from desktop_pipeline.ui.texts import tr


def interrupted() -> str:
    return tr("Runs", "This run was interrupted: go on with it or end it above the grid")


def not_ended(run: RunState) -> str:
    """Against all that wants a run that is over."""
    if run.interrupted:
        return interrupted()
    return "" if run.state.ended else tr("Runs", "This run is still at work: stop it or wait for its end")


def retry_tip() -> str:
    """What running again what failed does."""
    return tr("Runs", "All steps that did not end well or were put back since, as a new run; what was built is used")


def retry_off(run: RunState) -> str:
    """Against running again what did not end well."""
    return not_ended(run) or ("" if run.failed() else tr("Runs", "All of it went well"))
