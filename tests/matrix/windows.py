"""What every event of every machine is expected to do with time, declared row by row.

``Since`` and ``Until`` name one of the scene's clocks; before or from that moment on the event is
refused with the code. A deadline itself is already too late. An empty row says that the event
does not read the clock at all, and the matrix proves that too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from applications.workflow import application_machine, offer_machine
from enquiries.workflow import concern_machine, question_machine
from expenses.workflow import claim_machine
from microinternships.engine import HOST, OFFICE, STUDENT, Event
from placements.workflow import advert_machine, organisation_machine, placement_machine
from workshops.workflow import booking_machine, workshop_machine


@dataclass(frozen=True, slots=True)
class Window:
    """``who`` and ``sources`` narrow it to some roles and states; empty means all."""

    clock: str
    code: str
    who: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def concerns(self, role: str, state: str) -> bool:
        return (not self.who or role in self.who) and (not self.sources or state in self.sources)

    def refuses(self, now: datetime, clocks: Mapping[str, datetime]) -> bool:
        raise NotImplementedError


class Since(Window):
    """Too early until the clock strikes."""

    def refuses(self, now, clocks) -> bool:
        return now < clocks[self.clock]


class Until(Window):
    """Too late from the moment the clock strikes."""

    def refuses(self, now, clocks) -> bool:
        return now >= clocks[self.clock]


DECIDED_STATES = ("reserve", "offered", "unsuccessful")
HOSTS_CHOOSE = Until("choose_by", "deadline", who=(HOST,))
KNOWN = Until("release_at", "state", sources=("unsuccessful",))

WINDOWS: dict = {
    organisation_machine: {
        **dict.fromkeys(("submit", "verify", "decline", "suspend", "resume"), ()),
        "permit": (Until("reserve_ends_at", "until"),),
    },
    advert_machine: {
        "submit": (Until("adverts_due_at", "too_late"),),
        "request_changes": (),
        "approve": (),
        "decline": (),
        "permit": (Until("reserve_ends_at", "until"),),
        "amend": (Until("archive_at", "archived"),),
        "ask_for_change": (Until("archive_at", "archived"),),
        "take_back_change": (),
        "decline_change": (),
        "amend_terms": (Until("archive_at", "archived"),),
        "move_week": (),
        "extend": (Until("asked_for", "closes_at"), Until("choose_by", "too_late")),
        "close_early": (Since("opens_at", "not_open"), Until("closes_at", "not_open")),
        "suspend": (),
        "resume": (),
        "withdraw": (),
    },
    application_machine: {
        "submit": (Since("opens_at", "closed"), Until("closes_at", "closed")),
        "take_back": (
            Until("closes_at", "closed"),
            Until("release_at", "decided", sources=DECIDED_STATES),
        ),
        "take_up_again": (Since("opens_at", "closed"), Until("closes_at", "closed")),
        "confirm_again": (KNOWN,),
        "ask_again": (KNOWN,),
        "withdraw": (KNOWN,),
        "shortlist": (HOSTS_CHOOSE,),
        "put_back": (HOSTS_CHOOSE,),
        "reserve": (HOSTS_CHOOSE,),
        "move_up": (Until("reserve_ends_at", "deadline"),),
        "move_down": (Until("reserve_ends_at", "deadline"),),
        "offer": (
            Until("choose_by", "deadline", who=(HOST,), sources=("submitted", "shortlisted")),
            Until("no_time_to_answer", "deadline"),
            Until("reserve_ends_at", "deadline"),
        ),
        "not_select": (HOSTS_CHOOSE,),
        "give_feedback": (Until("archive_at", "archived"),),
        "not_select_by_default": (Since("choose_by", "early"),),
        "reserve_ends": (Since("reserve_ends_at", "early"),),
        "reconsider": (HOSTS_CHOOSE, Until("release_at", "released", who=(OFFICE,))),
        "cancel": (),
        "reinstate": (Until("no_time_to_answer", "deadline"),),
        "accepted": (),
        "declined": (),
        "lapsed": (),
        "rescinded": (),
        "ended_by_acceptance": (KNOWN,),
        "advert_withdrawn": (KNOWN,),
        "placement_cancelled": (),
        "placement_reinstated": (),
    },
    offer_machine: {
        "accept": (Since("release_at", "not_yours"), Until("respond_by", "deadline")),
        "decline": (Since("release_at", "not_yours"), Until("respond_by", "deadline")),
        "lapse": (Since("respond_by", "early"),),
        "rescind": (),
        "amend": (Until("respond_by", "deadline"),),
        "extend": (Until("asked_for", "respond_by"),),
        "end": (),
    },
    placement_machine: {
        "confirm_attendance": (Since("ends_at", "not_over"), Until("counts_at", "counted")),
        "attendance_by_default": (Since("counts_at", "not_due"),),
        "cancel": (Until("starts_at", "started", who=(STUDENT, HOST)),),
        "correct_days": (),
        "amend": (),
        "advert_amended": (),
        "reinstate": (),
        "no_show": (
            Since("starts_at", "not_started"),
            Until("counts_at", "counted", who=(HOST,)),
        ),
    },
    claim_machine: {
        "submit": (Since("day_ends_at", "not_yet"), Until("claims_close_at", "closed")),
        "query": (),
        "answer": (),  # a late answer still counts while the question is open
        "hand_back": (Since("answer_due_at", "too_early"),),
        "approve": (),  # money never decides itself and is never too late to decide
        "reject": (),
        "reopen": (),
        "ask_for_review": (Until("review_ends_at", "too_late"),),
        "raise_approval": (),
        "record_part_payment": (),
        "record_payment": (),
        "confirm": (),
        "dispute": (),
        "settle_by_default": (Since("settles_at", "too_early"),),
        "uphold_payment": (),
        "withdraw": (),
        "void": (),
    },
    question_machine: {
        "answer": (Since("opens_at", "closed"), Until("closes_at", "closed")),
        "correct": (Since("opens_at", "unpublished"), Until("archive_at", "unpublished")),
        "hide": (),
        "show": (),
        "send_back": (),
    },
    concern_machine: dict.fromkeys(("look_into", "close", "reopen"), ()),
    workshop_machine: {
        "announce": (Until("starts_at", "past"),),
        "move": (Until("starts_at", "begun"), Until("moved_to", "past")),
        "revise": (Until("starts_at", "begun"),),
        "cancel": (Until("starts_at", "begun"),),
    },
    booking_machine: {
        "take_place": (),
        "move_up": (),  # the event that frees a place reads the clock
        "give_up": (Until("starts_at", "begun"),),
        "take_off": (Until("starts_at", "begun"),),
        "end": (),
    },
}


def expected(windows, event: Event, state: str, role: str, now: datetime, clocks) -> set[str]:
    """The codes of the refusal; empty when the event is to happen."""
    if role not in event.who:
        return {"not_yours"}
    if state not in event.sources:
        return {"state"}
    return {
        window.code
        for window in windows
        if window.concerns(role, state) and window.refuses(now, clocks)
    }
