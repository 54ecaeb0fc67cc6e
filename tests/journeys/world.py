"""One rich world for the pages: every list has something, every page has its longest words."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from expenses.models import Claim, Receipt
from microinternships import clock
from placements.models import Advert, Cycle, Organisation, Placement, SavedSearch
from placements.workflow import advert_machine
from tests.expenses.scenes import claim_in, past_placement, picture
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    ConcernFactory,
    CycleFactory,
    HostFactory,
    InvitationFactory,
    JoinRequestFactory,
    OfferFactory,
    OfficeFactory,
    OrganisationFactory,
    PlacementFactory,
    QuestionFactory,
    StudentFactory,
)
from tests.journeys import corners

LONG = "An unbreakablylongwordthatsomebodytypedintoatitle and many shorter words that follow it"


@dataclass
class World:
    """Who looks, and at which addresses. Nobody has signed in where there is no person."""

    people: dict[str, User] = field(default_factory=dict)
    pages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    open_advert: Advert | None = None


def build() -> World:
    organisation = OrganisationFactory(name="Example Cartographers of the Seven Seas")
    student = StudentFactory(name="Sam Example", user__name="Sam Example")
    world = World()
    world.people["student"] = student.user
    world.people["host"] = HostFactory(organisation=organisation, user__name="Hannah Example").user
    world.people["office"] = OfficeFactory()
    world.people["refused"] = StudentFactory(award="MBA", level="taught").user
    _the_open_cycle(world, student, organisation)
    _the_choosing_cycle(world, student, organisation)
    _the_past(world, student, organisation)
    corners.add(world, student, organisation)
    for receipt in Receipt.objects.all():
        receipt.file.save("receipt.jpg", ContentFile(picture(size=(1600, 1200))))
    return world


def _the_open_cycle(world: World, student, organisation: Organisation) -> None:
    cycle = CycleFactory(phase="open", name="Winter 2026/27")
    collecting = CycleFactory(phase="collecting", name="Spring 2026/27")
    abroad = AdvertFactory(
        cycle=cycle,
        organisation=organisation,
        title=LONG,
        mode="hybrid",
        day_modes=["in_person", "in_person", "remote"],
        days=3,
        zone="America/New_York",
        country="US",
        place="New York",
        question="Which map would you take to an island, and why?",
        skills=["teamwork", "planning"],
        access="Step-free entrance.",
        flexible_hours="Start between 8:30 and 10:00.",
    )
    host = world.people["host"]
    advert_machine.fire("ask_for_change", abroad, by=host, wish="other", comment=LONG)
    remote = AdvertFactory(cycle=cycle, mode="remote", place="", sector="media")
    draft = AdvertFactory(cycle=collecting, organisation=organisation, state="draft", summary="")
    asked_to_change = _reviewed(world, collecting, organisation)
    colleague = HostFactory(organisation=organisation, is_admin=False, user__pronouns="they/them")
    invitation = InvitationFactory(organisation=organisation, email=f"{'long' * 12}@example.org")
    JoinRequestFactory(organisation=organisation, message=LONG)
    half = ApplicationFactory(
        student=student, advert=abroad, state="draft", statement="word " * 310, cv_pages=2
    )
    sent = ApplicationFactory(student=student, advert=remote)
    unsure = ApplicationFactory(student=student, advert__cycle=cycle, asked_again_at=clock.now())
    world.open_advert = AdvertFactory(cycle=cycle)
    search = SavedSearch.objects.create(student=student, query="q=maps&sector=arts&skills=planning")
    asked = QuestionFactory(advert=abroad, student=student, text=f"Who reads the maps? {LONG}")
    answered = QuestionFactory(
        advert=abroad, state="answered", corrected_at=clock.now(), answer="Whoever is there."
    )
    QuestionFactory(advert=abroad, state="hidden")
    world.pages["anybody"] += [
        "/",
        "/adverts/",
        "/adverts/?mode=hybrid&q=unbreakable",
        "/adverts/?mode=hybrid&sector=law",
        "/adverts/?q=cartografers",
        f"/adverts/{abroad.pk}/",
        "/dates/",
        "/faq/",
        "/for-hosts/",
        "/accessibility/",
        "/terms-for-hosts/",
        "/account/login/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/login/code/",
        "/no-such-page/",
    ]
    world.pages["student"] += [
        "/",
        f"/adverts/{abroad.pk}/",
        f"/adverts/{abroad.pk}/ask/",
        f"/adverts/{abroad.pk}/concern/",
        f"/adverts/{world.open_advert.pk}/apply/",
        f"/applications/{half.pk}/edit/",
        f"/applications/{half.pk}/check/",
        f"/applications/{half.pk}/delete/",
        f"/applications/{sent.pk}/",
        f"/applications/{sent.pk}/sent/",
        f"/applications/{unsure.pk}/",
        f"/applications/{unsure.pk}/confirm/",
        f"/applications/{sent.pk}/withdraw/",
        f"/applications/{sent.pk}/take-back/",
        "/applications/",
        "/adverts/?mode=hybrid",
        "/searches/",
        "/searches/new/?mode=remote",
        f"/searches/{search.token}/",
        f"/searches/{search.token}/stop/",
        "/account/details/",
        "/account/alerts/",
        "/account/email/",
        "/account/password/change/",
    ]
    world.pages["host"] += [
        "/host/",
        "/host/adverts/earlier/",
        "/host/adverts/new/",
        "/host/organisations/new/",
        f"/host/organisations/{organisation.pk}/",
        f"/host/organisations/{organisation.pk}/edit/",
        f"/host/organisations/{organisation.pk}/people/",
        f"/host/organisations/{organisation.pk}/terms/",
        f"/host/organisations/{remote.organisation_id}/join/",
        f"/host/members/{colleague.pk}/",
        f"/host/members/{colleague.pk}/remove/",
        f"/invitations/{invitation.token}/",
        f"/host/adverts/{draft.pk}/edit/",
        f"/host/adverts/{draft.pk}/",
        f"/host/adverts/{asked_to_change.pk}/edit/",
        f"/host/adverts/{asked_to_change.pk}/",
        f"/host/adverts/{abroad.pk}/",
        f"/host/adverts/{abroad.pk}/change/",
        f"/host/adverts/{abroad.pk}/ask/",
        f"/host/adverts/{abroad.pk}/ask/take-back/",
        f"/host/adverts/{abroad.pk}/withdraw/",
        f"/host/adverts/{abroad.pk}/applicants/",
        f"/host/adverts/{abroad.pk}/questions/",
        f"/host/questions/{asked.pk}/",
        f"/host/questions/{answered.pk}/",
    ]


def _reviewed(world: World, cycle: Cycle, organisation: Organisation) -> Advert:
    """One advert that waits for its host, and one that has come back to the Office."""
    host, office = world.people["host"], world.people["office"]
    asked = {"tasks": LONG, "places": "Could you take two?", "mode": "Is every day in person?"}
    for again in (False, True):
        advert = AdvertFactory(
            cycle=cycle,
            organisation=organisation,
            state="submitted",
            description="You get a stipend of £12 per hour.",
        )
        advert = advert_machine.fire(
            "request_changes", advert, by=office, comment="Nearly there.", comments=asked
        )
        if again:
            advert.tasks = f"{advert.tasks} {LONG}"
            advert.save()
            advert_machine.fire("submit", advert, by=host)
            world.pages["office"] += [f"/office/placements/advert/{advert.pk}/review/"]
        else:
            waiting = advert
    return waiting


def _the_choosing_cycle(world: World, student, organisation: Organisation) -> None:
    cycle = CycleFactory(phase="choosing", name="Summer 2025/26")
    advert = AdvertFactory(cycle=cycle, organisation=organisation, places=3, days=4)
    submitted = ApplicationFactory(advert=advert)
    for state in ("shortlisted", "reserve", "unsuccessful", "withdrawn"):
        ApplicationFactory(advert=advert, state=state)
    offer = OfferFactory(
        application=ApplicationFactory(advert=advert, student=student, state="offered"),
        joining_instructions="Ring the bell.",
        message="We look forward to it.",
    )
    coming = _placed(advert)
    world.pages["student"] += [
        f"/applications/{offer.application.pk}/",
        f"/offers/{offer.pk}/",
        f"/offers/{offer.pk}/accept/",
        f"/offers/{offer.pk}/decline/",
    ]
    world.pages["host"] += [
        f"/host/adverts/{advert.pk}/applicants/",
        f"/host/applicants/{submitted.pk}/",
        f"/host/applicants/{offer.application.pk}/",
        f"/host/applicants/{submitted.pk}/offer/",
        f"/placements/{coming.pk}/",
        f"/placements/{coming.pk}/joining/",
        f"/placements/{coming.pk}/cancel/",
    ]


@transaction.atomic  # a placement and its days are written together
def _placed(advert: Advert, **fields) -> Placement:
    return PlacementFactory(advert=advert, **fields)


def _the_past(world: World, student, organisation: Organisation) -> None:
    cycle = CycleFactory(phase="claiming", name="Spring 2025/26")
    advert = AdvertFactory(cycle=cycle, organisation=organisation, places=9)
    past = past_placement(cycle=cycle, advert=advert, student=student)
    claims = {state: _claim(advert, state) for state in Claim.State.values}
    own = claim_in("approved", past)
    concern = ConcernFactory(reporter=student.user, placement=past, state="closed", text=LONG)
    draft, asked = claims["draft"], claims["queried"]
    asked.items.update(question=f"Why so much? {LONG}")
    world.people["claimant"] = draft.placement.student.user
    world.people["asked"] = asked.placement.student.user
    world.pages["claimant"] += [
        f"/placements/{draft.placement.pk}/claim/",
        f"/claims/{draft.pk}/",
        f"/claims/{draft.pk}/check/",
    ]
    world.pages["asked"] += [f"/claims/{asked.pk}/"]
    world.pages["refused"] += [f"/adverts/{world.open_advert.pk}/apply/"]
    world.pages["student"] += [
        "/claims/",
        f"/placements/{past.pk}/",
        f"/placements/{past.pk}/feedback/",
        f"/placements/{past.pk}/concern/",
        f"/claims/{own.pk}/",
        "/concerns/",
        f"/concerns/{concern.pk}/",
    ]
    world.pages["host"] += [
        "/host/claims/",
        f"/host/claims/{claims['submitted'].pk}/",
        f"/host/claims/{claims['approved'].pk}/",
        f"/host/claims/{claims['paid'].pk}/",
        f"/host/claims/{claims['approved'].pk}/pay/",
        f"/placements/{draft.placement.pk}/",
    ]


def _claim(advert: Advert, state: str) -> Claim:
    return claim_in(state, past_placement(cycle=advert.cycle, advert=advert))
