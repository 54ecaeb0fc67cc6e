"""What hosts, students and the Internship Office are told about questions and concerns."""

from enquiries.alerts import questions  # noqa: F401
