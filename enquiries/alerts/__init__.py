"""What hosts, students and the Internship Office are told about questions and concerns."""

from alerts.kinds import always_told
from enquiries.alerts import concerns, questions  # noqa: F401
from microinternships.engine import HOST, OFFICE, STUDENT

always_told(STUDENT, "The answer to a question or a concern of yours")
always_told(HOST, "Questions that students ask about your adverts")
always_told(OFFICE, "Concerns that are reported")
