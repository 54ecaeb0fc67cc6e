"""The Internship Alerts mailing list: joining, choosing, leaving, and what it is told once."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import OfficeMember
from alerts import ledger, sender, subscriptions
from alerts.models import Alert, Message, Subscription, Topic
from microinternships import clock
from placements.models import Round
from tests.factories import AdvertFactory, CycleFactory, OfficeFactory

pytestmark = pytest.mark.django_db

EVERYTHING = list(Topic.values)
FORM = {"email": "ada@example.org", "topics": EVERYTHING}
QUERIES = 9
SUBSCRIBE, ASKED = reverse("alerts:subscribe"), reverse("alerts:asked")


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://micro.example.org"


def subscriber(email="ada@example.org", *, topics=EVERYTHING, joined=None, **fields):
    joined = joined or clock.now() - timedelta(days=30)
    known = {"asked_at": joined, "confirmed_at": joined, **fields}
    return Subscription.objects.create(email=email, topics=topics, **known)


def url(name: str, subscription: Subscription) -> str:
    return reverse(f"alerts:{name}", args=[subscription.token])


def post(now=None) -> list[tuple[str, str]]:
    """Plan and send; (to, subject) of what has gone out so far."""
    now = now or clock.now()
    ledger.plan(now)
    sender.send_due(now)
    assert list(Alert.objects.filter(state="failed")) == []
    return [(letter.to[0], letter.subject) for letter in mail.outbox]


def letters_of(kind: str) -> list[str]:
    sent = Alert.objects.filter(kind=kind, state="sent").order_by("pk")
    return list(sent.values_list("subscription__email", flat=True))


class TestJoining:
    def test_an_address_joins_when_its_mail_is_answered(self, client):
        assert client.post(SUBSCRIBE, FORM).url == ASKED
        subscription = Subscription.objects.get()
        assert (subscription.email, subscription.on_list) == ("ada@example.org", False)
        assert post() == [("ada@example.org", "Confirm that you want Internship Alerts")]
        confirm = url("confirm", subscription)
        assert f"https://micro.example.org{confirm}" in mail.outbox[0].body
        page = client.get(confirm).content.decode()
        assert "We will write to <strong>ada@example.org</strong> about:" in page
        assert not Subscription.objects.get().on_list, "a mail scanner followed the link"
        assert client.post(confirm).url == url("manage", subscription)
        assert Subscription.objects.get().on_list

    def test_the_answer_is_the_same_whether_the_address_is_known(self, client):
        subscriber("known@example.org")
        answers = [
            client.post(SUBSCRIBE, {**FORM, "email": email}, follow=True)
            for email in ("known@example.org", "new@example.org")
        ]
        pages = [re.sub(rb'value="[^"]{64}"', b"", answer.content) for answer in answers]
        assert pages[0] == pages[1]
        assert [answer.redirect_chain for answer in answers] == [[(ASKED, 302)]] * 2
        assert sorted(post()) == [
            ("known@example.org", "You already receive Internship Alerts"),
            ("new@example.org", "Confirm that you want Internship Alerts"),
        ]

    def test_typing_somebody_s_address_changes_nothing_for_them(self, client):
        mine = subscriber(topics=[Topic.NEWS])
        client.post(SUBSCRIBE, {**FORM, "email": "ADA@example.org"})
        mine.refresh_from_db()
        assert (mine.topics, mine.on_list) == ([Topic.NEWS], True)
        assert Subscription.objects.count() == 1

    @pytest.mark.parametrize(("later", "mails"), [(0, 1), (599, 1), (600, 2)])
    def test_an_address_is_not_flooded(self, client, later, mails):
        start = clock.now()
        for moment in (start, start + timedelta(seconds=later)):
            with clock.standing_at(moment):
                subscriptions.ask(email="ada@example.org", topics=EVERYTHING)
        assert len(post(start + timedelta(seconds=later))) == mails

    def test_who_left_may_come_back_by_the_same_two_steps(self, client):
        gone = subscriber(unsubscribed_at=clock.now())
        client.post(SUBSCRIBE, {**FORM, "topics": [Topic.NEWS]})
        assert post() == [("ada@example.org", "Confirm that you want Internship Alerts")]
        client.post(url("confirm", gone))
        gone.refresh_from_db()
        assert (gone.on_list, gone.topics) == (True, [Topic.NEWS])

    def test_a_confirmed_address_is_not_asked_again(self, client):
        client.post(SUBSCRIBE, FORM)
        subscriptions.confirm(Subscription.objects.get())
        assert post() == []
        assert Alert.objects.values_list("state", "reason").get() == (
            "skipped",
            "already confirmed",
        )

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"email": ""}, "Enter your e-mail address."),
            ({"email": "ada"}, "Enter an e-mail address, like name@example.org."),
            ({"topics": []}, "Choose at least one."),
        ],
    )
    def test_a_mistake_is_said_beside_the_field_and_nothing_typed_is_lost(
        self, client, wrong, sentence
    ):
        answer = client.post(SUBSCRIBE, {**FORM, **wrong})
        html = answer.content.decode()
        assert sentence in html
        assert answer.context["form"]["email"].value() == {**FORM, **wrong}["email"]
        assert "<title>Error: Internship Alerts" in html
        assert not Subscription.objects.exists()

    def test_too_many_tries_from_one_place_are_paused(self, client):
        tries = [client.post(SUBSCRIBE, {"email": ""}).status_code for _ in range(31)]
        assert tries == [200] * 30 + [429]
        assert client.get(SUBSCRIBE).status_code == 200

    def test_the_database_refuses_a_second_spelling_and_an_empty_wish(self):
        for wrong in ({"email": "Ada@example.org"}, {"topics": []}):
            with pytest.raises(IntegrityError), transaction.atomic():
                subscriber(**{"email": "ada@example.org", **wrong})


class TestLeaving:
    def test_looking_does_not_unsubscribe_and_one_press_does(self, client):
        mine, other = subscriber(), subscriber("other@example.org")
        page = client.get(url("unsubscribe", mine)).content.decode()
        assert page.count('<button class="btn btn-primary" type="submit">Unsubscribe</button>') == 1
        assert Subscription.objects.on_list().count() == 2
        page = client.post(url("unsubscribe", mine)).content.decode()
        assert "<h1>You have unsubscribed</h1>" in page
        assert list(Subscription.objects.on_list()) == [other]

    def test_a_mail_program_unsubscribes_in_one_click(self):
        """RFC 8058: a POST without cookies or token of ours, answered without a redirect."""
        mine = subscriber()
        program = Client(enforce_csrf_checks=True)
        body = {"List-Unsubscribe": "One-Click"}
        answers = [program.post(url("unsubscribe", mine), body).status_code for _ in range(2)]
        assert answers == [200, 200]
        assert not Subscription.objects.on_list().exists()

    def test_everything_else_needs_the_token_of_the_form(self):
        mine = subscriber()
        program = Client(enforce_csrf_checks=True)
        assert program.post(url("manage", mine), {"topics": [Topic.NEWS]}).status_code == 403
        assert program.post(url("confirm", mine)).status_code == 403
        assert program.post(SUBSCRIBE, FORM).status_code == 403

    @pytest.mark.parametrize("name", ["confirm", "manage", "unsubscribe"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_guessed_token_finds_nobody(self, client, name, method):
        subscriber()
        guessed = reverse(f"alerts:{name}", args=["x" * 32])
        assert getattr(client, method)(guessed).status_code == 404
        assert Subscription.objects.on_list().count() == 1


class TestChoosing:
    def test_topics_are_chosen_without_signing_in(self, client):
        mine, other = subscriber(), subscriber("other@example.org")
        page = client.post(url("manage", mine), {"topics": [Topic.NEWS]}).content.decode()
        assert "Your choice is saved." in page
        mine.refresh_from_db(), other.refresh_from_db()
        assert (mine.topics, other.topics) == ([Topic.NEWS], EVERYTHING)

    def test_none_is_not_a_choice(self, client):
        mine = subscriber()
        page = client.post(url("manage", mine), {"topics": []}).content.decode()
        assert "Choose at least one, or unsubscribe." in page
        mine.refresh_from_db()
        assert mine.topics == EVERYTHING

    def test_an_address_not_confirmed_has_nothing_to_choose(self, client):
        pending = subscriber(confirmed_at=None)
        assert client.get(url("manage", pending)).url == url("confirm", pending)


def opening(opens_at) -> Round:
    """A round that opens then and closes 19 days later."""
    cycle = CycleFactory(phase="open")
    one = cycle.first_round
    one.opens_at, one.closes_at = opens_at, opens_at + timedelta(days=19)
    one.choose_by, one.answer_by = opens_at + timedelta(days=26), opens_at + timedelta(days=32)
    one.save()
    return one


class TestWhatTheListHears:
    """On a fixed Wednesday in October 2030, far from every bank holiday."""

    OPENS = clock.noon(date(2030, 10, 9))

    @pytest.fixture(autouse=True)
    def then(self):
        with clock.standing_at(self.OPENS - timedelta(days=10)):
            yield

    def at(self, moment):
        with clock.standing_at(moment):
            return post(moment)

    def test_a_launch_is_told_once_however_often_it_is_planned(self):
        mine = subscriber()
        subscriber("news@example.org", topics=[Topic.NEWS])
        subscriber("pending@example.org", confirmed_at=None)
        subscriber("gone@example.org", unsubscribed_at=clock.now())
        one = opening(self.OPENS)
        AdvertFactory(cycle=one.cycle, state="approved")
        assert self.at(self.OPENS - timedelta(seconds=1)) == []
        for later in (0, 1, 300):
            self.at(self.OPENS + timedelta(seconds=later))
        assert letters_of("vacancies_launched") == ["ada@example.org"]
        letter = mail.outbox[0]
        assert letter.subject == f"{one.cycle.name}: the adverts are here"
        assert "There is 1 advert to read." in letter.body
        assert "Applications close on Monday 28 October 2030, 12:00 noon (Oxford time)." in (
            letter.body
        )
        assert letter.extra_headers["List-Unsubscribe"] == f"<{mine.unsubscribe_url}>"
        assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mine.unsubscribe_url == f"https://micro.example.org{url('unsubscribe', mine)}"
        assert mine.unsubscribe_url in letter.body

    def test_a_missed_launch_is_caught_up_within_a_week(self):
        subscriber()
        opening(self.OPENS)
        assert len(self.at(self.OPENS + timedelta(days=6))) == 1

    def test_a_launch_of_last_week_is_no_news(self):
        subscriber()
        opening(self.OPENS)
        assert self.at(self.OPENS + timedelta(days=7)) == []

    def test_who_joins_after_the_launch_is_not_told_of_it(self):
        opening(self.OPENS)
        subscriber("early@example.org", joined=self.OPENS)
        subscriber("late@example.org", joined=self.OPENS + timedelta(seconds=1))
        self.at(self.OPENS + timedelta(minutes=5))
        assert letters_of("vacancies_launched") == ["early@example.org"]

    def test_the_close_is_told_three_days_before_on_friday_noon(self):
        """It closes on a Monday: three days before is Friday noon, a working hour."""
        subscriber(topics=[Topic.DEADLINES])
        one = opening(self.OPENS)
        told_at = one.closes_at - timedelta(days=3)
        assert self.at(told_at - timedelta(hours=2)) == []
        self.at(told_at + timedelta(hours=1))
        self.at(told_at + timedelta(hours=2))
        assert [letter.subject for letter in mail.outbox] == [
            f"Applications for {one.cycle.name} close on Monday 28 October 2030, 12:00 noon"
        ]

    def test_a_moved_close_is_told_anew(self):
        subscriber(topics=[Topic.DEADLINES])
        one = opening(self.OPENS)
        self.at(one.closes_at - timedelta(days=2, hours=22))
        Round.objects.filter(pk=one.pk).update(closes_at=one.closes_at + timedelta(days=1))
        self.at(one.closes_at - timedelta(hours=2))
        assert len(letters_of("applications_close_soon")) == 2

    def test_who_has_left_is_written_to_no_more_though_it_was_queued(self):
        mine = subscriber()
        opening(self.OPENS)
        ledger.plan(self.OPENS)
        subscriptions.leave(mine)
        assert self.at(self.OPENS) == []
        assert [(row.state, row.reason) for row in Alert.objects.all()] == [
            ("skipped", "it no longer concerns the recipient")
        ]

    def test_the_words_as_sent_go_with_the_address(self):
        mine = subscriber()
        opening(self.OPENS)
        self.at(self.OPENS)
        message = Message.objects.get()
        assert (message.recipient, message.subscription) == (None, mine)
        mine.delete()
        assert not Message.objects.exists()
        assert Alert.objects.filter(kind="vacancies_launched", state="sent").count() == 1

    def test_an_alert_goes_to_an_account_or_an_address_not_both(self, person):
        mine = subscriber()
        opening(self.OPENS)
        ledger.plan(self.OPENS)
        with pytest.raises(IntegrityError, match="alert_goes_to_one"):
            Alert.objects.filter(subscription=mine).update(recipient=person)

    def test_sending_one_letter_does_not_read_the_whole_list(self, django_assert_max_num_queries):
        for number in range(20):
            subscriber(f"reader{number}@example.org")
        opening(self.OPENS)
        ledger.plan(self.OPENS)
        with django_assert_max_num_queries(12 * 20 + 5):
            sender.send_due(self.OPENS)
        assert len(mail.outbox) == 20


class TestTheOffice:
    def test_the_list_is_counted_and_read(self, client):
        subscriber()
        subscriber("news@example.org", topics=[Topic.NEWS])
        subscriber("gone@example.org", unsubscribed_at=clock.now())
        client.force_login(OfficeFactory())
        page = client.get(reverse("admin:alerts_subscription_changelist"), {"on_list": "yes"})
        assert page.context["counts"] == [
            ("On the mailing list", 2),
            (Topic.VACANCIES.label, 1),
            (Topic.DEADLINES.label, 1),
            (Topic.NEWS.label, 2),
        ]
        assert f'<dt class="text-sm">{Topic.NEWS.label}</dt>' in page.content.decode()
        assert {one.email for one in page.context["cl"].queryset} == {
            "ada@example.org",
            "news@example.org",
        }

    def test_nobody_is_put_on_the_list_or_changed_by_hand(self, client):
        mine = subscriber()
        client.force_login(OfficeFactory())
        change = reverse("admin:alerts_subscription_change", args=[mine.pk])
        assert mine.token not in client.get(change).content.decode()
        added = reverse("admin:alerts_subscription_add")
        assert [client.post(address, FORM).status_code for address in (added, change)] == [403, 403]

    def test_a_caseworker_does_not_delete_an_address(self, client):
        mine = subscriber()
        client.force_login(OfficeFactory(role=OfficeMember.Role.CASEWORKER))
        delete = reverse("admin:alerts_subscription_delete", args=[mine.pk])
        assert client.post(delete, {"post": "yes"}).status_code == 403

    @pytest.mark.parametrize("count", [1, 3, 50])
    def test_the_list_asks_the_same_few_questions_at_any_size(
        self, client, django_assert_num_queries, count
    ):
        for number in range(count):
            subscriber(f"reader{number}@example.org")
        client.force_login(OfficeFactory())
        address = reverse("admin:alerts_subscription_changelist")
        client.get(address)
        with django_assert_num_queries(QUERIES):
            client.get(address)
