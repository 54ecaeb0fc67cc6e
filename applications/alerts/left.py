"""What is still open to a student whose application has ended."""

from applications.models import Application
from microinternships import clock
from placements.models import Advert


def still_open(application: Application) -> dict:
    """What is left for the student: adverts to apply to, and their other applications."""
    now, student = clock.now(), application.student
    mine = Application.objects.filter(student=student)
    adverts = Advert.objects.open(now).exclude(pk__in=mine.values("advert"))
    others = mine.live(now).exclude(pk=application.pk)
    return {"open_adverts": adverts.count(), "open_applications": others.count()}
