"""More of everything around estate "a", so that every list which somebody sees of it is longer."""

from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from applications.models import AdvertView, Application, SavedAdvert, Waiver
from enquiries.models import Concern, Question
from microinternships import clock
from microinternships.models import Note, Transition
from placements.models import (
    Advert,
    ChangeRequest,
    CycleChange,
    Feedback,
    FieldComment,
    Placement,
    Role,
    SavedSearch,
    Submission,
)
from placements.models.feedback import ASPECTS
from placements.workflow import people
from tests.expenses.scenes import SENT, claim_in, fresh
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    ConcernFactory,
    CycleFactory,
    HostFactory,
    InvitationFactory,
    JoinRequestFactory,
    OfferFactory,
    PlacementFactory,
    QuestionFactory,
    UserFactory,
)
from tests.workshops.factories import BookingFactory, WorkshopFactory
from workshops.models import Booking, Workshop


def add_more(world) -> None:
    """One more of each kind and state, for the student and for the host of estate "a"."""
    made, cycles = world.a, vars(world.cycles).values()
    _people(made)
    for cycle in cycles:
        CycleChange.objects.create(cycle=cycle, reason="Easter.", changed={"remote_only": [1, 0]})
        for state in Advert.State.values:
            _advert(made.verified, cycle, state)
    _applications(made, cycles)
    _placements(made)
    _around(made)
    _workshops(made)
    _history(made)


def _people(made) -> None:
    HostFactory(user=made.host)
    for organisation in (made.verified, made.organisation):
        people.admit(organisation, UserFactory(), roles=[Role.RECRUITER], by=made.host)
        InvitationFactory(organisation=organisation)
        JoinRequestFactory(organisation=organisation)
    made.verified.late_permits.create(cycle=CycleFactory(), until=clock.now() + timedelta(days=1))


def _advert(organisation, cycle, state: str) -> None:
    advert = AdvertFactory(cycle=cycle, organisation=organisation, state=state)
    if state == Advert.State.APPROVED:
        ChangeRequest.objects.create(advert=advert, wish="other", asked_at=clock.now())


def _applications(made, cycles) -> None:
    others = (made.advert, made.held.advert, made.offered.advert)
    own = [AdvertFactory(cycle=cycle, organisation=made.verified) for cycle in cycles]
    for state in Application.State.values:
        mine = {"student": made.student, "advert": AdvertFactory(cycle=made.advert.cycle)}
        for given in (mine, *({"advert": advert} for advert in others)):
            application = ApplicationFactory(state=state, files=False, **given)
            if state == Application.State.OFFERED:
                OfferFactory(application=application)
    for advert in own:
        SavedAdvert.objects.create(student=made.student, advert=advert, saved_at=clock.now())
        AdvertView.objects.create(advert=made.advert, day=clock.today(), visitor=uuid4())


@transaction.atomic  # a placement and its days are written together
def _placements(made) -> None:
    """The student's own lie in weeks of their own: nobody is in two places on one day."""
    earlier = Placement.objects.filter(student=made.student).earliest("week__starts_on").week
    before = CycleFactory(week_a=clock.noon(earlier.starts_on - timedelta(weeks=3)))
    mine = PlacementFactory(
        student=made.student, advert__cycle=before, advert__organisation=made.verified
    )
    PlacementFactory(advert=made.placement.advert)
    Feedback.objects.create(placement=mine, given_at=clock.now(), **dict.fromkeys(ASPECTS, 3))
    Waiver.objects.create(
        student=made.student, cycle=before, rule="not_mba", comment="Agreed.", by=made.host
    )
    for state in SENT:
        claim_in(state, fresh(made.placement))
        claim_in(state, fresh(mine))


def _around(made) -> None:
    number = SavedSearch.objects.count()
    SavedSearch.objects.create(student=made.student, query=f"q=maps{number}")
    for state in Question.State.values:
        QuestionFactory(advert=made.advert, state=state)
        QuestionFactory(advert=made.advert, state=state, student=made.student)
    for state in Concern.State.values:
        ConcernFactory(reporter=made.student.user, placement=made.placement, state=state)
        ConcernFactory(reporter=made.student.user, advert=made.advert, state=state)


def _workshops(made) -> None:
    for state in Workshop.State.values:
        WorkshopFactory(state=state)
    for state in Booking.State.values:
        BookingFactory(workshop=made.workshop, state=state)
        BookingFactory(student=made.student, state=state)


def _history(made) -> None:
    """Everything has happened once more, and the Office has asked for more."""
    last = made.unpublished.submissions.order_by("pk").last()
    sent = Submission.objects.create(advert=made.unpublished, told=last.told)
    FieldComment.objects.create(submission=sent, name="title", text="Longer, please.")
    for row in Transition.objects.select_related("note").order_by("pk"):
        note = getattr(row, "note", None)
        row.pk, row._state.adding = None, True
        row.save()
        if note:
            Note.objects.create(transition=row, text=note.text)
