"""Changing an advert that students can read: the wording by its host, its terms by the Office.

What a student applies for stays what it was until the Office says otherwise. A host changes the
wording at once; for everything else they ask, in words, and the Office changes the terms with a
comment that the host and the students concerned read. Access that a student may count on is both:
a host adds to it at once, and only the Office takes of it away.
"""

import copy
from collections.abc import Callable
from dataclasses import replace

from django.db.models import Model

from microinternships import phrases
from microinternships.engine import OFFICE, Act, Refusal
from placements import policy
from placements.advert_fields import in_words
from placements.models import Advert, DayMode, Mode, Placement, PlacementDay

Guard = Callable[[Act], Refusal | None]

WORDING = (
    "summary",
    "description",
    "tasks",
    "outcomes",
    "shadowing",
    "supervision",
    "skills",
    "requirements",
    "access_facts",
    "access",
    "equipment",
    "promotes_reserves",
)
TERMS = (
    "title",
    "self_contained",
    "sector",
    "question",
    "name_blind",
    "places",
    "weeks",
    "days",
    "day_starts",
    "day_ends",
    "unpaid_break",
    "zone",
    "flexible_hours",
    "mode",
    "day_modes",
    "place",
    "country",
    "access_facts",
    "expenses_accepted",
    "lunch_in_kind",
    "travel_in_kind",
    "how_we_pay",
)

OF_PLACEMENTS = {
    "flexible_hours",
    "country",
    "access_facts",
    "lunch_in_kind",
    "travel_in_kind",
    "how_we_pay",
}
"""What a placement reads of its advert; its week, days, hours and place are its own."""
IN_KIND = {"lunch_in_kind": "lunch", "travel_in_kind": "travel"}


def only(names: tuple[str, ...]) -> Guard:
    """The input guard: ``changes`` maps some of ``names`` to new values, and changes something."""

    def guard(act: Act) -> Refusal | None:
        changes = act.data.get("changes") or {}
        if not set(changes) <= set(names):
            return Refusal("not_yours", "This is not yours to change.")
        if not differences(act.subject, changes):
            return Refusal("unchanged", "Nothing is changed yet.")
        return None

    return guard


def after_changes(guard: Guard) -> Guard:
    """``guard``, asked about the advert as it would be."""
    return lambda act: guard(replace(act, subject=_changed(act)))


def _changed(act: Act) -> Advert:
    changed = copy.copy(act.subject)
    for name, value in (act.data.get("changes") or {}).items():
        if name != "weeks":
            setattr(changed, name, value)
    chosen = (act.data.get("changes") or {}).get("weeks")
    if chosen is not None:
        weeks = changed.cycle.weeks.filter(pk__in=[week.pk for week in chosen])
        changed._prefetched_objects_cache = {"weeks": weeks}
        changed.__dict__.pop("offered_weeks", None)
    return changed


def differences(advert: Advert, changes: dict) -> dict[str, tuple]:
    """The (old, new) value of every field in ``changes`` that would become another."""
    found = {}
    for name, new in changes.items():
        old = getattr(advert, name)
        if name == "weeks":
            old, new = sorted(advert.weeks.all(), key=str), sorted(new, key=str)
        if old != new:
            found[name] = (old, new)
    return found


def keep_changes(act: Act) -> None:
    """Store the changes, and write into the history what was and what is.

    Leaves the names of what has changed in ``act.data["changed"]`` for effects that follow.
    """
    lines = [act.comment] if act.comment else []
    found = differences(act.subject, act.data["changes"])
    act.data["changed"] = set(found)
    for name, (old, new) in found.items():
        if name in TERMS:
            lines.append(line(act.subject, name, old, new))
        if name == "weeks":
            act.subject.weeks.set(new)
        else:
            setattr(act.subject, name, new)
    act.comment = "\n".join(lines)


def line(row: Model, name: str, old, new) -> str:
    """For the history and the letters, as in "Mode: In person, now Remote"."""
    label = str(row._meta.get_field(name).verbose_name)
    was, now = (in_words(name, value) or "none" for value in (old, new))
    return f"{label[:1].upper()}{label[1:]}: {was}, now {now}"


# Guards


def not_archived(act: Act) -> Refusal | None:
    """An archived cycle is over: what its adverts say is what students applied for."""
    if not act.subject.cycle.archived(act.now):
        return None
    sentence = f"{act.subject.cycle} is archived, so its adverts stay as they are."
    return Refusal("archived", sentence)


