"""Whom a cycle's moved dates concern among applicants, and what they have done already."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Count, Max, Min, QuerySet

from accounts.models import Student
from alerts import ledger
from applications.models import Application, Offer
from applications.workflow.again import knows_of_offer
from microinternships import clock, phrases
from microinternships.engine import Refusal
from placements import dates, moving
from placements.concerned import offering
from placements.models import Cycle, Round

State = Application.State
UNDECIDED = (State.SUBMITTED, State.SHORTLISTED)
DECIDED = (State.RESERVE, State.OFFERED, State.UNSUCCESSFUL)  # hidden until they are released
STILL_TO_END = (State.DRAFT, *UNDECIDED, State.RESERVE, State.OFFERED)


@moving.concerned
def applicants(cycle: Cycle, changed: moving.Changed) -> Iterator[moving.Group]:
    for one in cycle.ordered_rounds:
        fields = {
            name.removeprefix(_prefix(one)): pair
            for name, pair in changed.items()
            if name.startswith(_prefix(one))
        }
        yield from _of_round(one, fields)
        if None not in fields.get("opens_at", ()):  # the round stays
            yield from _of_outcomes(one, fields.get("release_at"))
            yield from _of_maximum(one, fields.get("max_applications"))
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


@moving.concerned
def followers_of_a_moved_week(cycle: Cycle, changed: moving.Changed) -> Iterator[moving.Group]:
    """Applicants free in it, who are asked again; whoever else follows an advert is told."""
    now = clock.now()
    for week in moving.moved_weeks(cycle, changed):
        adverts, label = offering([week]), week.label
        mine = Application.objects.filter(advert__in=adverts)
        sent = mine.live(now).filter(weeks=week).select_related("round")
        yield moving.Group(
            sum(not knows_of_offer(one, now) for one in sent),
            f"application that names week {label} and has to be confirmed again,"
            f"applications that name week {label} and have to be confirmed again",
        )
        yield moving.Group(
            mine.drafts().filter(weeks=week).count(),
            f"draft that names week {label},drafts that name week {label}",
        )
        began = mine.values("student")
        savers = Student.objects.filter(saved__advert__in=adverts).exclude(pk__in=began)
        words = f"student who saved an advert of week {label}"
        yield moving.Group(
            savers.distinct().count(), f"{words},students who saved adverts of week {label}"
        )


def _prefix(one: Round) -> str:
    return dates.field_of(one.number, "")


def _of_round(one: Round, fields: moving.Changed) -> Iterator[moving.Group]:
    mine = Application.objects.filter(round=one)
    if {"opens_at", "closes_at"} & fields.keys():
        drafts = mine.filter(state=State.DRAFT).count()
        yield moving.Group(drafts, "student with a draft,students with drafts")
    if "closes_at" in fields:
        began = mine.values("student")
        savers = Student.objects.filter(saved__advert__cycle=one.cycle_id).exclude(pk__in=began)
        words = "student who saved an advert,students who saved adverts"
        yield moving.Group(savers.distinct().count(), words)
    if "closes_at" in fields or None not in fields.get("release_at", (None,)):
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


def _of_outcomes(one: Round, release: tuple | None) -> Iterator[moving.Group]:
    """Where outcomes are told together from now on, or as they are made. With a time that has
    passed both are the same."""
    if release is None or None not in release or max(filter(None, release)) <= clock.now():
        return
    mine = Application.objects.filter(round=one)
    how = "at the release" if release[0] is None else "as soon as it is decided"
    yield moving.Group(
        mine.undecided().count(),
        f"undecided application whose outcome will be told {how},"
        f"undecided applications whose outcomes will be told {how.replace('it is', 'they are')}",
    )
    if release[1] is None:
        yield moving.Group(
            mine.filter(state__in=DECIDED).count(),
            "decided application whose outcome will be told at once,"
            "decided applications whose outcomes will be told at once",
        )


def _of_maximum(one: Round, pair: tuple | None) -> Iterator[moving.Group]:
    """What was sent stands; a draft beyond the new maximum can no longer be sent."""
    if pair is None or pair[1] >= pair[0]:
        return
    mine = Application.objects.filter(round=one)
    sent = mine.counting().order_by().values("student").annotate(sent=Count("pk"))
    yield moving.Group(
        sent.filter(sent__gt=pair[1]).count(),
        "student who has sent more than the new maximum,"
        "students who have sent more than the new maximum",
    )
    full = sent.filter(sent__gte=pair[1]).values("student")
    yield moving.Group(
        mine.drafts().filter(student__in=full).count(),
        "draft that can no longer be sent,drafts that can no longer be sent",
    )


@moving.guard
def sent_applications_stay_in_time(cycle: Cycle, changed: moving.Changed) -> Refusal | None:
    """No application may turn out to have been sent before the opening or after the close."""
    for one in cycle.ordered_rounds:
        opens, closes = (dates.field_of(one.number, name) for name in ("opens_at", "closes_at"))
        sent = Application.objects.filter(round=one).exclude(state=State.DRAFT)
        times = sent.aggregate(first=Min("submitted_at"), last=Max("submitted_at"))
        first, last = times["first"], times["last"]
        if first and (opening := _new(changed, opens)) and opening > first:
            sentence = f"An application was sent on {phrases.when(first)}. Open before that."
            return Refusal("sent", sentence, opens)
        if last and (close := _new(changed, closes)) and close <= last:
            sentence = f"An application was sent on {phrases.when(last)}. Close after that."
            return Refusal("sent", sentence, closes)
    return None


@moving.guard
def told_outcomes_stay_told(cycle: Cycle, changed: moving.Changed) -> Refusal | None:
    """What students know already is not hidden again: an offer could then not be answered."""
    now = clock.now()
    for one in cycle.ordered_rounds:
        name = dates.field_of(one.number, "release_at")
        later = _new(changed, name)
        if later is None or later <= now or not one.released(now):
            continue
        decided = Application.objects.filter(round=one, state__in=DECIDED)
        if n := decided.count():
            sentence = f"Outcomes that students know already: {n}. They cannot be held back again."
            return Refusal("told", sentence, name)
    return None


def _new(changed: moving.Changed, name: str) -> datetime | None:
    return changed[name][1] if name in changed else None


@moving.guard
def offered_weeks_stay(cycle: Cycle, changed: moving.Changed) -> Refusal | None:
    for week in cycle.ordered_weeks:
        name = dates.week_field(week.label)
        if name in changed and (n := Offer.objects.made().filter(week=week).count()):
            sentence = f"Offers name days in week {week.label}: {n}. Wait for the answers first."
            return Refusal("offers", sentence, name)
    return None


@moving.locks
def followers(cycle: Cycle, changed: moving.Changed) -> Iterable[QuerySet]:
    """Whoever is asked again because a week moves, as when one advert's terms change."""
    adverts = offering(moving.moved_weeks(cycle, changed))
    students = Application.objects.filter(advert__in=adverts).values("student")
    return [Student.objects.filter(pk__in=students), adverts]


@moving.afterwards
def ask_the_ledger(cycle: Cycle, changed: moving.Changed, by) -> None:
    """Letters that wait for the outcomes follow their new time."""
    moved = {dates.field_of(one.number, "release_at") for one in cycle.ordered_rounds}
    if moved & changed.keys():
        mine = Application.objects.filter(advert__cycle=cycle)
        ledger.ask_again(Application, mine.values("pk"))
        offers = Offer.objects.filter(application__advert__cycle=cycle)
        ledger.ask_again(Offer, offers.values("pk"))
