"""Plainly fictional people and things for tests. A factory makes the smallest thing that is valid.

Dates hang on ``clock.now()``: a cycle is made in a phase and everything below it agrees.
"""

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal

import factory
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from accounts.models import OfficeMember, Student, User
from applications.models import Application, Offer
from enquiries.models import Concern, Question
from expenses.models import Claim, Item, Receipt
from microinternships import clock
from microinternships.models import Transition
from placements.models import (
    Advert,
    CandidateWeek,
    Cycle,
    DayMode,
    HostMember,
    Invitation,
    JoinRequest,
    Mode,
    Organisation,
    Placement,
    PlacementDay,
    Round,
)

# Days from today after which week A's Monday is the next one. Chosen so that the phase holds by a
# day or more whatever weekday today is.
PHASES = {
    "collecting": 80,  # adverts not due yet
    "open": 46,  # round one takes applications
    "choosing": 34,  # closed; hosts choose
    "released": 16,  # round one is over, the reserve list lives
    "in_placement": -6,  # today lies in week A, or in the weekend after it
    "claiming": -25,
    "finished": -52,
    "archived": -200,
}


def monday_in(days: int) -> datetime:
    """Noon on the first Monday at least ``days`` days from today."""
    day = clock.today() + timedelta(days=days)
    return clock.noon(day + timedelta(days=-day.weekday() % 7))


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Test Person {n}")
    password = factory.django.Password("correct horse battery")

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class StudentFactory(DjangoModelFactory):
    class Meta:
        model = Student

    user = factory.SubFactory(UserFactory, email=factory.SelfAttribute("..email"))
    name = factory.Sequence(lambda n: f"Student {n}")
    email = factory.Sequence(lambda n: f"student{n}@univ.ox.ac.uk")
    level = Student.Level.UNDERGRADUATE
    award = "BA"
    programme = "History"
    college = "Example College"
    matriculated_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=400))
    course_ends_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=700))


class OfficeFactory(UserFactory):
    email = factory.Sequence(lambda n: f"office{n}@careers.example.org")

    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        if create:
            OfficeMember.objects.create(user=self, role=extracted or OfficeMember.Role.MANAGER)


class CycleFactory(DjangoModelFactory):
    """A cycle with one round and two weeks. ``phase`` is a key of PHASES.

    With ``rounds_and_weeks__held=True`` outcomes are released together, otherwise as they are made.
    """

    class Meta:
        model = Cycle
        skip_postgeneration_save = True

    class Params:
        phase = "open"
        week_a = factory.LazyAttribute(lambda o: monday_in(PHASES[o.phase]))

    name = factory.Sequence(lambda n: f"Cycle {n}")
    academic_year = "2026/27"
    season = Cycle.Season.WINTER
    adverts_due_at = factory.LazyAttribute(lambda o: o.week_a - timedelta(days=77))
    reserve_ends_at = factory.LazyAttribute(lambda o: o.week_a - timedelta(days=7))
    claims_close_at = factory.LazyAttribute(lambda o: o.week_a + timedelta(days=39))
    archive_at = factory.LazyAttribute(lambda o: o.week_a + timedelta(days=101))

    @factory.post_generation
    def rounds_and_weeks(self, create, extracted, **kwargs):
        if not create:
            return
        week_a = self.reserve_ends_at + timedelta(days=7)
        Round.objects.create(
            cycle=self,
            opens_at=week_a - timedelta(days=61),
            closes_at=week_a - timedelta(days=42),
            choose_by=week_a - timedelta(days=31),
            release_at=week_a - timedelta(days=28) if kwargs.get("held") else None,
            answer_by=week_a - timedelta(days=24),
        )
        for label, later in (("A", 0), ("B", 7)):
            monday = week_a.date() + timedelta(days=later)
            CandidateWeek.objects.create(cycle=self, label=label, starts_on=monday)


