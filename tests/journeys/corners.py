"""The corners of the rich world: the mailing list, what has ended, all the rooms of the Office."""

from datetime import timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from alerts import ledger
from alerts.models import Announcement, Subscription, Topic
from applications.models import Waiver
from microinternships import clock
from microinternships.engine import OFFICE
from pages.models import Page
from placements.models import Feedback
from tests.expenses.scenes import claim_in, past_placement
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    OfferFactory,
)
from tests.workshops.factories import BookingFactory, WorkshopFactory


def add(world, student, organisation) -> None:
    """Add to the people and pages of ``world``, who know ``student`` and ``organisation``."""
    world.pages["student"] += ["/account/2fa/", "/account/3rdparty/", "/account/logout/"]
    world.pages["anybody"] += [
        "/account/3rdparty/login/cancelled/",
        "/account/3rdparty/login/error/",
    ]
    _the_mailing_list(world)
    _what_has_ended(world, student, organisation)
    _workshops(world, student)
    _the_office(world, student)


def _the_mailing_list(world) -> None:
    now = clock.now()
    news = Announcement.objects.create(
        title="The spring timetable",
        slug="spring-timetable",
        summary="Three dates that have moved.",
        body="## Dates\n\nHosts write until **Friday**.\n\n- One\n- [Two](/dates/)",
        published_at=now,
        changed_at=now,
    )
    known = {"topics": list(Topic.values), "asked_at": now}
    asked = Subscription.objects.create(email="asked@example.org", **known)
    joined = Subscription.objects.create(email="joined@example.org", confirmed_at=now, **known)
    left = Subscription.objects.create(
        email="left@example.org", confirmed_at=now, unsubscribed_at=now, **known
    )
    world.pages["anybody"] += [
        "/news/",
        f"/news/{news.slug}/",
        "/internship-alerts/",
        "/internship-alerts/check-your-email/",
        f"/internship-alerts/{asked.token}/confirm/",
        f"/internship-alerts/{joined.token}/",
        f"/internship-alerts/{joined.token}/unsubscribe/",
        f"/internship-alerts/{left.token}/unsubscribe/",
    ]


def _what_has_ended(world, student, organisation) -> None:
    released = CycleFactory(phase="released", name="Winter 2025/26")
    for outcome, state in (
        ("declined", "declined"),
        ("lapsed", "unsuccessful"),
        ("rescinded", "unsuccessful"),
    ):
        application = ApplicationFactory(
            student=student,
            advert=AdvertFactory(cycle=released, organisation=organisation),
            state=state,
        )
        offer = OfferFactory(application=application, state=outcome, answered_at=clock.now())
        world.pages["student"] += [f"/offers/{offer.pk}/", f"/applications/{application.pk}/"]
        world.pages["host"] += [f"/host/applicants/{application.pk}/"]
    finished = CycleFactory(phase="finished", name="Summer 2024/25")
    late = claim_in("draft", past_placement(cycle=finished, student=student))
    unclaimed = past_placement(cycle=finished, student=student, week=finished.ordered_weeks[1])
    world.pages["student"] += [f"/claims/{late.pk}/", f"/placements/{unclaimed.pk}/claim/"]
    archived = AdvertFactory(cycle=CycleFactory(phase="archived"), organisation=organisation)
    world.pages["host"] += [f"/host/adverts/{archived.pk}/applicants/"]


def _workshops(world, student) -> None:
    """Each as a student finds it: free, booked, full, waited for, under way, cancelled."""
    now = clock.now()
    free = WorkshopFactory(title="unbreakable" * 8, summary="long" * 40, place="far" * 60)
    booked, waited, full, too = (
        WorkshopFactory(mode="online", places=1, starts_at=now + timedelta(days=days))
        for days in (2, 3, 4, 2)
    )
    BookingFactory(workshop=booked, student=student)
    for workshop in (waited, full):
        BookingFactory(workshop=workshop)
    BookingFactory(workshop=waited, student=student, state="waiting")
    begun = WorkshopFactory(starts_at=now, ends_at=now + timedelta(hours=5))
    cancelled = WorkshopFactory(state="cancelled")
    every = (free, booked, waited, full, too, begun, cancelled)
    world.pages["student"] += ["/workshops/", *(f"/workshops/{one.pk}/" for one in every)]
    world.pages["student"] += [f"/workshops/{one.pk}/give-up/" for one in (booked, waited)]
    world.pages["anybody"] += ["/workshops/", f"/workshops/{free.pk}/"]


def _the_office(world, student) -> None:
    """Each list and each form of the models that are ours, and each kind of page with a button."""
    officer = world.people["office"]
    world.people["office at forms"] = officer
    world.pages["office"] += [reverse("admin:index"), reverse("admin:accounts_student_import")]
    world.pages["office"] += [reverse("admin:accounts_student_export")]
    proposed = reverse("admin:placements_cycle_add") + "?season=spring&week_a=2027-03-15"
    world.pages["office at forms"] += [proposed]
    Waiver.objects.create(
        student=student,
        cycle=CycleFactory(),
        rule="matriculated",
        comment="Arrives late.",
        by=officer,
    )
    Feedback.objects.create(
        placement=past_placement(),
        **dict.fromkeys(("welcome", "supervision", "learning", "as_advertised"), 3),
        given_at=clock.now(),
    )
    Page.objects.get_or_create(slug=Page.Slug.FAQ)
    ledger.plan(clock.now())
    request = RequestFactory().get("/office/")
    request.user = officer
    for model, rooms in admin.site._registry.items():
        if is_ours(model):
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            world.pages["office"] += [reverse(f"{name}_changelist")]
            world.pages["office at forms"] += _forms(name, model, rooms, request)


def is_ours(model) -> bool:
    """Whether we wrote the model's admin; of allauth's, the addresses alone are in the menu."""
    room = Path(apps.get_app_config(model._meta.app_label).path)
    return model is EmailAddress or room.parent == settings.BASE_DIR


def _forms(name: str, model, rooms, request) -> list[str]:
    found = [reverse(f"{name}_add")] if rooms.has_add_permission(request) else []
    if row := model._default_manager.order_by("-pk").first():
        found += [reverse(f"{name}_change", args=[row.pk])]
    machine, forms = getattr(rooms, "machine", None), {}
    for event in machine or ():
        form = rooms.event_forms.get(event.name)
        if OFFICE not in event.who or form in forms:
            continue
        rows = model._default_manager.filter(state__in=event.sources)
        row = next((one for one in rows if machine.may(event.name, one, by=request.user)), None)
        if row:
            forms[form] = reverse(f"{name}_do", args=[row.pk, event.name])
    return [*found, *forms.values()]
