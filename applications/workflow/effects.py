"""What an event on an application or an offer changes besides the state."""

from datetime import datetime

from django.db.models import Max

from applications import places
from applications.models import Application, Offer
from microinternships.engine import EFFECT, Act, machines
from microinternships.phrases import day_words
from placements.models import DayMode, Placement, PlacementDay, Terms
from placements.workflow import changes

TERMS = tuple(field.name for field in Terms._meta.get_fields())


def fire_effect(event: str, subject, act: Act) -> None:
    """Fire another machine's event as part of this one, by the same hand."""
    machine = machines[subject._meta.label_lower]
    machine.fire(event, subject, by=act.by, role=EFFECT, comment=act.comment)


# Applications


def send(act: Act) -> None:
    application = act.subject
    application.submitted_at = act.now
    application.slot_freed = False
    application.opened_at = None
    verdict = places.eligibility_of(application.student, application.advert.cycle)
    application.eligibility = verdict.snapshot()


def unsend(act: Act) -> None:
    end_open_offer(act)
    act.subject.submitted_at = None
    clear_decision(act)


def clear_decision(act: Act) -> None:
    application = act.subject
    application.reserve_rank = None
    application.reason = application.feedback = ""
    application.by_default = False


def free_slot_before_close(act: Act) -> None:
    act.subject.slot_freed = act.now < act.subject.closes_at


def rank(act: Act) -> None:
    application = act.subject
    reserves = application.advert.applications.filter(state=Application.State.RESERVE)
    last = reserves.aggregate(rank=Max("reserve_rank"))["rank"] or 0
    application.reserve_rank = act.data.get("rank") or last + 1


def move_up(act: Act) -> None:
    _move(act, -1)


def move_down(act: Act) -> None:
    _move(act, 1)


def _move(act: Act, step: int) -> None:
    """One step along the advert's reserve list, whose ranks are 1 to n again afterwards."""
    reserves = act.subject.advert.applications.filter(state=Application.State.RESERVE)
    order = list(reserves.order_by("reserve_rank", "submitted_at", "pk"))
    at = order.index(act.subject)
    to = min(max(at + step, 0), len(order) - 1)
    order[at], order[to] = order[to], order[at]
    for number, one in enumerate(order, 1):
        if one == act.subject:
            act.subject.reserve_rank = number
        elif one.reserve_rank != number:
            reserves.filter(pk=one.pk).update(reserve_rank=number)


def give_reason(act: Act) -> None:
    application = act.subject
    application.reason = act.data["reason"]
    application.feedback = act.data.get("feedback", "")
    application.reserve_rank = None


def mark_default(act: Act) -> None:
    act.subject.by_default = True
    act.subject.reserve_rank = None


def end_open_offer(act: Act) -> None:
    if offer := act.subject.offers.made().first():
        fire_effect("end", offer, act)


def make_offer(act: Act) -> None:
    """Create the offer from ``act.data``: week, days and whatever terms it changes."""
    application = act.subject
    terms = {name: getattr(application.advert, name) for name in ("day_starts", "day_ends")}
    terms |= {name: getattr(application.advert, name) for name in ("unpaid_break", "zone")}
    given = {name: act.data[name] for name in (*TERMS, "message") if name in act.data}
    days = [[day.isoformat(), mode] for day, mode in act.data["days"]]
    follows = act.data.get("follows")
    _open_offer(application, act.now, days=days, follows=follows, **{**terms, **given})
    application.reserve_rank = None


def reinstate_offer(act: Act) -> None:
    """Make the latest offer again, with a new time to answer."""
    last = act.subject.offers.first()
    terms = {name: getattr(last, name) for name in TERMS}
    _open_offer(act.subject, act.now, days=last.days, message=last.message, **terms)
    clear_decision(act)


def _open_offer(application: Application, now: datetime, **terms) -> Offer:
    answer = places.respond_by(application.round, now)
    return Offer.objects.create(application=application, made_at=now, respond_by=answer, **terms)


# Offers


def answered(act: Act) -> None:
    act.subject.answered_at = act.now


def place_student(act: Act) -> None:
    """Turn the offer into a placement, and end what the cycle's maximum leaves no room for."""
    offer, application = act.subject, act.subject.application
    terms = {name: getattr(offer, name) for name in TERMS}
    placement = Placement.objects.create(
        student=application.student, advert=application.advert, **terms
    )
    PlacementDay.objects.bulk_create(
        PlacementDay(placement=placement, student=application.student, date=day, mode=mode)
        for day, mode in offer.dated_days
    )
    offer.placement = placement
    offer.zone_acknowledged = bool(act.data.get("zone_acknowledged"))
    fire_effect("accepted", application, act)
    _end_others(act, application)


def _end_others(act: Act, placed: Application) -> None:
    cycle = placed.advert.cycle
    if places.placements_held(placed.student, cycle) < cycle.max_placements:
        return
    others = Application.objects.live(act.now).filter(student=placed.student, advert__cycle=cycle)
    for application in others.exclude(pk=placed.pk).order_by("pk"):
        fire_effect("ended_by_acceptance", application, act)


def tell_application(event: str):
    """The effect that carries an offer's end over to its application."""

    def effect(act: Act) -> None:
        fire_effect(event, act.subject.application, act)

    return effect


def new_terms(act: Act) -> None:
    """Change the offer's terms; the student has to have read them before accepting."""
    offer = act.subject
    lines = [act.comment] if act.comment else []
    for name in (*TERMS, "message"):
        if name in act.data and (old := getattr(offer, name)) != act.data[name]:
            lines.append(changes.line(offer, name, old, act.data[name]))
            setattr(offer, name, act.data[name])
    if (days := sorted(act.data.get("days", offer.dated_days))) != offer.dated_days:
        lines += [f"{day_words(day)}: {DayMode(mode).label.lower()}" for day, mode in days]
    offer.days = [[day.isoformat(), mode] for day, mode in days]
    offer.terms_version += 1
    act.comment = "\n".join(lines)


def extend(act: Act) -> None:
    act.subject.respond_by = act.data["respond_by"]
