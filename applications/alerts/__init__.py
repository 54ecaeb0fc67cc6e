"""What students, hosts and the Internship Office are told about applications and offers."""

from applications.alerts import (  # noqa: F401
    adverts,
    arrivals,
    defaults,
    ends,
    hosts,
    offers,
    outcomes,
    places,
    saved,
    students,
)
