"""What hosts, students and the Internship Office are told about questions and concerns."""

from enquiries.alerts import concerns, questions  # noqa: F401
