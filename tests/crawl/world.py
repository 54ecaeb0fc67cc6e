"""Two estates side by side: a student, an organisation and all that lies between them, twice.

Whatever somebody might want to hide carries a marker ``zq-<what>-<estate>``, so that a page can be
asked whose words it shows. Everybody tries the addresses of estate "a".
"""

from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import OfficeMember
from applications.models import Application, SavedAdvert
from applications.workflow import application_machine, offer_machine
from enquiries.workflow import concern_machine
from expenses.models import Claim
from expenses.workflow import claim_machine
from microinternships import clock
from placements.models import SavedSearch
from placements.workflow import advert_machine
from tests.applications.test_workflow import five_days
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    ClaimFactory,
    ConcernFactory,
    CycleFactory,
    HostFactory,
    InvitationFactory,
    ItemFactory,
    JoinRequestFactory,
    OfferFactory,
    OfficeFactory,
    OrganisationFactory,
    PlacementFactory,
    QuestionFactory,
    ReceiptFactory,
    StudentFactory,
    UserFactory,
)
from tests.workshops.factories import BookingFactory, WorkshopFactory


def lay_out() -> SimpleNamespace:
    """The cycles all share, both estates, and the people; ``people`` maps each role to a user."""
    cycles = SimpleNamespace(
        collecting=CycleFactory(phase="collecting"),
        open=CycleFactory(phase="open"),
        held=CycleFactory(phase="choosing", rounds_and_weeks__held=True),
        released=CycleFactory(phase="released", rounds_and_weeks__held=True),
        claiming=CycleFactory(phase="claiming"),
    )
    office = {role: OfficeFactory(role=role) for role in OfficeMember.Role.values}
    a, b = (estate(name, cycles, office["caseworker"]) for name in "ab")
    people = {
        "anonymous": None,
        "student": a.student.user,
        "other student": b.student.user,
        "host": a.host,
        "other host": b.host,
        "newcomer": UserFactory(),
        "viewer": office["viewer"],
        "caseworker": office["caseworker"],
    }
    return SimpleNamespace(a=a, b=b, people=people, cycles=cycles)


def estate(name: str, cycles, officer) -> SimpleNamespace:
    def mark(what: str) -> str:
        return f"zq-{what}-{name}"

    made = SimpleNamespace(mark=mark)
    made.student = StudentFactory(name=mark("student"), email=f"{mark('address')}@univ.ox.ac.uk")
    made.search = SavedSearch.objects.create(student=made.student, query="mode=remote")
    organisation = made.verified = OrganisationFactory()
    made.host = HostFactory(
        organisation=organisation,
        user__name=mark("host"),
        user__email=f"{mark('hostaddress')}@example.org",
    ).user
    made.organisation = OrganisationFactory(state="draft", name=mark("organisation"))
    HostFactory(organisation=made.organisation, user=made.host)
    _people(made)
    _adverts(made, organisation, cycles, officer)
    _applications(made, organisation, cycles)
    _money(made, organisation, cycles)
    _concern(made, officer)
    _workshops(made)
    return made


def _people(made) -> None:
    """Who else acts for the organisation, is asked to, and asks."""
    mark, organisation = made.mark, made.organisation
    made.colleague = HostFactory(
        organisation=organisation, is_admin=False, user__name=mark("colleague")
    )
    made.invitation = InvitationFactory(
        organisation=organisation, email=f"{mark('invited')}@example.org"
    )
    made.token_known = InvitationFactory()  # whoever holds its token reads whose it is
    made.join_request = JoinRequestFactory(organisation=organisation, message=mark("asking"))


def _adverts(made, organisation, cycles, officer) -> None:
    made.advert = AdvertFactory(organisation=organisation, cycle=cycles.open)
    made.asked = QuestionFactory(advert=made.advert, student=made.student, text=made.mark("asked"))
    SavedAdvert.objects.create(student=made.student, advert=made.advert, saved_at=clock.now())
    sent = AdvertFactory(
        organisation=organisation,
        cycle=cycles.collecting,
        state="submitted",
        title=made.mark("unpublished"),
    )
    made.unpublished = advert_machine.fire(
        "request_changes", sent, by=officer, comment=made.mark("request")
    )


