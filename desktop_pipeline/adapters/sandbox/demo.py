"""The demonstration release: what `demo` runs from choices to journal."""

from desktop_pipeline.adapters.sandbox.shop import LAB, demonstration_choices

NAMESPACE = "shop"
TITLE = "Demonstration release"

__all__ = ["LAB", "NAMESPACE", "TITLE", "demonstration_choices"]
