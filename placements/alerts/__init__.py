"""What hosts, students and the Internship Office are told about organisations, adverts and
placements."""

from alerts.kinds import always_told
from microinternships.engine import HOST, OFFICE, STUDENT
from placements.alerts import (  # noqa: F401
    adverts,
    colleagues,
    digests,
    mailing_list,
    organisations,
    placements,
    reminders,
    searches,
)

always_told(STUDENT, "That your placement is confirmed, changed or cancelled")
always_told(
    HOST,
    "What the Internship Office decides about your organisation and your adverts",
    "That the terms for hosts have changed, if you look after your organisation’s people",
    "Joining instructions and attendance that are still missing",
)
always_told(
    OFFICE,
    "Organisations to verify, and changes that hosts ask for",
    "Placements that were cancelled or not attended",
)
