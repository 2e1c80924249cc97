"""These tests also run alone, where nothing but the standard library, pytest and hypothesis is there."""

from __future__ import annotations

from hypothesis import settings

if settings().deadline is not None:
    settings.register_profile("domain", deadline=None)
    settings.load_profile("domain")