def access_is_kept(act: Act) -> Refusal | None:
    """Somebody may have applied for the sake of it, or be about to come."""
    before = act.subject.access_facts
    now = act.data["changes"].get("access_facts", before)
    if not (gone := [fact for fact in before if fact not in now]):
        return None
    facts = in_words("access_facts", gone)
    how = (
        "Change the terms to take it away, so that they are told."
        if act.role == OFFICE
        else "Ask the Internship Office for the change: it tells them."
    )
    return Refusal("counted_on", f"Students may count on this: {facts}. {how}", "access_facts")


def office_says_why(act: Act) -> Refusal | None:
    if act.role == OFFICE and not act.comment:
        return Refusal("comment", "Say why, in a sentence or two.", "comment")
    return None


def placements_keep_their_mode(act: Act) -> Refusal | None:
    mode = act.data["changes"].get("mode", act.subject.mode)
    days = PlacementDay.objects.filter(placement__advert=act.subject)
    if mode == Mode.HYBRID or not days.exclude(mode=mode).exists():
        return None
    sentence = "A student has a placement with days of another mode. Change that placement first."
    return Refusal("placed", sentence, "mode")


def placements_keep_their_week(act: Act) -> Refusal | None:
    weeks = act.data["changes"].get("weeks")
    placed = Placement.objects.active().filter(advert=act.subject)
    if weeks is None or not placed.exclude(week__in=weeks).exists():
        return None
    sentence = "A student has a placement in a week you take away. Change that placement first."
    return Refusal("placed", sentence, "weeks")


def places_for_those_placed(act: Act) -> Refusal | None:
    held = Placement.objects.active().filter(advert=act.subject).count()
    if act.data["changes"].get("places", act.subject.places) >= held:
        return None
    return Refusal("places", f"{held} of its places have a placement already.", "places")


def turned_in_kind(act: Act) -> str:
    """The field of what the host would no longer reimburse but give; empty if there is none."""
    changed = differences(act.subject, act.data.get("changes") or {})
    return next((name for name in IN_KIND if changed.get(name) == (False, True)), "")


def placements_keep_what_is_reimbursed(act: Act) -> Refusal | None:
    """What a student accepted is not taken away: claims are decided by what the advert says now.

    It binds as long as a placement has a day for which there is something to claim. The other way
    about is open: what is reimbursed from now on leaves nobody worse off.
    """
    name = turned_in_kind(act)
    days = PlacementDay.objects.filter(placement__advert=act.subject, active=True)
    if not name or not days.exclude(mode=DayMode.REMOTE, travel_reason="").exists():
        return None
    what = IN_KIND[name]
    sentence = f"A student accepted a placement for which {what} is reimbursed, so it stays so."
    return Refusal("placed", sentence, name)


def hours_stay_local(act: Act) -> Refusal | None:
    """An advert from before this rule keeps what it says while something else about it changes."""
    where_and_when = {"mode", "country", "zone", "weeks"}
    changed = differences(act.subject, act.data.get("changes") or {})
    return policy.local_hours(_changed(act)) if where_and_when & set(changed) else None


# Closing later, submitting late


def hosts_still_choose(act: Act) -> Refusal | None:
    choose_by = act.subject.cycle.latest_round(act.now).choose_by
    if act.now < choose_by:
        return None
    return Refusal("too_late", f"Hosts had to choose by {phrases.when(choose_by)}.")


def later_close(act: Act) -> Refusal | None:
    """The new time comes after the present one, and before hosts have to choose."""
    wanted, in_round = act.data.get("closes_at"), act.subject.cycle.latest_round(act.now)
    present = act.subject.closes_in(in_round)
    if wanted is None or wanted <= max(act.now, present):
        sentence = f"It closes on {phrases.when(present)}. Choose a later time that is still ahead."
        return Refusal("closes_at", sentence, "closes_at")
    if wanted >= in_round.choose_by:
        sentence = f"Hosts choose by {phrases.when(in_round.choose_by)}. Choose an earlier time."
        return Refusal("closes_at", sentence, "closes_at")
    return None


def keep_open(act: Act) -> None:
    """The last line in the history is the time that is no longer true."""
    present = act.subject.closes_at(act.now)
    was = "were to close" if act.now < present else "closed"
    act.comment = f"{act.comment}\nBefore, applications {was} on {phrases.when(present)}."
    act.subject.own_closing_at = act.data["closes_at"]


def permit_is_ahead(act: Act) -> Refusal | None:
    return policy.permit_is_ahead(act.data.get("until"), act.subject.cycle, act.now)


def permit_late(act: Act) -> None:
    act.subject.submit_late_until = act.data["until"]
