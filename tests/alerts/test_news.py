"""News: by the clock on its page, in the feed and on the front page; in the mail once."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import OfficeMember
from alerts import ledger, sender
from alerts.models import Alert, Announcement, Subscription, Topic
from microinternships import clock
from tests.factories import AdvertFactory, CycleFactory, OfficeFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = clock.noon(date(2030, 10, 9))
"""A Wednesday, far from every bank holiday."""
ATOM = "{http://www.w3.org/2005/Atom}"
ADD = reverse("admin:alerts_announcement_add")
CHANGE = "admin:alerts_announcement_change"
PUBLISH = "alerts_announcement_publish_now"
WRITTEN = {
    "title": "Winter is coming",
    "slug": "winter-is-coming",
    "summary": "Adverts appear soon.",
    "body": "## When\n\nSoon.",
    "published_at_0": "",
    "published_at_1": "",
    "tell_the_list": "on",
}
NEWS_QUERIES, HOME_QUERIES, LIST_QUERIES = 2, 8, 5


@pytest.fixture(autouse=True)
def then():
    with clock.standing_at(NOW):
        yield


def announcement(name="hello", *, appears=NOW - timedelta(hours=1), **fields) -> Announcement:
    known = {
        "title": f"Title of {name}",
        "slug": name,
        "summary": f"Summary of {name}.",
        "body": f"Body of {name}.",
        "published_at": appears,
        "created_at": (appears or NOW) - timedelta(days=1),
    }
    return Announcement.objects.create(**{**known, **fields})


def subscriber(email="ada@example.org", topics=(Topic.NEWS,)) -> Subscription:
    joined = NOW - timedelta(days=30)
    return Subscription.objects.create(
        email=email, topics=list(topics), asked_at=joined, confirmed_at=joined
    )


def mailed(moment=NOW) -> list[tuple[str, str]]:
    with clock.standing_at(moment):
        ledger.plan(moment)
        sender.send_due(moment)
    assert list(Alert.objects.filter(state="failed")) == []
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


PLACES = [reverse("alerts:news"), reverse("alerts:feed"), reverse("home")]


@pytest.mark.parametrize("place", PLACES)
def test_news_appears_by_the_clock_and_not_a_second_before(client, place):
    announcement("early", appears=NOW)
    announcement("late", appears=NOW + timedelta(seconds=1))
    announcement("draft", appears=None)
    text = client.get(place).content.decode()
    said = {name: f"Title of {name}" in text for name in ("early", "late", "draft")}
    assert said == {"early": True, "late": False, "draft": False}


@pytest.mark.parametrize(
    ("appears", "status"), [(NOW, 200), (NOW + timedelta(seconds=1), 404), (None, 404)]
)
def test_its_page_too(client, appears, status):
    one = announcement(appears=appears)
    for user in (None, UserFactory()):
        if user:
            client.force_login(user)
        assert client.get(one.get_absolute_url()).status_code == status


def test_the_page_says_when_and_what(client):
    one = announcement(body="## More\n\n<script>x</script>")
    html = client.get(one.get_absolute_url()).content.decode()
    assert "<h1>Title of hello</h1>" in html
    assert "Wednesday 9 October 2030, 11:00" in html
    assert "<h2>More</h2>\n<p>&lt;script&gt;x&lt;/script&gt;</p>" in html
    assert "Not published" not in html


@pytest.mark.parametrize(
    ("appears", "sentence"),
    [
        (None, "This is a draft. Only the Internship Office can read it."),
        (
            NOW + timedelta(days=1),
            "Only the Internship Office can read this until "
            "Thursday 10 October 2030, 12:00 noon (Oxford time).",
        ),
    ],
)
def test_the_office_looks_before_it_publishes(client, appears, sentence):
    one = announcement(appears=appears)
    client.force_login(OfficeFactory(role=OfficeMember.Role.VIEWER))
    assert sentence in client.get(one.get_absolute_url()).content.decode()


def test_the_front_page_has_the_latest_three_and_the_form(client):
    for day in range(1, 5):
        announcement(f"n{day}", appears=NOW - timedelta(days=day))
    html = client.get("/").content.decode()
    assert [html.count(f"Title of n{day}") for day in range(1, 5)] == [1, 1, 1, 0]
    assert f'action="{reverse("alerts:subscribe")}"' in html
    assert html.index("Title of n1") < html.index("Title of n2")


def test_news_and_alerts_are_linked_from_every_page(client):
    html = client.get("/faq/").content.decode()
    assert html.count('href="/news/"') == 2
    assert html.count('href="/internship-alerts/"') == 1


def test_the_feed_is_atom_with_stable_entries(client):
    announcement("older", appears=NOW - timedelta(days=2), changed_at=NOW)
    announcement("newer", body="**Text**")
    answer = client.get(reverse("alerts:feed"))
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}title").text for entry in entries] == [
        "Title of newer",
        "Title of older",
    ]
    assert entries[0].find(f"{ATOM}id").text == "http://testserver/news/newer/"
    assert entries[0].find(f"{ATOM}summary").text == (
        "<p>Summary of newer.</p>\n<p><strong>Text</strong></p>"
    )
    assert entries[1].find(f"{ATOM}updated").text == "2030-10-09T11:00:00+00:00"


@pytest.mark.parametrize("count", [1, 3, 50])
def test_pages_ask_the_same_few_questions_at_any_size(client, django_assert_num_queries, count):
    for number in range(count):
        announcement(f"n{number}")
        AdvertFactory(cycle=CycleFactory(), state="approved")
    with django_assert_num_queries(NEWS_QUERIES):
        client.get(reverse("alerts:news"))
    with django_assert_num_queries(HOME_QUERIES):
        client.get("/")


class TestMail:
    def test_it_is_mailed_once_to_those_who_want_news(self):
        subscriber()
        subscriber("deadlines@example.org", [Topic.DEADLINES])
        announcement(appears=NOW)
        assert mailed(NOW - timedelta(seconds=1)) == []
        for later in (0, 60, 300):
            mailed(NOW + timedelta(seconds=later))
        assert mailed() == [("ada@example.org", "Title of hello")]
        letter = mail.outbox[0]
        assert "Summary of hello." in letter.body
        assert "/news/hello/" in letter.body
        assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_at_night_it_waits_for_the_morning(self):
        subscriber()
        announcement(appears=NOW + timedelta(hours=10))
        assert mailed(NOW + timedelta(hours=11)) == []
        assert len(mailed(clock.noon(date(2030, 10, 10)) - timedelta(hours=3))) == 1

    @pytest.mark.parametrize(
        "fields",
        [
            {"tell_the_list": False},
            {"appears": None},
            {"appears": NOW - timedelta(days=7)},
            {"appears": NOW - timedelta(days=1), "created_at": NOW},
        ],
        ids=["not for the list", "draft", "old", "backdated"],
    )
    def test_some_news_is_not_mailed(self, fields):
        subscriber()
        announcement(**fields)
        assert mailed() == []

    def test_it_is_not_mailed_once_it_is_taken_off(self):
        subscriber()
        one = announcement(appears=NOW)
        ledger.plan(NOW)
        Announcement.objects.filter(pk=one.pk).update(tell_the_list=False)
        assert mailed() == []
        assert Alert.objects.get().reason == "not for the mailing list any more"


class TestTheOffice:
    @pytest.fixture(autouse=True)
    def olive(self, client):
        client.force_login(OfficeFactory())

    def test_it_writes_a_draft_and_publishes_it_by_a_button(self, client):
        subscriber()
        client.post(ADD, WRITTEN)
        one = Announcement.objects.get()
        assert (one.slug, one.published_at) == ("winter-is-coming", None)
        assert mailed() == []
        assert PUBLISH in client.get(reverse(CHANGE, args=[one.pk])).content.decode()
        client.post(reverse(CHANGE, args=[one.pk]), {**WRITTEN, PUBLISH: "1"})
        one.refresh_from_db()
        assert one.published_at == NOW
        assert PUBLISH not in client.get(reverse(CHANGE, args=[one.pk])).content.decode()
        assert mailed() == [("ada@example.org", "Winter is coming")]

    def test_it_may_give_a_time_to_come_and_no_other(self, client):
        late = {"published_at_0": "2030-10-10", "published_at_1": "09:00"}
        early = {"published_at_0": "2030-10-09", "published_at_1": "11:00"}
        form = client.post(ADD, {**WRITTEN, **early}).context["adminform"].form
        assert form.errors == {
            "published_at": [
                "Give a time to come. To publish now, leave it empty, save and press “Publish now”."
            ]
        }
        client.post(ADD, {**WRITTEN, **late})
        assert Announcement.objects.get().published_at == NOW + timedelta(hours=21)

    def test_once_published_its_time_and_address_stay_and_its_words_may_change(self, client):
        subscriber()
        one = announcement()
        mailed()
        changed = {**WRITTEN, "published_at_0": "2031-01-01", "published_at_1": "09:00"}
        client.post(reverse(CHANGE, args=[one.pk]), {**changed, PUBLISH: "1"})
        one.refresh_from_db()
        assert (one.title, one.slug) == ("Winter is coming", "hello")
        assert (one.published_at, one.changed_at) == (NOW - timedelta(hours=1), NOW)
        assert len(mailed()) == 1

    def test_the_preview_leads_to_the_page(self, client):
        one = announcement(appears=None)
        page = client.get(reverse(CHANGE, args=[one.pk])).content.decode()
        address = reverse("admin:alerts_announcement_preview", args=[one.pk])
        assert address in page
        assert client.get(address).url == "/news/hello/"

    def test_the_feed_s_own_address_is_not_given_away(self):
        with pytest.raises(ValidationError, match="This address is taken"):
            announcement("feed").full_clean()

    @pytest.mark.parametrize("count", [1, 3, 50])
    def test_the_list_asks_the_same_few_questions(self, client, django_assert_num_queries, count):
        for number in range(count):
            announcement(f"n{number}")
        address = reverse("admin:alerts_announcement_changelist")
        client.get(address)
        with django_assert_num_queries(LIST_QUERIES):
            client.get(address)


def test_a_viewer_writes_no_news(client):
    client.force_login(OfficeFactory(role=OfficeMember.Role.VIEWER))
    one = announcement(appears=None)
    for address in (ADD, reverse(CHANGE, args=[one.pk])):
        assert client.post(address, {**WRITTEN, PUBLISH: "1"}).status_code == 403
    one.refresh_from_db()
    assert (one.title, one.published_at) == ("Title of hello", None)
