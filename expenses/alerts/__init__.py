"""What students, hosts and the Internship Office are told about travel and lunch."""

from alerts.kinds import always_told
from expenses.alerts import claims, money, placements  # noqa: F401
from microinternships.engine import HOST, OFFICE, STUDENT

always_told(STUDENT, "Everything about a claim: questions, decisions and payments")
always_told(HOST, "Claims to decide and to pay, until they are settled")
always_told(OFFICE, "Claims that are overdue or disputed, and reviews that are asked for")
