"""What students, hosts and the Internship Office are told about applications and offers."""

from applications.alerts import adverts, ends, hosts, offers, outcomes, places, students  # noqa: F401
