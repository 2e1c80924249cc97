"""Builds: editing the recipe, running it, its history."""
