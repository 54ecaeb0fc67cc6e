"""What somebody might send along with an event: mostly sensible, sometimes not."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random

from applications.models import Reason
from enquiries.models import Concern
from expenses.models import Claim
from expenses.policy import Decision
from expenses.workflow import NewPayment
from microinternships import clock
from tests.properties.world import World, days_for

REASONS = ("", *Reason.values)
AMOUNTS = ("2.50", "8.40", "12.00", "30.20", "99.00")


def _offer(random: Random, world: World, application) -> dict:
    return {**days_for(random, application.advert), "contact_name": "Robin Example"}


def _new_terms(random: Random, advert) -> dict:
    weeks = advert.cycle.ordered_weeks
    return random.choice(
        (
            {"places": random.randint(1, 3)},
            {"weeks": random.choice((weeks, weeks[:1], weeks[1:]))},
            {"zone": "Europe/London", "country": "GB"},
            {"zone": "America/New_York", "country": "US"},
            {"zone": "America/New_York", "country": "GB"},
        )
    )


def _amend(random: Random, world: World, offer) -> dict:
    if random.random() < 0.5:
        return {"place": "2 Example Street"}
    return days_for(random, offer.application.advert)


def _accept(random: Random, world: World, offer) -> dict:
    stale = random.random() < 0.05
    return {"terms_version": offer.terms_version + stale, "zone_acknowledged": True}


def _attendance(random: Random, world: World, placement) -> dict:
    return {"attended": {day.date: random.random() < 0.8 for day in placement.ordered_days}}


def _decisions(random: Random, world: World, claim: Claim) -> dict:
    how = random.choice(("whole", "whole", "none", "mixed"))
    decisions = {}
    for item in claim.ordered_items:
        whole = item.claimed.amount if item.claimed else Decimal(0)
        amount = {
            "whole": whole,
            "none": Decimal(0),
            "mixed": random.choice((whole, whole / 2, Decimal(0), whole + 1)),
        }[how].quantize(Decimal("0.01"))
        decisions[item.pk] = Decision(amount, random.choice(("Too much.", "Too much.", "")))
    return {"decisions": decisions}


def _payment(random: Random, world: World, claim: Claim) -> dict:
    standing = [one.pk for one in claim.payments.filter(failed=False)]
    failed = tuple(standing if claim.state == Claim.State.DISPUTED else ())
    amount = random.choice((claim.approved.amount, claim.owed.amount, Decimal("1.00")))
    on = clock.today() - timedelta(days=random.choice((0, 0, 1, -1)))
    return {"payment": NewPayment(on, amount, "transfer", "MI 1"), "failed": failed}


def _corrected_days(random: Random, world: World, placement) -> dict:
    said = {day.date: (day.mode, random.choice((True, False))) for day in placement.ordered_days}
    return {"days": said}


def _moved_placement(random: Random, world: World, placement) -> dict:
    week = random.choice(placement.advert.cycle.ordered_weeks)
    days = [(day, placement.advert.mode) for day in week.dates[: random.choice((1, 3, 5))]]
    return {"terms": {"place": "3 Example Street"}, "days": random.choice((None, days))}


def _permit(random: Random, world: World, subject) -> dict:
    hours = random.choice((-1, 1, 5, 24, 200))
    return {"cycle": world.cycle, "until": clock.now() + timedelta(hours=hours)}


WHAT: dict[str, Callable[[Random, World, object], dict]] = {
    "organisation.permit": _permit,
    "advert.permit": _permit,
    "advert.amend": lambda random, world, one: {"changes": {"summary": random.choice("AB")}},
    "advert.ask_for_change": lambda random, world, one: {
        "wish": random.choice(("longer", "close", "other")),
        "closes_at": clock.now() + timedelta(days=random.randint(0, 9)),
    },
    "advert.amend_terms": lambda random, world, one: {"changes": _new_terms(random, one)},
    "application.confirm_again": lambda random, world, one: {
        "weeks": random.choice((one.advert.cycle.ordered_weeks, one.advert.offered_weeks, [])),
        "committed": random.random() < 0.95,
        "zone_acknowledged": random.random() < 0.95,
    },
    "application.offer": _offer,
    "offer.amend": _amend,
    "offer.accept": _accept,
    "placement.confirm_attendance": _attendance,
    "placement.correct_days": _corrected_days,
    "placement.amend": _moved_placement,
    "claim.approve": _decisions,
    "claim.reject": _decisions,
    "claim.raise_approval": _decisions,
    "claim.record_payment": _payment,
    "claim.record_part_payment": _payment,
    "application.not_select": lambda random, world, one: {
        "reason": random.choice(("", *Reason.values))
    },
    "application.give_feedback": lambda random, world, one: {
        "reason": random.choice(("", *Reason.values)),
        "feedback": random.choice(("", "Say more about archives.")),
    },
    "application.reserve": lambda random, world, one: {"rank": random.choice((None, 1, 2))},
    "offer.extend": lambda random, world, one: {
        "respond_by": clock.now() + timedelta(days=random.randint(-1, 9))
    },
    "claim.query": lambda random, world, claim: {
        "questions": {item.pk: random.choice(("", "Which bus?")) for item in claim.ordered_items}
    },
    "question.answer": lambda random, world, one: {"answer": random.choice(("", "Glass."))},
    "question.correct": lambda random, world, one: {"answer": random.choice(("Glass.", "Sand."))},
    "concern.close": lambda random, world, one: {
        "outcome": random.choice(("", *Concern.Outcome.values)),
        "answer": random.choice(("", "We spoke to them.", "We spoke to them.")),
    },
    "claim.answer": lambda random, world, claim: {
        "answers": {item.pk: "The X90." for item in claim.ordered_items}
    },
}


def sent(random: Random, world: World, machine, event: str, subject) -> dict:
    """The keyword arguments of ``machine.fire``."""
    makes = WHAT.get(f"{machine.model._meta.model_name}.{event}")
    comment = "Because of this." if random.random() < 0.9 else ""
    return {"comment": comment, **(makes(random, world, subject) if makes else {})}
