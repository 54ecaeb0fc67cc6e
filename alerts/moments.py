"""The moments at which news appears."""

from alerts.models import Announcement
from microinternships.shared import changes_at

changes_at(Announcement, "published_at")
