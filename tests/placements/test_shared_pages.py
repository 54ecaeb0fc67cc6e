"""Pages made once for everybody: what they hand out is true to the second, and nobody's own."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import SavedAdvert
from enquiries.models import Question
from microinternships import clock, shared
from placements.models import Advert, Organisation
from placements.workflow import advert_machine
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    PlacementFactory,
    QuestionFactory,
    StudentFactory,
)
from tests.processes import wait_for

BROWSE = reverse("placements:browse")
A_SECOND = timedelta(seconds=1)

# Never changed, and the row that says an advert was approved comes with the advert's own change.
WRITTEN_ONCE = {"microinternships_transition"}


@pytest.fixture(autouse=True)
def nothing_kept():
    caches["pages"].clear()
    caches["own_pages"].clear()


@pytest.fixture
def advert(db):
    return AdvertFactory(title="Lighthouse letters")


def page_of(advert) -> str:
    return reverse("placements:advert", args=[advert.pk])


def text(client, url: str = BROWSE) -> str:
    return client.get(url).content.decode()


def looks(client, advert, *moments) -> list[bool]:
    """Whether the advert is among the open ones, looked at in this order."""
    found = []
    for moment in moments:
        with clock.standing_at(moment):
            before_examples, _, _ = text(client).partition("as examples")
            found.append(advert.title in before_examples)
    return found


@pytest.mark.parametrize("url", [lambda advert: BROWSE, page_of])
def test_a_second_look_costs_one_query(client, advert, url, django_assert_num_queries):
    first = text(client, url(advert))
    with django_assert_num_queries(1):
        second = text(client, url(advert))
    assert first == second


def test_closed_at_the_deadline_and_not_a_second_later(client, advert):
    closes = advert.cycle.first_round.closes_at
    before, after = closes - A_SECOND, closes + A_SECOND
    assert looks(client, advert, before, closes, after, before) == [True, False, False, True]


def test_a_deadline_within_a_minute_is_kept_to_the_second(client, advert):
    closes = advert.cycle.first_round.closes_at - timedelta(days=3) + timedelta(seconds=31)
    advert.own_closing_at = closes
    advert.save()
    before = closes - 2 * A_SECOND
    assert looks(client, advert, before, closes - A_SECOND, closes) == [True, True, False]


def test_adverts_appear_in_the_second_of_their_launch(client, advert):
    opens = advert.cycle.first_round.opens_at
    assert looks(client, advert, opens - A_SECOND, opens) == [False, True]


def test_the_days_that_are_left_change_at_midnight_in_oxford(client, advert):
    closes = advert.cycle.first_round.closes_at
    midnight = closes.astimezone(clock.OXFORD).replace(hour=0)
    with clock.standing_at(midnight - A_SECOND):
        assert "Deadline is tomorrow" in text(client)
    with clock.standing_at(midnight):
        assert "Deadline is today" in text(client)
        assert "Deadline is today" in text(client, page_of(advert))


def test_a_suspended_advert_is_gone_at_the_next_request(client, advert):
    assert (advert.title in text(client), client.get(page_of(advert)).status_code) == (True, 200)
    advert_machine.fire("suspend", advert, by=OfficeFactory(), comment="Being looked into")
    assert (advert.title in text(client), client.get(page_of(advert)).status_code) == (False, 404)


def suspend_its_organisation(advert):
    Organisation.objects.update(state=Organisation.State.SUSPENDED)


def delete_it(advert):
    advert.weeks.clear()
    advert.delete()


def retitle_it(advert):
    Advert.objects.update(title="Something else")


@pytest.mark.parametrize(
    "change", [suspend_its_organisation, retitle_it, delete_it], ids=lambda one: one.__name__
)
def test_whatever_changes_it_and_however_it_is_written(client, advert, change):
    assert advert.title in text(client)
    change(advert)
    assert "Lighthouse letters" not in text(client)


def test_a_moved_date_is_told_at_once(client, advert):
    assert "12:00 noon" in text(client)
    one = advert.cycle.first_round
    one.closes_at += timedelta(minutes=25)
    one.save()
    assert "12:25" in text(client)


def test_other_weeks_are_told_at_once(client, advert):
    assert "Week B" in text(client, page_of(advert))
    advert.weeks.remove(advert.weeks.get(label="B"))
    assert "Week B: " not in text(client, page_of(advert))


def test_an_answer_is_read_at_once(client, advert):
    assert "What is a lens?" not in text(client, page_of(advert))
    QuestionFactory(advert=advert, text="What is a lens?", state=Question.State.ANSWERED)
    assert "What is a lens?" in text(client, page_of(advert))


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_is_not_told_and_afterwards_it_is(client):
    """Also when another change came first to its end: numbers of transactions say nothing."""
    first, second = AdvertFactory(title="Lighthouse"), AdvertFactory(title="Harbour")
    slow = connection.copy()
    slow.set_autocommit(False)
    with slow.cursor() as cursor:
        cursor.execute("UPDATE placements_advert SET title = 'Late' WHERE id = %s", [first.pk])
    Advert.objects.filter(pk=second.pk).update(title="Quick")
    seen = text(client)
    assert ("Lighthouse" in seen, "Quick" in seen) == (True, True)
    slow.commit()
    slow.close()
    seen = text(client)
    assert ("Late" in seen, "Lighthouse" in seen) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_was_never_told(client):
    AdvertFactory(title="Lighthouse")
    seen, before = text(client), shared.version()
    with transaction.atomic():
        Advert.objects.update(title="Undone")
        transaction.set_rollback(True)
    assert (text(client), shared.version()) == (seen, before)


def seen_by_all() -> int:
    """How many rows of the version no transaction that runs can still be without."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM change"
            " WHERE scope = 'public' AND transaction < pg_snapshot_xmin(pg_current_snapshot())"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_the_version_stays_small(client):
    """Each writer tidies away what everybody sees; what is newer than others' work has to wait."""
    advert = AdvertFactory()

    def tidy() -> bool:
        for number in range(20):
            Advert.objects.filter(pk=advert.pk).update(title=f"Letters {number}")
        return seen_by_all() <= 1

    wait_for(tidy, shared.version)