class SecondRoundFactory(DjangoModelFactory):
    """A round for places left, from a day after the first one's answers."""

    class Meta:
        model = Round

    cycle = factory.SubFactory(CycleFactory)
    number = 2
    opens_at = factory.LazyAttribute(lambda o: o.cycle.rounds.get().answer_by + timedelta(days=1))
    closes_at = factory.LazyAttribute(lambda o: o.opens_at + timedelta(days=3))
    choose_by = factory.LazyAttribute(lambda o: o.opens_at + timedelta(days=5))
    answer_by = factory.LazyAttribute(lambda o: o.opens_at + timedelta(days=8))
    max_applications = 1


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Example Organisation {n}")
    kind = Organisation.Kind.CHARITY
    sector = "arts"
    website = "https://example.org"
    supervision_declared = True
    insurance_declared = True
    state = Organisation.State.VERIFIED

    @factory.post_generation
    def terms(self, create, extracted, **kwargs):
        """Accepted in the first version, unless ``terms=False``."""
        if create and extracted is not False:
            self.terms_accepted.create(version=1, words="Be kind.", accepted_at=clock.now())


class HostFactory(DjangoModelFactory):
    class Meta:
        model = HostMember

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    is_admin = True


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda n: f"colleague{n}@example.org")
    sent_at = factory.LazyFunction(clock.now)


class JoinRequestFactory(DjangoModelFactory):
    class Meta:
        model = JoinRequest

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(clock.now)


class AdvertFactory(DjangoModelFactory):
    """An approved advert for five in-person days in London, in every week of its cycle."""

    class Meta:
        model = Advert
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    cycle = factory.SubFactory(CycleFactory)
    state = Advert.State.APPROVED
    title = factory.Sequence(lambda n: f"Sorting letters {n}")
    summary = "Help an archive put its letters in order"
    description = "The archive holds letters that nobody has listed."
    tasks = "Read, list and describe letters beside an archivist."
    supervision = "The archivist, every day"
    sector = "arts"
    days = 5
    mode = Mode.IN_PERSON
    place = "London"
    places = 1
    expenses_accepted = True

    @factory.post_generation
    def weeks(self, create, extracted, **kwargs):
        if create:
            self.weeks.set(self.cycle.weeks.all() if extracted is None else extracted)


class ApprovalFactory(DjangoModelFactory):
    """The row of history that says when the Office approved ``advert``: ``at``."""

    class Meta:
        model = Transition

    class Params:
        advert = factory.SubFactory(AdvertFactory)

    machine = Advert._meta.label_lower
    subject_id = factory.SelfAttribute("advert.pk")
    event, source, target, role = "approve", "submitted", "approved", "office"


class ApplicationFactory(DjangoModelFactory):
    class Meta:
        model = Application
        skip_postgeneration_save = True

    student = factory.SubFactory(StudentFactory)
    advert = factory.SubFactory(AdvertFactory)
    round = factory.LazyAttribute(lambda o: o.advert.cycle.first_round)
    state = Application.State.SUBMITTED
    reference = factory.Sequence(lambda n: f"A-{n:06d}")
    created_at = factory.LazyFunction(clock.now)
    submitted_at = factory.LazyAttribute(lambda o: None if o.state == "draft" else o.created_at)
    committed = True
    statement = "I would like to learn how an archive works."
    eligibility = factory.LazyAttribute(
        lambda o: None if o.state == "draft" else {"eligible": True, "verdicts": []}
    )
    reserve_rank = factory.LazyAttribute(lambda o: 1 if o.state == "reserve" else None)
    cv_pages = 1

    @factory.post_generation
    def files(self, create, extracted, **kwargs):
        if create and extracted is not False:
            self.weeks.set(self.advert.weeks.all())
            self.cv.save("cv.pdf", ContentFile(one_page_pdf()))


def one_page_pdf(pages: int = 1) -> bytes:
    """A PDF of ``pages`` blank A4 pages."""
    from io import BytesIO

    import pikepdf

    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    buffer = BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


