from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed

from alerts.models import Announcement
from microinternships import clock, prose


class NewsFeed(Feed):
    """The latest announcements, as Atom."""

    feed_type = Atom1Feed
    title = "Oxford Micro-Internships: news"
    subtitle = "Announcements of the Internship Office."
    link = reverse_lazy("alerts:news")
    author_name = "Internship Office"
    language = "en-GB"

    def items(self):
        return Announcement.objects.published(clock.now())[:20]

    def item_title(self, item) -> str:
        return item.title

    def item_description(self, item) -> str:
        return prose.render(f"{item.summary}\n\n{item.body}")

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return max(item.published_at, item.changed_at)
