"""Two announcements, and the rows of the pages that the Office may rewrite."""

from datetime import timedelta

from alerts.models import Announcement
from microinternships import clock
from pages.models import Page

NEWS = (
    (
        6,
        "Demo B is open",
        "Adverts from organisations in the United Kingdom and abroad can be read, and applied for.",
        "More than sixty adverts have appeared, in person, remote and hybrid.\n\n"
        "You may send two applications. Start early: a draft is kept, and a one-page CV takes "
        "longer than it looks.",
    ),
    (
        20,
        "What to put into a statement",
        "Three hundred words are few. Here is what hosts say they look for.",
        "Hosts tell us that they look for three things: that you have read the advert, what you "
        "would like to learn, and one thing you have finished.\n\n"
        "Write for this placement, not for any.",
    ),
)


def announce() -> None:
    """Published in the past, and sent to nobody."""
    for slug in ("faq", "hosts", "accessibility"):
        Page.objects.get_or_create(slug=slug)
    for days, title, summary, body in NEWS:
        Announcement.objects.create(
            title=title,
            slug=title.lower().replace(" ", "-"),
            summary=summary,
            body=body,
            published_at=clock.now() - timedelta(days=days),
            tell_the_list=False,
        )
