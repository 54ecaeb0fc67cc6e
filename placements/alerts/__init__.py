"""What hosts, students and the Internship Office are told about organisations, adverts and
placements."""

from placements.alerts import adverts, organisations, placements  # noqa: F401
