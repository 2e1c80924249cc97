"""BuildKit through `docker buildx`: the builder of an engine, or one anywhere else."""

from desktop_pipeline.adapters.docker.buildx.builder import BuildxBuilder
from desktop_pipeline.adapters.docker.buildx.listing import builders

__all__ = ["BuildxBuilder", "builders"]
