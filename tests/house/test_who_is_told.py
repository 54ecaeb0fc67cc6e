"""The whole of who is told what and when, row by row, against the kinds that are declared.

``ONCE`` is told when its event happens, or at the release of held outcomes; anything else are the
steps before and after the deadline T of its row: d days, wd working days, h hours.
"""

from alerts import kinds
from alerts.kinds import LIST, Chaser
from microinternships.engine import machines

ONCE = ()

STUDENT = {
    "an application has arrived": {"application_received": ONCE},
    "a draft is not sent": {"draft_not_submitted": ("T-7d", "T-2d", "T-6h")},
    "a saved advert closes": {"saved_advert_closing": ("T-3d",), "saved_advert_closed": ONCE},
    "new adverts match a saved search": {"saved_search_found": ("T",)},
    "a draft was not sent": {"draft_not_sent": ("T",)},
    "a question was not answered": {"question_not_answered": ("T",)},
    "it is withdrawn, or ends otherwise": {
        "application_withdrawn": ONCE,
        "application_cancelled": ONCE,
    },
    "the outcome, at the release": {
        "not_selected": ONCE,
        "on_the_reserve_list": ONCE,
        "reserve_list_ended": ONCE,
        "you_have_an_offer": ONCE,
        "looked_at_again": ONCE,
        "feedback_given": ONCE,
    },
    "an offer waits for an answer": {"answer_your_offer": ("T-2d", "T-12h")},
    "an offer changed, lapsed or was withdrawn": {
        "offer_changed": ONCE,
        "offer_extended": ONCE,
        "offer_lapsed": ONCE,
        "offer_withdrawn": ONCE,
    },
    "a placement is confirmed, with its calendar file": {"placement_confirmed": ONCE},
    "an advert applied to, begun or saved has changed": {
        "advert_changed": ONCE,
        "advert_extended": ONCE,
        "confirm_new_terms": ONCE,
    },
    "a placement comes": {"placement_is_coming": ("T-5wd", "T-1d")},
    "a placement changed or was cancelled": {
        "placement_changed": ONCE,
        "placement_cancelled": ONCE,
        "placement_reinstated": ONCE,
        "not_attended": ONCE,
    },
    "travel and lunch can be claimed": {
        "claim_your_costs": ("T+1d",),
        "claims_close_soon": ("T-7d", "T-2d"),
    },
    "a claim was received, asked about, decided, paid": {
        "claim_received": ONCE,
        "claim_question": ONCE,
        "claim_question_unanswered": ("T-3wd", "T-1d"),  # half of five working days, and a day
        "claim_decided": ONCE,
        "claim_reopened": ONCE,
        "claim_void": ONCE,
        "claim_part_paid": ONCE,
        "claim_paid": ONCE,
        "confirm_payment": ("T-5wd",),  # five of the ten working days that it may take
        "claim_settled": ONCE,
    },
    "how it went": {"tell_us_how_it_went": ("T", "T+5d")},
    "a place at a workshop": {
        "workshop_booked": ONCE,
        "workshop_waiting": ONCE,
        "workshop_place_came_free": ONCE,
        "workshop_taken_off": ONCE,
    },
    "a workshop changed, was cancelled, or comes": {
        "workshop_changed": ONCE,
        "workshop_cancelled": ONCE,
        "workshop_is_tomorrow": ("T-1d",),
    },
}
HOST = {
    "an advert on its way": {
        "advert_received": ONCE,
        "advert_changes_requested": ONCE,
        "advert_changes_still_requested": ("T+3wd",),
        "advert_approved": ONCE,
        "advert_declined": ONCE,
        "advert_permitted": ONCE,
        "advert_live": ("T",),
        "advert_suspended": ONCE,
        "advert_resumed": ONCE,
        "advert_withdrawn": ONCE,
        "advert_terms_changed_host": ONCE,
        "advert_extended_host": ONCE,
        "advert_closed_early": ONCE,
        "advert_change_declined": ONCE,
    },
    "the terms have changed": {"terms_to_accept": ("T",)},
    "an advert is not submitted": {"advert_not_submitted": ("T-14d", "T-3d")},
    "questions are unanswered": {"questions_unanswered": ("T-2wd",)},
    "applications have arrived": {"applications_received": ("T",)},
    "applications have closed": {"applications_closed": ("T",)},
    "an application changed hands": {
        "application_taken_back_host": ONCE,
        "application_ended_host": ONCE,
    },
    "applications are undecided": {"undecided_applications": ("T-5wd", "T-2wd", "T-4h")},
    "a deadline decided": {"ended_by_default": ("T+1wd",)},
    "an offer is answered or a place free": {
        "offer_accepted_host": ONCE,
        "offer_declined_host": ONCE,
        "offer_lapsed_host": ONCE,
        "offer_reinstated_host": ONCE,
        "placement_cancelled_host": ONCE,
    },
    "a placement was put right": {
        "placement_changed_host": ONCE,
        "placement_reinstated_host": ONCE,
    },
    "joining instructions are missing": {"joining_instructions_missing": ("T-10wd", "T-5wd")},
    # Silence counts five working days after the last day: the first and the fourth of them.
    "attendance is not confirmed": {"confirm_attendance": ("T-4wd", "T-1wd")},
    "a claim to decide": {
        "claim_to_decide": ONCE,
        "claim_back_with_you": ONCE,
        "claim_ended_host": ONCE,
        "claim_undecided": ("T-3wd", "T", "T+5wd"),
    },
    "a claim to pay": {
        "claim_to_pay": ONCE,
        "claim_unpaid": ("T-3wd", "T", "T+5wd"),
        "claim_settled_host": ONCE,
    },
    # Its deadline is every fifth working day since.
    "a payment has not arrived": {"payment_disputed_host": ONCE, "payment_still_disputed": ("T",)},
}
OFFICE = {
    "adverts wait for review": {"adverts_to_review": ("T",)},
    "a host asks for a change": {"advert_change_asked": ONCE},
    "a deadline decided": {"ended_by_default_office": ("T+1h",)},
    "a claim is overdue": {
        "claim_undecided_office": ("T+5wd",),
        "claim_unpaid_office": ("T+5wd",),
    },
    "somebody needs the Office": {
        "placement_cancelled_office": ONCE,
        "not_attended_office": ONCE,
        "payment_disputed_office": ONCE,
        "payment_still_disputed_office": ("T",),
        "review_asked": ONCE,
    },
}
MAILING_LIST = {
    "vacancies are launched": {"vacancies_launched": ("T",)},
    "applications close soon": {"applications_close_soon": ("T-3d",)},
    "there is news": {"news_published": ("T",)},
}
OPTIONAL = {
    *("draft_not_submitted", "saved_advert_closing", "saved_search_found", "placement_is_coming"),
    *("claim_your_costs", "claims_close_soon", "tell_us_how_it_went", "workshop_is_tomorrow"),
    *("advert_not_submitted", "applications_received", "adverts_to_review"),
    "questions_unanswered",
}


