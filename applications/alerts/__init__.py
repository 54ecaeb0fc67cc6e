"""What students, hosts and the Internship Office are told about applications and offers."""

from applications.alerts import offers, students  # noqa: F401
