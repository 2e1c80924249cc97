"""The files that people write: workspace, builds and plans in a folder that may be a git repository, this computer's bindings, and folders
from which builds are made."""

from desktop_pipeline.adapters.workspace_files.build_folder import BuildFolders
from desktop_pipeline.adapters.workspace_files.folder import WorkspaceFiles
from desktop_pipeline.adapters.workspace_files.reading import schema

__all__ = ["BuildFolders", "WorkspaceFiles", "schema"]
