"""Cycles, organisations, adverts and placements in the Office's admin."""

from placements.admin import adverts, cycles, organisations, placements  # noqa: F401