def _applications(made, organisation, cycles) -> None:
    student, mark = made.student, made.mark
    made.draft = ApplicationFactory(
        student=student, advert=made.advert, state="draft", statement=mark("draft")
    )
    made.held = _applied(made, organisation, cycles.held)
    application_machine.fire(
        "not_select", made.held, by=made.host, reason="skills", feedback=mark("feedback")
    )
    held_offer = _applied(made, organisation, cycles.held)
    week = cycles.held.ordered_weeks[0]
    given = {"contact_name": mark("contact"), "message": mark("message")}
    application_machine.fire(
        "offer", held_offer, by=made.host, week=week, days=five_days(week), **given
    )
    made.held_offered, made.held_offer = held_offer, held_offer.offers.get()
    taken_back = _applied(made, organisation, cycles.held)
    application_machine.fire(
        "offer", taken_back, by=made.host, week=week, days=five_days(week), **given
    )
    offer_machine.fire("rescind", taken_back.offers.get(), by=made.host, comment=mark("rescinding"))
    made.unsure = _applied(made, organisation, cycles.held)
    Application.objects.filter(pk=made.unsure.pk).update(asked_again_at=clock.now())
    made.offered = _applied(made, organisation, cycles.released, state="offered")
    made.offer = OfferFactory(application=made.offered, message=mark("known"))


def _applied(made, organisation, cycle, state="submitted") -> Application:
    return ApplicationFactory(
        student=made.student,
        advert=AdvertFactory(organisation=organisation, cycle=cycle, places=2),
        state=state,
        statement=made.mark("statement"),
        answer=made.mark("answer"),
    )


def _money(made, organisation, cycles) -> None:
    mark = made.mark
    with transaction.atomic():  # a placement and its days are written together
        made.placement = PlacementFactory(
            student=made.student,
            advert=AdvertFactory(organisation=organisation, cycle=cycles.claiming),
            contact_name=mark("meet"),
            joining_instructions=mark("joining"),
        )
    made.claim = _claim(made, Claim.State.SUBMITTED, "note")
    made.draft_claim = _claim(made, Claim.State.DRAFT, "draftnote")
    made.receipt = made.claim.items.get().receipt
    disputed = _claim(made, Claim.State.PAID, "paidnote")
    disputed.items.update(approved=disputed.items.get().claimed.amount)
    made.disputed = claim_machine.fire(
        "dispute", disputed, by=made.student.user, comment=mark("dispute")
    )


def _concern(made, officer) -> None:
    """About the host's own placement; the host learns of none of it."""
    concern = ConcernFactory(
        reporter=made.student.user, placement=made.placement, text=made.mark("concern")
    )
    made.concern = concern_machine.fire(
        "close",
        concern,
        by=officer,
        comment=made.mark("casenote"),
        outcome="acted",
        answer=made.mark("reply"),
    )


def _workshops(made) -> None:
    """One that the student has a place at, and one that only the Office knows of."""
    link = f"https://meet.example.org/{made.mark('room')}"
    made.workshop = WorkshopFactory(mode="online", joining_link=link)
    BookingFactory(workshop=made.workshop, student=made.student)
    made.planned = WorkshopFactory(state="draft", title=made.mark("planned"))


def _claim(made, state: str, note: str) -> Claim:
    claim = ClaimFactory(placement=made.placement, state=state)
    if state == Claim.State.PAID:
        claim.decided_at = claim.pay_by = claim.paid_at = clock.now()
        claim.save()
    item = ItemFactory(claim=claim, note=made.mark(note))
    name = f"{made.mark('receipt')}.jpg"
    ReceiptFactory(item=item, original_name=name, file=ContentFile(b"nothing", name="r.jpg"))
    return claim
