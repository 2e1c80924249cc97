"""Saved plans: the tab that lists them, editing, comparing, and the picture of their order."""