@pytest.mark.django_db(transaction=True)
def test_a_draft_saved_as_it_is_typed_changes_nothing_public():
    application = ApplicationFactory(state="draft")
    before = shared.version()
    application.statement = "Typed a little more."
    application.save()
    assert shared.version() == before
    application.state, application.eligibility = "submitted", {"eligible": True}
    application.submitted_at = clock.now()
    application.save()
    assert shared.version() != before


def test_the_order_of_the_query_makes_no_difference(client, advert, django_assert_num_queries):
    text(client, f"{BROWSE}?mode=in_person&week=A&q=")
    with django_assert_num_queries(1):
        text(client, f"{BROWSE}?week=A&mode=in_person")


def test_another_query_is_another_page(client, advert):
    assert advert.title in text(client, f"{BROWSE}?mode=in_person")
    assert advert.title not in text(client, f"{BROWSE}?mode=remote")


def test_nobody_gets_the_page_of_somebody(client, advert):
    student = StudentFactory()
    client.force_login(student.user)
    assert "Sign out" in text(client)
    client.logout()
    assert "Sign out" not in text(client)
    client.force_login(student.user)
    assert "Sign out" in text(client)


def test_what_is_kept_for_students_says_nothing_of_one_of_them(client, advert):
    one, other, host = StudentFactory(), StudentFactory(), HostFactory()
    SavedAdvert.objects.create(student=one, advert=advert, saved_at=clock.now())
    said = []
    for user in (one.user, other.user, host.user, one.user):
        client.force_login(user)
        page = text(client)
        assert advert.title in page
        said.append(re.findall(r">(Remove from saved|Save)<span", page))
    assert said == [["Remove from saved"], ["Save"], [], ["Remove from saved"]]


def test_a_student_reads_what_is_true_now_as_everybody_does(client, advert):
    client.force_login(StudentFactory().user)
    closes = advert.cycle.first_round.closes_at
    assert looks(client, advert, closes - A_SECOND, closes) == [True, False]
    assert advert.title in text(client)
    advert_machine.fire("suspend", advert, by=OfficeFactory(), comment="Being looked into")
    assert advert.title not in text(client)


def test_a_message_that_waits_is_shown_to_its_reader_alone(client, advert):
    before = text(client)
    client.cookies["messages"] = "kept by a cookie"
    with CaptureQueriesContext(connection) as queries:
        text(client)
    assert len(queries) > 1
    client.cookies.clear()
    assert text(client) == before


@pytest.mark.parametrize("look", ["first", "second"])
def test_caches_on_the_way_tell_readers_apart_by_their_cookie(client, advert, look):
    if look == "second":
        text(client)
    answer = client.get(BROWSE)
    assert "Cookie" in answer.headers["Vary"]
    assert not answer.cookies


def ask(view, **headers):
    request = RequestFactory().get("/somewhere/", **headers)
    request.user = AnonymousUser()
    return shared.page(view)(request)


def with_a_token(request):
    return HttpResponse(get_token(request))


def with_a_cookie(request):
    answer = HttpResponse("yours")
    answer.set_cookie("whose", "yours")
    return answer


def not_found(request):
    return HttpResponse(status=404)


@pytest.mark.django_db
@pytest.mark.parametrize("view", [with_a_token, with_a_cookie, not_found])
def test_what_is_made_out_to_one_reader_is_never_kept(view):
    called = []

    def counted(request):
        called.append(request)
        return view(request)

    ask(counted)
    ask(counted)
    assert len(called) == 2


@pytest.mark.django_db
def test_a_failure_is_not_kept():
    def fails(request):
        raise ValueError("not now")

    for _ in range(2):
        with pytest.raises(ValueError, match="not now"):
            ask(fails)


def test_every_table_that_a_shared_page_reads_is_watched(client, advert):
    """A table that is new to a page has to raise the version too: see ``shared.watch``."""
    PlacementFactory(advert=AdvertFactory(cycle=CycleFactory(phase="released")))
    with CaptureQueriesContext(connection) as queries:
        for url in (BROWSE, f"{BROWSE}?q=letters&week=A&sort=closing", page_of(advert)):
            text(client, url)
        with clock.standing_at(advert.cycle.first_round.closes_at):
            assert "as examples" in text(client)
    asked = [query["sql"] for query in queries if "min(moment)" not in query["sql"]]
    read = {table for sql in asked for table in re.findall(r'(?:FROM|JOIN) "?(\w+)"?', sql)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgfoid = 'note_public_change'::regproc"
        )
        watched = {name for (name,) in cursor.fetchall()}
    assert read - watched - WRITTEN_ONCE == {"change"}
