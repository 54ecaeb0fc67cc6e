"""What leads on from one advert: similar ones, a calendar, search engines."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from microinternships import clock
from placements import similar, structured
from placements.models import Advert, Mode
from tests.factories import AdvertFactory, ApplicationFactory, ApprovalFactory, CycleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return CycleFactory()


def page(client, advert):
    return client.get(reverse("placements:advert", args=[advert.pk]))


# Similar adverts


def test_similar_are_open_ones_of_the_sector_most_alike_first(cycle):
    about = {"cycle": cycle, "sector": "arts"}
    shown = AdvertFactory(**about, skills=["planning"], mode=Mode.REMOTE)
    both = AdvertFactory(**about, skills=["planning", "teamwork"], mode=Mode.REMOTE)
    skill = AdvertFactory(**about, skills=["planning"], mode=Mode.IN_PERSON)
    mode = AdvertFactory(**about, skills=[], mode=Mode.REMOTE)
    AdvertFactory(**about, skills=[], mode=Mode.IN_PERSON)
    AdvertFactory(cycle=cycle, sector="law", skills=["planning"], mode=Mode.REMOTE)
    AdvertFactory(**about, skills=["planning"], mode=Mode.REMOTE, state="draft")
    AdvertFactory(**about, skills=["planning"], mode=Mode.REMOTE, own_closing_at=clock.now())
    other = CycleFactory(week_a=cycle.reserve_ends_at + timedelta(days=14))
    AdvertFactory(cycle=other, sector="arts", skills=["planning"], mode=Mode.REMOTE)
    assert list(similar.similar(shown, clock.now())) == [both, skill, mode]


def test_an_advert_without_skills_has_similar_ones_too(cycle):
    shown, other = AdvertFactory.create_batch(2, cycle=cycle, skills=[])
    assert list(similar.similar(shown, clock.now())) == [other]


def test_the_page_links_them_and_says_why(client, cycle):
    shown = AdvertFactory(cycle=cycle)
    assert "Similar adverts" not in page(client, shown).content.decode()
    other = AdvertFactory(cycle=cycle)
    html = page(client, shown).content.decode()
    assert "Also in Arts, culture and heritage." in html
    assert reverse("placements:advert", args=[other.pk]) in html


# Competition


@pytest.mark.parametrize(("sent", "said"), [(0, "Few"), (2, "Few"), (3, "Some"), (8, "Many")])
def test_competition_is_told_as_a_band(client, cycle, sent, said):
    advert = AdvertFactory(cycle=cycle, places=1)
    ApplicationFactory.create_batch(sent, advert=advert, files=False)
    assert f"{said} applications so far" in page(client, advert).content.decode()


def test_nothing_is_told_of_competition_once_it_is_closed(client):
    advert = AdvertFactory(cycle=CycleFactory(phase="choosing"))
    assert "applications so far" not in page(client, advert).content.decode()


# The deadline in a calendar


def deadline(client, advert):
    return client.get(reverse("placements:advert_deadline", args=[advert.pk]))


def test_the_deadline_as_a_calendar_file(client, cycle):
    closes = clock.now() + timedelta(days=2)
    advert = AdvertFactory(cycle=cycle, title="Old maps", own_closing_at=closes)
    answer = deadline(client, advert)
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["summary"] == f"Applications close: Old maps ({advert.organisation})"
    assert event.decoded("dtstart") == closes.replace(microsecond=0)
    assert event["uid"] == f"advert-{advert.pk}-closes@micro-internships"


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_a_deadline_that_has_passed_is_offered_to_nobody(client, cycle, seconds):
    advert = AdvertFactory(cycle=cycle)
    moment = cycle.first_round.closes_at + timedelta(seconds=seconds)
    with clock.standing_at(moment):
        answer = deadline(client, advert)
        linked = (
            reverse("placements:advert_deadline", args=[advert.pk])
            in page(client, advert).content.decode()
        )
    assert (answer.status_code, linked) == ((200, True) if seconds < 0 else (404, False))


def test_an_advert_that_nobody_may_read_has_no_calendar_file(client, cycle):
    assert deadline(client, AdvertFactory(cycle=cycle, state="draft")).status_code == 404


# Search engines

DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def data_on(client, advert) -> list[dict]:
    return [json.loads(found) for found in DATA.findall(page(client, advert).content.decode())]


def test_an_open_advert_describes_itself_as_unpaid(client, cycle):
    advert = AdvertFactory(cycle=cycle, place="Leeds", places=2)
    (told,) = data_on(client, advert)
    assert told == structured.posting(
        advert, appeared=cycle.opens_at, closes=advert.closes_at(clock.now())
    )
    assert told["employmentType"] == ["INTERN", "VOLUNTEER"]
    assert told["incentiveCompensation"] == "This placement is voluntary and unpaid."
    assert told["jobLocation"]["address"]["addressLocality"] == "Leeds"
    assert "jobLocationType" not in told
    assert "baseSalary" not in told


def test_it_tells_since_when_it_could_be_read_and_until_when_students_may_apply(client, cycle):
    closes, launch = cycle.first_round.closes_at, cycle.opens_at
    for away in (timedelta(days=-1), timedelta(days=1)):
        own = closes + away
        advert = AdvertFactory(cycle=cycle, own_closing_at=own)
        approval = ApprovalFactory(advert=advert, at=launch + away)
        (told,) = data_on(client, advert)
        appeared = max(launch, approval.at).astimezone(clock.OXFORD).date()
        assert told["datePosted"] == str(appeared)
        assert datetime.fromisoformat(told["validThrough"]) == own


@pytest.mark.parametrize("place", ["", "Leeds"])
def test_a_remote_advert_says_from_where_one_may_work(client, cycle, place):
    (told,) = data_on(client, AdvertFactory(cycle=cycle, mode=Mode.REMOTE, place=place))
    assert told["jobLocationType"] == "TELECOMMUTE"
    assert "jobLocation" not in told


def test_no_words_of_a_host_can_end_the_data(client, cycle):
    evil = "</script><script>alert('x')</script> <!-- & more"
    advert = AdvertFactory(cycle=cycle, title=evil)
    (told,) = data_on(client, advert)
    assert told["title"] == evil
    assert "<script>alert" not in page(client, advert).content.decode()


def test_a_closed_advert_and_a_preview_say_nothing_to_search_engines(client, cycle):
    assert data_on(client, AdvertFactory(cycle=CycleFactory(phase="choosing"))) == []
    html = page(client, AdvertFactory(cycle=cycle)).content.decode()
    assert html.count('rel="canonical"') == 1


def places_in(client) -> set[str]:
    answer = client.get("/sitemap.xml")
    assert answer.status_code == 200
    return set(re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", answer.content.decode()))


def test_the_map_names_open_adverts_and_public_pages(client, cycle):
    shown = AdvertFactory(cycle=cycle)
    for state in set(Advert.State.values) - {"approved"}:
        AdvertFactory(cycle=cycle, state=state)
    AdvertFactory(cycle=CycleFactory(phase="collecting"))
    AdvertFactory(cycle=CycleFactory(phase="choosing"))
    pages = {"/", "/adverts/", "/dates/", "/news/", reverse("pages:hosts")}
    assert places_in(client) == pages | {reverse("placements:advert", args=[shown.pk])}


def test_crawlers_are_told_where_the_map_is_and_what_to_leave(client):
    told = client.get("/robots.txt").content.decode()
    assert "Sitemap: http" in told
    assert "Disallow: /office/" in told
