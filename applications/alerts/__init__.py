"""What students, hosts and the Internship Office are told about applications and offers."""

from alerts.kinds import always_told
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
from microinternships.engine import HOST, OFFICE, STUDENT

always_told(
    STUDENT,
    "That an application has arrived, was withdrawn or has ended",
    "The outcome of every application, and what its host says about it",
    "Every offer: that it is made, changed, waits for your answer or is over",
    "Changes to an advert that you applied to or saved",
)
always_told(
    HOST,
    "That applications have closed, and by when to choose",
    "Whether an offer is accepted, declined or not answered, and that a place is free",
)
always_told(OFFICE, "What a deadline ended because nobody decided")
