"""A choice whose image repository was changed under it: off with a reason, until it is chosen again."""

from __future__ import annotations

from desktop_pipeline.ui.pipeline.cells import Column
from tests.ui.support import Grid, key, open_window, until

WEB = key("web")


def test_it_is_off_until_it_is_chosen_again(qt_run):
    async def scenario():
        async with open_window() as window:
            grid, lab = Grid(window), window.bench.world.cluster("lab")
            grid.type_tag(WEB, "proxy", "7.2.5")
            assert grid.can_run(WEB)
            lab.somebody_sets("shop", "web", "proxy", "redis:7.2.4", by="kubectl")
            await until(lambda: not grid.can_run(WEB))
            assert "was changed from" in grid.tip(WEB, "proxy", Column.CONTROL)
            assert "to redis since this was chosen: choose again" in grid.tip(WEB, "proxy", Column.CONTROL)
            grid.type_tag(WEB, "proxy", "7.2.5")
            await until(lambda: grid.can_run(WEB))

    qt_run(scenario())