def declared() -> dict[str, tuple[str, ...]]:
    return {kind.name: kind.steps if isinstance(kind, Chaser) else ONCE for kind in kinds.every()}


def rows() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for table in (STUDENT, HOST, OFFICE, MAILING_LIST):
        for row in table.values():
            found |= row
    return found


def test_each_row_is_a_declared_kind_with_its_steps():
    found = declared()
    assert {name: found.get(name) for name in rows()} == rows()


def test_no_event_of_a_machine_tells_what_no_row_names():
    ours = ("applications.", "expenses.", "placements.advert", "placements.placement", "workshops.")
    told = {
        name
        for machine in machines.values()
        if machine.name.startswith(ours)
        for event in machine
        for name in event.alerts
    }
    assert told <= set(rows()), told - set(rows())


def test_no_chaser_of_theirs_is_left_out_of_the_rows():
    subjects = ("applications.", "expenses.", "placements.", "workshops.")
    chasers = {one.name for one in kinds.chasers() if one.subject_type.startswith(subjects)}
    assert chasers <= set(rows()), chasers - set(rows())


def test_only_what_decides_nothing_is_optional():
    optional = {kind.name for kind in kinds.every() if kind.optional}
    listed = {name for row in MAILING_LIST.values() for name in row}
    assert {name for name in optional if name in rows()} == OPTIONAL | listed
    assert {name for name in listed if kinds.get(name).audience == LIST} == listed
