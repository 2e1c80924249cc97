"""Builds from a folder of this computer."""

from __future__ import annotations

from pathlib import Path

from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.importing import Candidate, WorkTree, candidates
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.ports import World


async def import_folder(world: World, catalog: Catalog, folder: Path) -> tuple[Candidate, ...]:
    """All builds that a folder yields, with what each lacks of it. Nothing is saved.

    Raises UserError `import.no_folder`, and UserErrors with `import.nothing` first and then what could not be read. Where
    git cannot read the folder, or is not there, that is told in its words, and the address stays open.
    """
    found = await world.folders().look(folder)
    try:
        tree = await world.code().work_tree(folder)
    except UserError as error:
        tree = WorkTree("", "", told=(error.message,), known=False)
    made = candidates(found, tree, catalog.workspace, catalog.builds)
    if not made:
        raise UserErrors((Message.of("import.nothing", folder=folder), *found.told))
    return made
