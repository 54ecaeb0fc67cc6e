"""Saved searches: kept, changed and deleted; each new advert told once, whenever the job runs."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from alerts import ledger, sender
from alerts.models import Alert
from alerts.timing import latest_weekly_digest
from microinternships import clock
from placements import searches
from placements.models import SavedSearch
from tests.factories import (
    AdvertFactory,
    ApprovalFactory,
    CycleFactory,
    StudentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

# A Wednesday without a bank holiday near it; its digest is at nine.
DAY = timedelta(days=1)
NINE = datetime(2026, 11, 11, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def before():
    """The evening before the first digest."""
    with time_machine.travel(NINE - timedelta(hours=12), tick=False) as traveller:
        yield traveller


@pytest.fixture
def cycle(before):
    """Launched on 4 November, and open until the 23rd."""
    return CycleFactory(week_a=clock.noon(date(2027, 1, 4)))


@pytest.fixture
def search():
    return SavedSearch.objects.create(student=StudentFactory(), query="sector=law")


def appeared(cycle, at, **fields):
    """An advert that the Office approved at ``at``."""
    advert = AdvertFactory(cycle=cycle, **{"sector": "law", **fields})
    ApprovalFactory(advert=advert, at=at)
    return advert


def run(at, times: int = 1) -> list[str]:
    """The bodies of what goes out when the jobs run ``times`` times at ``at``."""
    mail.outbox.clear()
    for _ in range(times):
        with clock.standing_at(at):
            ledger.plan(at)
            sender.send_due(at)
    return [one.body for one in mail.outbox if "your search" in one.body]


def reasons():
    found = Alert.objects.filter(kind="saved_search_found").order_by("deadline")
    return [(one.state, one.reason) for one in found]


# What is told


def test_a_digest_tells_what_fits_and_appeared_since(cycle, search):
    new = appeared(cycle, NINE - timedelta(hours=1), title="Charters")
    appeared(cycle, NINE - timedelta(hours=13), title="Before it was saved")
    appeared(cycle, NINE + timedelta(minutes=1), title="After nine")
    appeared(cycle, NINE - timedelta(hours=1), sector="arts", title="Not law")
    (letter,) = run(NINE + timedelta(minutes=5))
    assert "1 new advert fits your search Law." in letter
    assert f"Charters, {new.organisation}" in letter
    for title in ("Before it was saved", "After nine", "Not law"):
        assert title not in letter


@pytest.mark.parametrize("times", [1, 3])
def test_no_advert_is_told_twice_however_often_the_job_runs(cycle, search, times):
    appeared(cycle, NINE - timedelta(hours=1), title="Charters")
    assert len(run(NINE + timedelta(minutes=5), times)) == 1
    assert run(NINE + DAY, times) == []
    assert reasons() == [("sent", ""), ("skipped", searches.NOTHING_NEW)]


def test_a_day_without_the_job_is_caught_up_by_the_next(cycle, search):
    appeared(cycle, NINE - timedelta(hours=1), title="Charters")
    appeared(cycle, NINE + timedelta(hours=1), title="Deeds")
    (letter,) = run(NINE + DAY)
    assert "Charters" in letter
    assert "Deeds" in letter
    assert run(NINE + 2 * DAY) == []


def test_an_advert_approved_late_has_its_turn_on_the_next_day(cycle, search):
    appeared(cycle, NINE - timedelta(hours=1), title="Charters")
    run(NINE + timedelta(minutes=5))
    appeared(cycle, NINE + timedelta(hours=3), title="Deeds")
    (letter,) = run(NINE + DAY)
    assert "Deeds" in letter
    assert "Charters" not in letter


def test_a_search_changed_to_weekly_and_back_repeats_nothing(cycle, search):
    appeared(cycle, NINE - timedelta(hours=1), title="Charters")
    run(NINE + timedelta(minutes=5))
    for every in ("week", "day"):
        SavedSearch.objects.update(every=every)
        assert run(NINE + timedelta(hours=2)) == []


def test_a_search_made_weekly_repeats_nothing_that_a_late_job_told(cycle, search):
    run(NINE)
    appeared(cycle, NINE + 3 * DAY, title="Charters")
    tuesday = NINE + 6 * DAY  # nothing ran on Monday
    assert len(run(tuesday)) == 1
    SavedSearch.objects.update(every="week")
    assert run(tuesday + timedelta(hours=1)) == []


def test_a_digest_that_a_weekly_search_has_left_behind_settles_nothing(cycle, search):
    run(NINE)
    tuesday = NINE + 6 * DAY
    appeared(cycle, tuesday - timedelta(hours=1), title="Charters")
    with clock.standing_at(tuesday):
        ledger.plan(tuesday)
    SavedSearch.objects.update(every="week")
    assert run(tuesday) == []
    SavedSearch.objects.update(every="day")
    (letter,) = run(tuesday + DAY)
    assert "Charters" in letter


def test_a_weekly_search_is_answered_on_the_first_working_day_of_the_week(cycle, search):
    SavedSearch.objects.update(every="week")
    appeared(cycle, NINE - timedelta(hours=1), title="Charters")
    assert run(NINE + 2 * DAY) == []
    monday = NINE + 5 * DAY
    assert run(monday - timedelta(seconds=1)) == []
    (letter,) = run(monday)
    assert "Charters" in letter


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 16, 9, tzinfo=UTC), datetime(2026, 11, 16, 9, tzinfo=UTC)),
        (datetime(2026, 11, 16, 8, 59, tzinfo=UTC), datetime(2026, 11, 9, 9, tzinfo=UTC)),
        (datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 16, 9, tzinfo=UTC)),
        # Easter Monday 2027 is a bank holiday, and the clocks have changed by then.
        (datetime(2027, 3, 29, 12, tzinfo=UTC), datetime(2027, 3, 22, 9, tzinfo=UTC)),
        (datetime(2027, 3, 30, 8, tzinfo=UTC), datetime(2027, 3, 30, 8, tzinfo=UTC)),
    ],
)
def test_the_hour_of_the_weekly_digest(now, expected):
    assert latest_weekly_digest(now) == expected


def test_at_most_ten_stand_in_a_letter(cycle, search):
    for number in range(12):
        appeared(cycle, NINE - timedelta(minutes=number + 1), title=f"Numbered {number:02}")
    (letter,) = run(NINE)
    assert letter.count("Numbered") == 10
    assert "And 2 more." in letter


def test_nothing_is_told_of_what_is_no_longer_open(cycle, search):
    appeared(cycle, NINE - timedelta(hours=1), own_closing_at=NINE)
    appeared(cycle, NINE - timedelta(hours=1), state="suspended")
    assert run(NINE) == []


# One press


def test_the_letter_can_be_stopped_by_the_mail_program(client, cycle, search):
    appeared(cycle, NINE - timedelta(hours=1))
    run(NINE)
    headers = mail.outbox[0].extra_headers
    stop = reverse("placements:search_stop", args=[search.token])
    assert headers["List-Unsubscribe"].endswith(f"{stop}>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for _ in range(2):
        answer = client.post(stop, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, SavedSearch.objects.count()) == (200, 0)


def test_looking_at_the_page_deletes_nothing(client, search):
    page = client.get(reverse("placements:search_stop", args=[search.token]))
    assert "Delete this search?" in page.content.decode()
    assert SavedSearch.objects.count() == 1


def test_how_often_is_changed_without_signing_in(client, search):
    client.post(search.get_absolute_url(), {"every": "week"})
    search.refresh_from_db()
    assert search.every == "week"


@pytest.mark.parametrize("name", ["search"])
def test_a_wrong_token_finds_nothing(client, search, name):
    assert client.get(reverse(f"placements:{name}", args=["x" * 32])).status_code == 404


# Kept on the site


def sign_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


NEW = reverse("placements:search_new")


@pytest.mark.parametrize("letter", ["a", "é", "字"])
def test_a_long_search_is_saved_as_far_as_it_is_searched(client, cycle, letter):
    student = StudentFactory()
    sign_in(client, student.user)
    answer = client.post(f"{NEW}?q={quote(letter * 1200)}", {"every": "day"})
    assert answer.url == reverse("placements:searches")
    assert str(student.saved_searches.get()) == f"“{letter * 200}”"


def test_a_search_is_saved_by_its_filters_alone_and_once(client, cycle):
    student = StudentFactory()
    sign_in(client, student.user)
    asked = "?sort=a-z&page=3&skills=planning&sector=law&sector=arts&q=maps&unknown=1"
    page = client.get(f"{NEW}{asked}").content.decode()
    described = "“maps”, Arts, culture and heritage or Law, Planning"
    assert described in page
    answer = client.post(f"{NEW}{asked}", {"every": "week"})
    assert answer.url == reverse("placements:searches")
    one = student.saved_searches.get()
    assert (one.query, one.every) == ("q=maps&sector=arts&sector=law&skills=planning", "week")
    assert str(one) == described
    again = client.post(f"{NEW}?q=maps&skills=planning&sector=arts&sector=law", {"every": "day"})
    assert again.url == one.get_absolute_url()
    assert student.saved_searches.count() == 1


def test_whoever_chose_a_cycle_reads_that_the_search_looks_at_every_one(client, cycle):
    sign_in(client, StudentFactory().user)
    other = CycleFactory(name="Trinity 2027", week_a=clock.noon(date(2027, 1, 4)))
    every = "looks at the adverts of every cycle, those to come as well."
    plain = client.get(f"{NEW}?sector=law").text
    assert f"<p>It {every}</p>" in plain
    asked = f"{NEW}?sector=law&cycle={other.pk}"
    page = client.get(asked).text
    assert "You chose Trinity 2027 among the adverts." in page
    assert f"A saved search is not kept to a cycle: it {every}" in page
    assert f"?sector=law&amp;cycle={other.pk}" in page  # the way back loses nothing either
    told = client.post(asked, {"every": "day"}, follow=True).text
    assert "in this cycle and in later ones" in told
    assert SavedSearch.objects.get().query == "sector=law"


def test_the_database_keeps_a_search_once(search):
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedSearch.objects.create(student=search.student, query=search.query)


def test_a_student_keeps_twenty_at_most(client):
    student = StudentFactory()
    sign_in(client, student.user)
    for number in range(searches.MOST):
        SavedSearch.objects.create(student=student, query=f"q=word{number}")
    assert client.post(f"{NEW}?q=more", {"every": "day"}).status_code == 200
    assert "Delete one first." in client.get(f"{NEW}?q=more").content.decode()
    assert student.saved_searches.count() == searches.MOST


def test_everybody_sees_their_own_list_and_only_students_save(client, search):
    sign_in(client, search.student.user)
    assert "Law" in client.get(reverse("placements:searches")).content.decode()
    sign_in(client, UserFactory())
    assert "Students save searches" in client.get(reverse("placements:searches")).content.decode()
    assert client.post(NEW, {"every": "day"}).status_code == 404


def test_the_browse_page_offers_it_to_students_who_chose_a_filter(client, cycle):
    AdvertFactory(cycle=cycle)
    browse = reverse("placements:browse")
    assert NEW not in client.get(f"{browse}?sector=arts").content.decode()
    sign_in(client, StudentFactory().user)
    assert NEW not in client.get(browse).content.decode()
    assert f"{NEW}?sector=arts" in client.get(f"{browse}?sector=arts").content.decode()


def test_the_list_says_how_many_adverts_fit_each_now(client, cycle):
    student = StudentFactory()
    sign_in(client, student.user)
    AdvertFactory.create_batch(2, cycle=cycle, sector="law", title="Deeds")
    AdvertFactory(cycle=cycle, sector="law", title="Charters", days=2)
    AdvertFactory(cycle=cycle, sector="law", state="suspended")
    wanted = {"sector=law": 3, "q=deeds&sector=law": 2, "days=2": 1, "q=nothing": 0, "": 3}
    for query in wanted:
        SavedSearch.objects.create(student=student, query=query)
    rows = client.get(reverse("placements:searches")).context["rows"]
    assert {one.query: fitting for one, _, fitting in rows} == wanted


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_the_list_costs_the_same_at_any_length(client, rows, django_assert_num_queries):
    student = StudentFactory()
    sign_in(client, student.user)
    for number in range(rows):
        SavedSearch.objects.create(student=student, query=f"q=word{number}")
    with django_assert_num_queries(5):
        client.get(reverse("placements:searches"))
