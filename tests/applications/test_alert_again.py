"""Letters about new terms: to applicants whose yes no longer covers them, and to others."""

from datetime import timedelta

import pytest

from applications.models import SavedAdvert
from applications.workflow import application_machine
from microinternships import clock
from microinternships.phrases import day_words
from placements import moving, planning
from placements.models import Advert
from placements.workflow import advert_machine
from tests.alert_letters import Post
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    PlacementFactory,
    StudentFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]


@pytest.fixture
def application():
    return ApplicationFactory(advert=AdvertFactory(title="Sorting letters"))


def save(student, advert) -> None:
    SavedAdvert.objects.create(student=student, advert=advert, saved_at=clock.now())


def make_remote(advert) -> None:
    why = "The reading room is shut."
    changes = {"mode": "remote"}
    advert_machine.fire("amend_terms", advert, by=OfficeFactory(), comment=why, changes=changes)


def test_each_is_told_once_of_the_change_and_applicants_where_to_confirm(application):
    advert, reader = application.advert, StudentFactory()
    save(reader, advert)
    save(application.student, advert)
    make_remote(advert)
    post = Post()
    post()
    assert sorted(post.told) == [
        ("advert_changed", reader.user_id),
        ("confirm_new_terms", application.student.user_id),
    ]
    text = post.text("confirm_new_terms")
    assert "The reading room is shut.\nMode: In person, now Remote" in text
    assert f"/applications/{application.pk}/confirm/" in text


def test_a_week_that_moves_is_told_to_hosts_applicants_and_followers_once():
    cycle = CycleFactory()
    advert, unread = (AdvertFactory(cycle=cycle, state=one) for one in ("approved", "draft"))
    hosts = [HostFactory(organisation=one.organisation).user for one in (advert, unread)]
    AdvertFactory(cycle=cycle, weeks=cycle.ordered_weeks[:1])
    application, drafter = (
        ApplicationFactory(advert=advert, state=s) for s in ("submitted", "draft")
    )
    reader, old = StudentFactory(), cycle.ordered_weeks[1].starts_on
    for student in (reader, application.student):
        save(student, advert)
    values = {**planning.flat(cycle), "week_b": old + timedelta(weeks=1)}
    moving.change(cycle, values, by=OfficeFactory(), reason="Term moved.")
    post = Post()
    post()
    assert sorted(post.told) == [
        ("advert_changed", drafter.student.user_id),
        ("advert_changed", reader.user_id),
        *(("advert_terms_changed_host", host.pk) for host in hosts),
        ("confirm_new_terms", application.student.user_id),
    ]
    said = f"“First day of week B: {day_words(old)}, now {day_words(old + timedelta(weeks=1))}”"
    assert {kind: said in post.text(kind) for kind in post.kinds} == dict.fromkeys(post.kinds, True)
    of_draft = post.text("advert_terms_changed_host")
    assert "Students who applied" not in of_draft


def test_nobody_who_has_confirmed_by_then(application):
    make_remote(application.advert)
    application_machine.fire(
        "confirm_again",
        application,
        by=application.student.user,
        weeks=application.weeks.all(),
        committed=True,
    )
    post = Post()
    post()
    assert post.kinds == set()


def test_whoever_holds_a_placement_is_told_once_of_terms_that_it_reads_of_its_advert():
    placement, office = PlacementFactory(), OfficeFactory()
    advert, student = placement.advert, placement.student
    PlacementFactory(advert=advert, state="cancelled")
    Advert.objects.update(lunch_in_kind=True, access_facts=["step-free"])
    save(student, advert)
    fire, post = {"by": office, "comment": "The lift is broken."}, Post()
    advert_machine.fire("amend_terms", advert, **fire, changes={"sector": "law"})
    post()
    assert post.told == []
    changes = {"lunch_in_kind": False, "access_facts": []}
    advert_machine.fire("amend_terms", advert, **fire, changes=changes)
    post()
    assert post.told == [("placement_changed", student.user.pk)]
    text = post.text("placement_changed")
    assert "The lift is broken.\nWe give lunch: Yes, now No\nWhat a student may count on: " in text
