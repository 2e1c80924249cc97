"""The files that people write: workspace, builds and plans in a folder that may be a git repository, and this computer's bindings."""

from desktop_pipeline.adapters.workspace_files.folder import WorkspaceFiles
from desktop_pipeline.adapters.workspace_files.reading import schema

__all__ = ["WorkspaceFiles", "schema"]
