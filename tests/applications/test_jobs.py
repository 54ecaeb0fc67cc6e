"""What a passed deadline decides by itself, and that nothing depends on it being decided soon."""

from datetime import timedelta

import pytest
from django.conf import settings

from applications.jobs import apply_defaults
from applications.models import Application, Offer
from applications.workflow import offer_machine
from microinternships import clock, deadlines
from microinternships.celery import app
from microinternships.deadlines import GRACE
from microinternships.models import Transition
from microinternships.tasks import tidy
from tests.factories import AdvertFactory, ApplicationFactory, CycleFactory, OfferFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def advert():
    return AdvertFactory(cycle=CycleFactory(phase="choosing"), places=3)


@pytest.mark.parametrize("state", ["submitted", "shortlisted"])
def test_undecided_applications_end_by_default(advert, state):
    application = ApplicationFactory(advert=advert, state=state)
    assert apply_defaults(application.round.choose_by + GRACE) == 1
    application.refresh_from_db()
    assert (application.state, application.by_default) == ("unsuccessful", True)
    assert (application.reason, application.feedback) == ("", "")


def test_a_reserve_stays_until_the_reserve_list_ends(advert):
    application = ApplicationFactory(advert=advert, state="reserve")
    ends = advert.cycle.reserve_ends_at
    assert apply_defaults(ends + GRACE - SECOND) == 0
    assert apply_defaults(ends + GRACE) == 1
    application.refresh_from_db()
    assert (application.state, application.by_default) == ("unsuccessful", True)
    assert application.reserve_rank is None


def test_an_unanswered_offer_lapses_with_its_application(advert):
    offer = OfferFactory(application__advert=advert)
    assert apply_defaults(offer.respond_by + GRACE) == 1
    offer.refresh_from_db()
    offer.application.refresh_from_db()
    assert offer.state == "lapsed"
    assert (offer.application.state, offer.application.by_default) == ("declined", True)


def test_a_request_that_arrived_in_time_has_two_minutes_to_get_its_lock(advert):
    offer = OfferFactory(application__advert=advert)
    assert apply_defaults(offer.respond_by + GRACE - SECOND) == 0
    with clock.standing_at(offer.respond_by - SECOND):
        offer_machine.fire(
            "accept", offer, by=offer.application.student.user, terms_version=offer.terms_version
        )
    assert apply_defaults(offer.respond_by + GRACE) == 0
    offer.refresh_from_db()
    assert offer.state == "accepted"


def test_running_again_changes_nothing(advert):
    application = ApplicationFactory(advert=advert)
    late = application.round.choose_by + timedelta(days=1)
    assert [apply_defaults(late) for _ in range(3)] == [1, 0, 0]
    history = Transition.objects.of(application).values_list("event", "role", "by")
    assert list(history) == [("not_select_by_default", "deadline", None)]


def test_decided_applications_are_left_alone(advert):
    for state in ("draft", "placed", "unsuccessful", "declined", "withdrawn", "cancelled"):
        ApplicationFactory(advert=advert, state=state)
    before = sorted(Application.objects.values_list("pk", "state", "by_default"))
    assert apply_defaults(advert.cycle.archive_at) == 0
    assert sorted(Application.objects.values_list("pk", "state", "by_default")) == before


def test_one_broken_row_does_not_keep_the_others_from_ending(advert):
    broken = OfferFactory(application__advert=advert)
    Application.objects.filter(pk=broken.application_id).update(state="withdrawn")
    whole = OfferFactory(application__advert=advert)
    assert apply_defaults(max(broken.respond_by, whole.respond_by) + GRACE) == 1
    states = dict(Offer.objects.values_list("pk", "state"))
    assert states == {broken.pk: "made", whole.pk: "lapsed"}


def test_the_task_tidies_every_registered_app(advert):
    application = ApplicationFactory(advert=advert)
    with clock.standing_at(application.round.choose_by + GRACE):
        tidy()
    application.refresh_from_db()
    assert application.state == "unsuccessful"


def test_one_apps_fault_does_not_stop_the_others(advert, monkeypatch, caplog):
    def fails(now):
        raise RuntimeError("a fault of another app")

    monkeypatch.setattr(deadlines, "_registered", [fails, apply_defaults])
    application = ApplicationFactory(advert=advert)
    assert deadlines.apply_all(application.round.choose_by + GRACE) == 1
    assert "could not be applied" in caplog.text


def test_beat_asks_for_the_task_that_tidies():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tidy.name in scheduled
    assert scheduled <= set(app.tasks)
