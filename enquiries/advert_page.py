"""What an advert's page says of its questions."""

from datetime import datetime

from enquiries.models import Question
from placements import sections
from placements.models import Advert


@sections.section
def questions(user, advert: Advert, now: datetime) -> sections.Section:
    readable = Question.objects.filter(advert=advert).on_the_page_for(user)
    context = {
        "advert": advert,
        "questions": list(readable),
        "open": advert.open(now),
    }
    return sections.Section("enquiries/_on_advert.html", context)
