"""What hosts, students and the Internship Office are told about organisations, adverts and
placements."""

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
