"""A freed place goes to the next reserve at once, where the advert says so.

It happens after the commit of what freed the place, in a transaction of its own: the next
student's lock comes before the advert's in the order of locks, and the advert is locked by then.
What is missed in between, the job that applies the defaults makes good.
"""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from applications import places
from applications.models import Application, Offer
from applications.workflow import application_machine, offer_machine
from applications.workflow.effects import TERMS
from microinternships.engine import EFFECT, Act, Refused
from placements.models import Advert, Placement
from placements.workflow import placement_machine

FREES = (
    *((offer_machine, event) for event in ("decline", "lapse", "end")),
    *((placement_machine, event) for event in ("cancel", "no_show")),
)


def promote(advert: Advert) -> int:
    """Offer each freed place of ``advert`` to the next reserve; returns how many.

    Running again changes nothing: an offer is followed once at most.
    """
    if not _waiting().filter(pk=advert.pk).exists():
        return 0
    freed = Offer.objects.freed().filter(application__advert=advert)
    return sum(_pass_on(one) for one in freed.select_related("application__advert"))


def catch_up(now: datetime) -> int:
    """Promote wherever a freed place still waits; returns how many offers were made."""
    living = _waiting().filter(cycle__reserve_ends_at__gt=now)
    return sum(promote(advert) for advert in living.order_by("pk"))


def _waiting() -> QuerySet[Advert]:
    """Adverts that pass places on and have a freed place, and a reserve to offer it to."""
    here = OuterRef("pk")
    freed = Offer.objects.freed().filter(application__advert=here)
    reserves = Application.objects.filter(state=Application.State.RESERVE, advert=here)
    saying_so = Advert.objects.filter(promotes_reserves=True, state=Advert.State.APPROVED)
    waiting = saying_so.filter(Exists(freed), Exists(reserves))
    return places.with_places_taken(waiting).filter(taken__lt=F("places"))


def _pass_on(freed: Offer) -> bool:
    """Offer the terms of ``freed`` to the first reserve, in rank order, who can take them."""
    reserves = freed.application.advert.applications.filter(
        state=Application.State.RESERVE, weeks=freed.week
    )
    for reserve in reserves.order_by("reserve_rank", "submitted_at", "pk"):
        try:
            offer_again(freed, reserve, role=EFFECT)
        except Refused:
            continue
        return True
    return False


def last_given_back(reserve: Application) -> Offer | None:
    """The latest offer whose place is free again, in a week in which ``reserve`` is free."""
    given_back = Offer.objects.given_back().filter(application__advert=reserve.advert_id)
    return given_back.filter(week__in=reserve.weeks.all()).last()


def offer_again(freed: Offer, reserve: Application, **who) -> Application:
    """Offer ``reserve`` the place of ``freed`` on the same terms, without the note to another.

    Raises Refused as the event does; ``who`` is ``by`` or ``role``.
    """
    terms = {name: getattr(freed, name) for name in TERMS}
    return application_machine.fire(
        "offer", reserve, days=freed.dated_days, follows=freed, **terms, **who
    )


def pass_the_place_on(act: Act) -> None:
    """Promote once the end is certain; a fault then leaves it to the job."""
    ended = act.subject
    advert = ended.advert if isinstance(ended, Placement) else ended.application.advert
    if advert.promotes_reserves:
        transaction.on_commit(partial(promote, advert), robust=True)


for machine, name in FREES:
    machine.extend(name, effects=(pass_the_place_on,))
