"""Desktop Pipeline: choose images, run builds and rollouts, follow them to their end."""

__version__ = "0.1.0"