class OfferFactory(DjangoModelFactory):
    class Meta:
        model = Offer

    application = factory.SubFactory(ApplicationFactory, state=Application.State.OFFERED)
    week = factory.LazyAttribute(lambda o: o.application.advert.cycle.ordered_weeks[0])
    days = factory.LazyAttribute(
        lambda o: [
            [day.isoformat(), mode]
            for day, mode in zip(o.week.dates, o.application.advert.mode_of_each_day, strict=False)
        ]
    )
    contact_name = "Robin Example"
    contact_email = "robin@example.org"
    place = "1 Example Street, London"
    made_at = factory.LazyFunction(clock.now)
    respond_by = factory.LazyAttribute(lambda o: o.made_at + timedelta(days=4))


class PlacementFactory(DjangoModelFactory):
    """A confirmed placement of the advert's days in its cycle's week A."""

    class Meta:
        model = Placement
        skip_postgeneration_save = True

    student = factory.SubFactory(StudentFactory)
    advert = factory.SubFactory(AdvertFactory)
    week = factory.LazyAttribute(lambda o: o.advert.cycle.ordered_weeks[0])
    contact_name = "Robin Example"
    contact_email = "robin@example.org"
    place = "1 Example Street, London"

    @factory.post_generation
    def days(self, create, extracted, **kwargs):
        """``days`` may be a list of modes; by default those of the advert."""
        if not create:
            return
        modes = extracted or self.advert.mode_of_each_day
        PlacementDay.objects.bulk_create(
            PlacementDay(placement=self, student=self.student, date=day, mode=mode)
            for day, mode in zip(self.week.dates, modes, strict=False)
        )


class ClaimFactory(DjangoModelFactory):
    class Meta:
        model = Claim

    placement = factory.SubFactory(
        PlacementFactory, advert__cycle=factory.SubFactory(CycleFactory, phase="claiming")
    )
    reference = factory.Sequence(lambda n: f"C-{n:06d}")
    created_at = factory.LazyFunction(clock.now)
    submitted_at = factory.LazyAttribute(lambda o: None if o.state == "draft" else o.created_at)
    decide_by = factory.LazyAttribute(
        lambda o: o.submitted_at and o.submitted_at + timedelta(days=14)
    )
    state = Claim.State.DRAFT


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = Item
        skip_postgeneration_save = True

    claim = factory.SubFactory(ClaimFactory)
    category = Item.Category.LUNCH
    claimed = Decimal("8.40")

    @factory.post_generation
    def days(self, create, extracted, **kwargs):
        if create:
            in_person = self.claim.placement.days.filter(mode=DayMode.IN_PERSON)
            self.days.set(in_person[:1] if extracted is None else extracted)


class ReceiptFactory(DjangoModelFactory):
    class Meta:
        model = Receipt

    item = factory.SubFactory(ItemFactory)
    original_name = factory.Sequence(lambda n: f"receipt-{n}.jpg")
    content_type = "image/jpeg"
    sha256 = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    file = factory.LazyFunction(lambda: ContentFile(b"not read by this test", name="receipt.jpg"))


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = Question

    advert = factory.SubFactory(AdvertFactory)
    student = factory.SubFactory(StudentFactory)
    text = factory.Sequence(lambda n: f"Is there a desk number {n} for a student?")
    asked_at = factory.LazyFunction(clock.now)
    answer = factory.LazyAttribute(
        lambda o: "" if o.state == Question.State.ASKED else "There is one by the window."
    )
    answered_at = factory.LazyAttribute(lambda o: o.asked_at if o.answer else None)
    state = Question.State.ASKED


class ConcernFactory(DjangoModelFactory):
    """About an advert, unless a placement is given."""

    class Meta:
        model = Concern

    reporter = factory.SubFactory(UserFactory)
    placement = None
    advert = factory.Maybe("placement", None, factory.SubFactory(AdvertFactory))
    text = "They asked me for money before the placement."
    reported_at = factory.LazyFunction(clock.now)
    state = Concern.State.OPEN
    outcome = factory.LazyAttribute(lambda o: "acted" if o.state == "closed" else "")
    answer = factory.LazyAttribute(lambda o: "We spoke to them." if o.outcome else "")
    closed_at = factory.LazyAttribute(lambda o: o.reported_at if o.outcome else None)
