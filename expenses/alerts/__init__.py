"""What students, hosts and the Internship Office are told about travel and lunch."""

from expenses.alerts import claims, money, placements  # noqa: F401
