"""Concern: reported in confidence, looked at by the Internship Office, answered."""

from django.db import transaction

from accounts.models import User
from alerts import ledger
from enquiries import policy
from enquiries.models import Concern
from enquiries.workflow.guards import not_of_the_house
from microinternships import clock
from microinternships.engine import OFFICE, Act, Event, Machine, Refusal, Refused
from placements import rules
from placements.models import Advert, Placement

State = Concern.State
REPORTED_BEFORE = "You have reported this already. You can read how it stands under your concerns."


def _an_outcome_is_chosen(act: Act) -> Refusal | None:
    if act.data.get("outcome") in Concern.Outcome.values:
        return None
    return Refusal("outcome", "Choose what came of it.", "outcome")


def _an_answer_is_given(act: Act) -> Refusal | None:
    """``answer`` is what the reporter reads; the comment stays inside the Office."""
    sentence = "Write an answer to whoever reported it."
    return policy.says_something(act.data.get("answer", ""), sentence, "answer")


def _keep_answer(act: Act) -> None:
    act.subject.outcome = act.data["outcome"]
    act.subject.answer = act.data["answer"].strip()
    act.subject.closed_at = act.now


def _roles(user, concern: Concern) -> set[str]:
    return {OFFICE} if rules.is_office(user) else set()


concern_machine = Machine(
    Concern,
    (
        Event(
            "look_into",
            "Look into it",
            sources=(State.OPEN,),
            target=State.LOOKED_AT,
            who=(OFFICE,),
            guards=(not_of_the_house,),
        ),
        Event(
            "close",
            "Answer and close",
            sources=(State.OPEN, State.LOOKED_AT),
            target=State.CLOSED,
            who=(OFFICE,),
            guards=(not_of_the_house,),
            inputs=(_an_outcome_is_chosen, _an_answer_is_given),
            effects=(_keep_answer,),
            alerts=("concern_answered",),
            comment=True,
        ),
        Event(
            "reopen",
            "Look into it again",
            sources=(State.CLOSED,),
            target=State.LOOKED_AT,
            who=(OFFICE,),
            guards=(not_of_the_house,),
            alerts=("concern_reopened",),
            comment=True,
        ),
    ),
    roles=_roles,
)


@transaction.atomic
def report(about: Advert | Placement, *, by: User, text: str) -> Concern:
    """Store a concern and tell the Office at once. Raises Refused with every reason.

    ``about`` has to be readable by ``by``. The account is locked, so that a button pressed twice
    reports once.
    """
    list(User.objects.select_for_update(no_key=True).filter(pk=by.pk))
    now, text = clock.now(), text.strip()
    thing = {about._meta.model_name: about}
    own = Concern.objects.reported_by(by)
    sent = own.filter(reported_at__gt=now - policy.DAY).values_list("reported_at", flat=True)
    same = own.filter(**thing).values_list("text", flat=True)
    most = policy.CONCERNS_A_DAY
    refusals = [
        policy.says_something(text, "Say what happened.", "text"),
        policy.within_the_day(sent, most=most, what="concerns", now=now),
        policy.is_new(text, same, REPORTED_BEFORE),
    ]
    if found := [refusal for refusal in refusals if refusal]:
        raise Refused(found)
    concern = Concern.objects.create(reporter=by, text=text, reported_at=now, **thing)
    ledger.queue("concern_reported", concern, step="reported")
    return concern
