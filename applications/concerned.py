"""Whom a cycle's moved dates concern among applicants, and what they have done already."""

from collections.abc import Iterator

from django.db.models import Max

from accounts.models import Student
from alerts import ledger
from applications.models import Application, Offer
from microinternships import clock, phrases
from microinternships.engine import Refusal
from placements import dates, moving
from placements.models import Cycle, Round

State = Application.State
UNDECIDED = (State.SUBMITTED, State.SHORTLISTED)
STILL_TO_END = (State.DRAFT, *UNDECIDED, State.RESERVE, State.OFFERED)


@moving.concerned
def applicants(cycle: Cycle, changed: moving.Changed) -> Iterator[moving.Group]:
    for one in cycle.ordered_rounds:
        yield from _of_round(one, {name for name in changed if name.startswith(_prefix(one))})
    mine = Application.objects.filter(advert__cycle=cycle)
    if "reserve_ends_at" in changed:
        reserves = mine.filter(state=State.RESERVE).count()
        yield moving.Group(reserves, "student on a reserve list,students on reserve lists")
    if changed.get("admits_leavers") == (True, False):
        theirs = mine.filter(student__course_ends_on__lt=clock.today(), state__in=STILL_TO_END)
        words = "application of a student whose course has ended"
        yield moving.Group(
            theirs.count(), f"{words},applications of students whose course has ended"
        )
    for week in cycle.ordered_weeks:
        if dates.week_field(week.label) in changed:
            free = mine.filter(weeks=week).exclude(state__in=(State.WITHDRAWN, State.CANCELLED))
            words = f"application that names week {week.label},applications that name week"
            yield moving.Group(free.count(), f"{words} {week.label}")


def _prefix(one: Round) -> str:
    return dates.field_of(one.number, "")


def _of_round(one: Round, changed: set[str]) -> Iterator[moving.Group]:
    mine = Application.objects.filter(round=one)
    fields = {name.removeprefix(_prefix(one)) for name in changed}
    if {"opens_at", "closes_at"} & fields:
        drafts = mine.filter(state=State.DRAFT).count()
        yield moving.Group(drafts, "student with a draft,students with drafts")
    if "closes_at" in fields:
        began = mine.values("student")
        savers = Student.objects.filter(saved__advert__cycle=one.cycle_id).exclude(pk__in=began)
        words = "student who saved an advert,students who saved adverts"
        yield moving.Group(savers.distinct().count(), words)
    if {"closes_at", "release_at"} & fields:
        waiting = mine.exclude(state__in=(State.DRAFT, State.WITHDRAWN)).count()
        yield moving.Group(waiting, "application that was sent,applications that were sent")
    if "choose_by" in fields:
        undecided = mine.filter(state__in=UNDECIDED)
        hosts = undecided.values("advert__organisation").distinct().count()
        yield moving.Group(
            hosts,
            "organisation with applicants to decide on,organisations with applicants to decide on",
        )
        yield moving.Group(
            undecided.count(), "application nobody has decided,applications nobody has decided"
        )
    if "answer_by" in fields:
        offers = Offer.objects.made().filter(application__round=one).count()
        yield moving.Group(offers, "open offer")


@moving.guard
def sent_applications_stay_in_time(cycle: Cycle, changed: moving.Changed) -> Refusal | None:
    """No application may turn out to have been sent before the opening or after the close."""
    for one in cycle.ordered_rounds:
        name = dates.field_of(one.number, "closes_at")
        if name not in changed or changed[name][1] is None:
            continue
        sent = Application.objects.filter(round=one).exclude(state=State.DRAFT)
        last = sent.aggregate(last=Max("submitted_at"))["last"]
        if last and changed[name][1] <= last:
            sentence = f"An application was sent on {phrases.when(last)}. Close after that."
            return Refusal("sent", sentence, name)
    return None


@moving.guard
def offered_weeks_stay(cycle: Cycle, changed: moving.Changed) -> Refusal | None:
    for week in cycle.ordered_weeks:
        name = dates.week_field(week.label)
        if name in changed and (n := Offer.objects.made().filter(week=week).count()):
            sentence = f"Offers name days in week {week.label}: {n}. Wait for the answers first."
            return Refusal("offers", sentence, name)
    return None


@moving.afterwards
def ask_the_ledger(cycle: Cycle, changed: moving.Changed) -> None:
    """Letters that wait for the outcomes follow their new time."""
    moved = {dates.field_of(one.number, "release_at") for one in cycle.ordered_rounds}
    if moved & changed.keys():
        mine = Application.objects.filter(advert__cycle=cycle)
        ledger.ask_again(Application, mine.values("pk"))
        offers = Offer.objects.filter(application__advert__cycle=cycle)
        ledger.ask_again(Offer, offers.values("pk"))
