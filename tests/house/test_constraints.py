"""Every constraint and every rule across rows that the database keeps, of all apps, by name."""

from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import IntegrityError, connection
from django.db.models import F

from alerts.models import Alert, Subscription, SwitchedOff
from applications.models import AdvertView, SavedAdvert, Waiver
from expenses.models import Claim, Item
from microinternships import clock
from microinternships.models import Transition
from placements.models import CycleChange
from tests.expenses.scenes import claim_in, pays
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    ClaimFactory,
    ConcernFactory,
    CycleFactory,
    ItemFactory,
    OfferFactory,
    OfficeFactory,
    QuestionFactory,
    ReceiptFactory,
    StudentFactory,
    UserFactory,
)
from tests.journeys.corners import is_ours
from tests.placements import test_constraints as of_placements
from tests.workshops.factories import BookingFactory, WorkshopFactory

pytestmark = pytest.mark.django_db
PERSON = "person@example.org"


def changed(make, **values):
    """A row of ``make``'s model, changed behind the code's back."""

    def change():
        row = make()
        type(row)._base_manager.filter(pk=row.pk).update(**values)

    return change


def twice(model, **given):
    def write():
        fields = {name: make() for name, make in given.items()}
        for _ in range(2):
            model.objects.create(**fields)

    return write


def same_account():
    for email in (PERSON, PERSON.upper()):
        UserFactory(email=email, verified=False)


def same_student():
    for email in (PERSON, PERSON.upper()):
        StudentFactory(email=email, user=None)


def applied_twice():
    one = ApplicationFactory(files=False)
    ApplicationFactory(student=one.student, advert=one.advert, files=False)


def offered_twice():
    OfferFactory(application=OfferFactory().application)


def drafted_twice():
    ClaimFactory(placement=ClaimFactory().placement)


def proved_twice():
    for _ in range(2):
        ReceiptFactory(sha256="a" * 64)


def paid_nothing():
    pays(claim_in(Claim.State.APPROVED), "0")


def booked_twice():
    one = BookingFactory()
    BookingFactory(workshop=one.workshop, student=one.student, state="waiting")


def alert(**fields) -> Alert:
    now = clock.now()
    about = {"subject_type": "accounts.user", "subject_id": 1, "step": "T"}
    return Alert.objects.create(kind="welcome", due_at=now, next_try_at=now, **about, **fields)


def alerted_twice():
    for _ in range(2):
        alert(recipient=None, deadline=None)


def subscribed(**fields):
    given = {"email": PERSON, "topics": ["news"], "asked_at": clock.now()} | fields
    return lambda: Subscription.objects.create(**given)


VIOLATIONS = [
    ("one_account_per_email", same_account),
    ("one_register_row_per_email", same_student),
    ("alert_once", alerted_twice),
    ("alert_goes_to_one", lambda: alert(recipient_id=1, subscription_id=1)),
    ("alert_goes_to_one", lambda: alert(recipient_id=1, to_subject=True)),
    ("alert_sent_has_time", changed(alert, state="sent")),
    ("alert_sent_has_time", changed(alert, sent_at=clock.now())),
    ("alert_switched_off_once", twice(SwitchedOff, user=UserFactory, kind=str)),
    ("subscription_email_in_small_letters", subscribed(email=PERSON.upper())),
    ("subscription_wants_something", subscribed(topics=[])),
    ("one_application_per_advert_and_round", applied_twice),
    ("sent_application_has_a_time", changed(ApplicationFactory, submitted_at=None)),
    ("sent_application_has_an_eligibility_snapshot", changed(ApplicationFactory, eligibility=None)),
    ("reserve_has_a_rank", changed(ApplicationFactory, state="reserve")),
    (
        "advert_view_counts_once_a_day",
        twice(AdvertView, advert=AdvertFactory, day=clock.today, visitor=lambda: UUID(int=1)),
    ),
    ("one_open_offer_per_application", offered_twice),
    ("offer_answered_after_it_is_made", changed(OfferFactory, respond_by=F("made_at"))),
    ("offer_accepted_iff_placement", changed(OfferFactory, state="accepted")),
    (
        "advert_saved_once",
        twice(SavedAdvert, student=StudentFactory, advert=AdvertFactory, saved_at=clock.now),
    ),
    (
        "rule_waived_once",
        twice(Waiver, student=StudentFactory, cycle=CycleFactory, rule=str, by=OfficeFactory),
    ),
    ("sent_claim_has_its_dates", changed(ClaimFactory, state="submitted")),
    ("one_draft_claim_per_placement", drafted_twice),
    ("item_claims_more_than_nothing", lambda: ItemFactory(claimed="0")),
    ("item_approved_is_not_negative", changed(ItemFactory, approved="-0.01")),
    ("item_approved_at_most_as_claimed", changed(ItemFactory, approved="8.41")),
    (
        "item_approved_in_the_currency_claimed",
        changed(ItemFactory, approved="8.40", approved_currency="EUR"),
    ),
    ("receipt_serves_one_live_item", proved_twice),
    ("payment_is_more_than_nothing", paid_nothing),
    ("concern_is_about_one_thing", changed(ConcernFactory, advert=None)),
    ("concern_says_something", changed(ConcernFactory, text="")),
    ("closed_concern_is_answered", changed(ConcernFactory, state="closed")),
    ("question_asks_something", changed(QuestionFactory, text="")),
    ("answered_question_has_an_answer", changed(QuestionFactory, state="answered")),
    ("workshop_ends_after_it_starts", changed(WorkshopFactory, ends_at=F("starts_at"))),
    ("workshop_has_a_place", changed(WorkshopFactory, places=0)),
    ("announced_workshop_in_person_is_somewhere", changed(WorkshopFactory, place="")),
    ("announced_workshop_online_has_a_link", changed(WorkshopFactory, mode="online")),
    ("workshop_link_is_secure", changed(WorkshopFactory, joining_link="http://example.org")),
    ("one_active_booking_per_student_and_workshop", booked_twice),
]


def history_is_rewritten():
    Transition.objects.create(machine="a.b", subject_id=1, event="e", source="s", target="t")
    Transition.objects.update(event="another")


def a_change_of_a_cycle_is_rewritten():
    CycleChange.objects.create(cycle=CycleFactory(), reason="Easter.", changed={})
    CycleChange.objects.update(reason="Another.")


def a_claimed_amount_is_changed():
    item = claim_in(Claim.State.SUBMITTED).items.first()
    Item.objects.filter(pk=item.pk).update(claimed="99.00")


ACROSS_ROWS = [
    ("history_is_written_once", history_is_rewritten),
    ("history_is_written_once", a_change_of_a_cycle_is_rewritten),
    ("claimed_amount_never_changes", a_claimed_amount_is_changed),
]


@pytest.mark.parametrize(("name", "violate"), [*VIOLATIONS, *ACROSS_ROWS])
def test_the_database_refuses_by_name(name, violate):
    with pytest.raises(IntegrityError) as caught:
        of_placements.check_now(violate)
    assert caught.value.__cause__.diag.constraint_name == name


def test_every_constraint_of_every_app_is_tried():
    declared = {
        constraint.name
        for model in apps.get_models()
        if is_ours(model) and model is not EmailAddress
        for constraint in model._meta.constraints
    }
    assert {name for name, _ in (*VIOLATIONS, *of_placements.VIOLATIONS)} == declared


def test_every_rule_across_rows_is_tried():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND p.proname NOT LIKE 'note%'"
        )
        functions = {name for (name,) in cursor.fetchall()}
    assert functions == {name for name, _ in (*ACROSS_ROWS, *of_placements.ACROSS_ROWS)}
