"""Cycles, organisations, adverts and placements in the Office's admin."""

from placements.admin import adverts, cycles, feedback, organisations, placements  # noqa: F401
