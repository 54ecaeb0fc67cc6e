"""What stands in the way of an event on an application or an offer, in words."""

from applications import held, places
from applications.models import Application, Offer
from applications.statement import MAX_WORDS, count_words
from microinternships.engine import HOST, OFFICE, Act, Refusal
from microinternships.phrases import when
from placements import policy
from placements.models import MAX_DAYS, MIN_DAYS, Advert, CandidateWeek, Mode, Terms, WorkingHours

State = Application.State
MAX_ANSWER = Application._meta.get_field("answer").max_length

# Sending an application


def eligible(act: Act) -> Refusal | None:
    verdict = places.eligibility_of(act.subject.student, act.subject.advert.cycle)
    return next(iter(verdict.refusals()), None)


def advert_open(act: Act) -> Refusal | None:
    advert = act.subject.advert
    if advert.open_round(act.now) == act.subject.round:
        return None
    if advert.published(act.now) and advert.full_in(act.subject.round):
        return Refusal("closed", "Every place of this advert is taken.")
    if (closed_at := act.subject.closes_at) <= act.now:
        return Refusal("closed", f"Applications closed on {when(closed_at)}.")
    return Refusal("closed", "This advert does not take applications now.")


def under_round_limit(act: Act) -> Refusal | None:
    application = act.subject
    limit = application.round.max_applications
    used = places.applications_used(application.student, application.round, besides=application)
    if used < limit:
        return None
    many = "one application" if limit == 1 else f"{limit} applications"
    return Refusal(
        "round_limit",
        f"You have sent {used} of {limit}: the programme allows {many} in this round. "
        "Withdraw one before the deadline to send this one instead.",
    )


def statement_in_length(act: Act) -> Refusal | None:
    words = count_words(act.subject.statement)
    if not words:
        return Refusal("statement", "Write a personal statement.", "statement")
    if words > MAX_WORDS:
        return Refusal(
            "statement",
            f"Your statement has {words} words, {words - MAX_WORDS} too many. "
            f"Shorten it to at most {MAX_WORDS}.",
            "statement",
        )
    return None


def question_answered(act: Act) -> Refusal | None:
    if act.subject.advert.question and not act.subject.answer.strip():
        return Refusal("answer", "Answer the host's question.", "answer")
    if len(act.subject.answer) > MAX_ANSWER:
        return Refusal(
            "answer",
            f"Your answer has {len(act.subject.answer)} characters; shorten it to at most "
            f"{MAX_ANSWER}.",
            "answer",
        )
    return None


def has_cv(act: Act) -> Refusal | None:
    if not act.subject.cv:
        return Refusal("cv", "Upload your CV as a PDF of one page.", "cv")
    if act.subject.cv_pages != 1:
        return Refusal(
            "cv", f"Your CV has {act.subject.cv_pages} pages; it has to be one page.", "cv"
        )
    return None


def available(act: Act) -> Refusal | None:
    offered = {week.pk for week in act.subject.advert.offered_weeks}
    if not offered.intersection(week.pk for week in act.subject.weeks.all()):
        return Refusal(
            "weeks", "Choose at least one week in which you are free every day.", "weeks"
        )
    return None


def committed(act: Act) -> Refusal | None:
    if not act.subject.committed:
        return Refusal(
            "committed", "Confirm that you are available and can fully commit.", "committed"
        )
    return None


def zone_acknowledged(act: Act) -> Refusal | None:
    if act.subject.advert.remote_across_zones and not act.subject.zone_acknowledged:
        return Refusal(
            "zone", "Confirm that you have seen the time zone of the host.", "zone_acknowledged"
        )
    return None


# Changing one's mind


def before_close(act: Act) -> Refusal | None:
    if act.now >= (closed_at := act.subject.closes_at):
        closed = when(closed_at)
        return Refusal("closed", f"Applications closed on {closed}; you can still withdraw.")
    return None


def nothing_decided(act: Act) -> Refusal | None:
    """A student may take back whatever the host has done that nobody has told them of."""
    if act.subject.state in Application.UNDECIDED or held.held(act.subject, act.now):
        return None
    return Refusal("decided", "The host has already decided on this application.")


def unreleased_if_unsuccessful(act: Act) -> Refusal | None:
    if act.subject.state == State.UNSUCCESSFUL and not held.held(act.subject, act.now):
        return Refusal("state", "This application has already ended.")
    return None


# Choosing


def hosts_may_decide(act: Act) -> Refusal | None:
    """Hosts decide until their deadline; the Office may for a host who asks."""
    deadline = act.subject.round.choose_by
    if act.role == HOST and act.now >= deadline:
        return Refusal("deadline", f"Hosts chose by {when(deadline)}. Ask the Internship Office.")
    return None


def may_offer_now(act: Act) -> Refusal | None:
    application = act.subject
    return reserve_list_lives(act) if application.state == State.RESERVE else hosts_may_decide(act)


def reserve_list_lives(act: Act) -> Refusal | None:
    ends = act.subject.advert.cycle.reserve_ends_at
    if act.now >= ends:
        return Refusal("deadline", f"The reserve list ended on {when(ends)}.")
    return None


def may_reconsider(act: Act) -> Refusal | None:
    if act.role == OFFICE and act.subject.round.released(act.now):
        return Refusal("released", "The student has been told. Reinstating is not possible.")
    return hosts_may_decide(act)


def office_says_why(act: Act) -> Refusal | None:
    if act.role == OFFICE and not act.comment:
        return Refusal("comment", "Say why, in a sentence or two.", "comment")
    return None


def reason_given(act: Act) -> Refusal | None:
    if not act.data.get("reason"):
        return Refusal("reason", "Choose the reason the student will read.", "reason")
    return None


def feedback_waits(act: Act) -> Refusal | None:
    """Feedback is given once: the student has been written to, or reads it at the release."""
    if act.subject.feedback:
        return Refusal("given", "You have given this applicant your feedback already.")
    return None


def not_archived(act: Act) -> Refusal | None:
    archived_at = act.subject.advert.cycle.archive_at
    if act.now >= archived_at:
        return Refusal("archived", f"This cycle was archived on {when(archived_at)}.")
    return None


def says_more_than_before(act: Act) -> Refusal | None:
    if act.subject.reason and not act.data.get("feedback"):
        sentence = "Write a line of feedback: the reason stands already."
        return Refusal("feedback", sentence, "feedback")
    return None


def choosing_is_over(act: Act) -> Refusal | None:
    if act.now < act.subject.round.choose_by:
        return Refusal("early", f"Hosts choose by {when(act.subject.round.choose_by)}.")
    return None


def reserve_is_over(act: Act) -> Refusal | None:
    ends = act.subject.advert.cycle.reserve_ends_at
    if act.now < ends:
        return Refusal("early", f"The reserve list ends on {when(ends)}.")
    return None


# Offering


def place_free(act: Act) -> Refusal | None:
    advert = act.subject.advert
    if places.has_free_place(advert):
        return None
    all_places = "The one place is" if advert.places == 1 else f"All {advert.places} places are"
    return Refusal("places", f"{all_places} taken by offers and placements.")


def time_to_answer(act: Act) -> Refusal | None:
    if places.respond_by(act.subject.round, act.now) is None:
        ends = act.subject.advert.cycle.reserve_ends_at
        return Refusal(
            "deadline",
            "An offer has to leave its student at least 24 hours to answer, and the reserve list "
            f"ends on {when(ends)}.",
        )
    return None


def days_fit(act: Act) -> Refusal | None:
    """The offer's days: as many as advertised, in one offered week, in a mode advertised."""
    return _days_fit(act.subject.advert, act.data.get("week"), act.data.get("days") or [])


def something_changes(act: Act) -> Refusal | None:
    """A changed offer has to be read again, so nobody sends one that says the same."""
    offer, new = act.subject, act.data
    names = [field.name for field in Terms._meta.get_fields()] + ["message"]
    changed = any(name in new and new[name] != getattr(offer, name) for name in names)
    if changed or sorted(new.get("days", offer.dated_days)) != offer.dated_days:
        return None
    return Refusal("unchanged", "Nothing is changed yet.")


def amended_days_fit(act: Act) -> Refusal | None:
    offer = act.subject
    week, days = act.data.get("week", offer.week), act.data.get("days", offer.dated_days)
    return _days_fit(offer.application.advert, week, days)


def _days_fit(advert: Advert, week: CandidateWeek | None, days: list) -> Refusal | None:
    week = next((one for one in advert.offered_weeks if one == week), None)  # as it is by now
    if week is None:
        return Refusal("week", "Choose one of the advert's weeks.", "week")
    if not MIN_DAYS <= len(days) <= MAX_DAYS or len({day for day, _ in days}) != len(days):
        return Refusal("days", "A micro-internship lasts 2 to 5 days.", "days")
    if len(days) != advert.days:
        return Refusal("days", f"The advert says {advert.days} days.", "days")
    if any(day not in week.dates for day, _ in days):
        return Refusal("days", "Every day has to lie in the week you chose.", "days")
    if advert.mode != Mode.HYBRID and any(mode != advert.mode for _, mode in days):
        return Refusal("days", f"The advert says {advert.get_mode_display().lower()}.", "days")
    return None


def free_that_week(act: Act) -> Refusal | None:
    """Nobody is offered a week in which they have not said that they are free."""
    return _free_in(act.subject, act.data.get("week"))


def still_free_that_week(act: Act) -> Refusal | None:
    offer = act.subject
    week = act.data.get("week", offer.week)
    return None if week == offer.week else _free_in(offer.application, week)


def _free_in(application: Application, week: CandidateWeek | None) -> Refusal | None:
    if week is None or week in application.weeks.all():
        return None
    sentence = f"The student has not said that they are free in week {week.label}."
    return Refusal("not_free", sentence, "week")


def may_take_part(act: Act) -> Refusal | None:
    """Hosts learn that a student is no longer eligible, not what the register says of them."""
    refusal = eligible(act)
    if refusal and act.role == HOST:
        return Refusal(
            refusal.code,
            "This student cannot take part in this cycle any more. Ask the Internship Office.",
        )
    return refusal


def hours_fit(act: Act) -> Refusal | None:
    """The hours offered, where they are not the advert's own, keep to the most allowed."""
    return _hours_fit(act, act.subject.advert, act.data.get("days") or [])


def amended_hours_fit(act: Act) -> Refusal | None:
    return _hours_fit(act, act.subject, act.data.get("days", act.subject.dated_days))


def _hours_fit(act: Act, terms: WorkingHours, days: list) -> Refusal | None:
    names = ("day_starts", "day_ends", "unpaid_break")
    starts, ends, unpaid = (act.data.get(name, getattr(terms, name)) for name in names)
    return policy.working_hours(starts, ends, unpaid, len(days))


def no_clash(act: Act) -> Refusal | None:
    days = [day for day, _ in act.data.get("days") or []]
    if taken := places.days_taken(act.subject.student, days):
        dates = ", ".join(f"{day:%A %-d %B}" for day in taken)
        return Refusal("clash", f"The student has another placement on {dates}.", "days")
    return None


def place_not_passed_on(act: Act) -> Refusal | None:
    """A freed place goes to one reserve; the advert's lock makes the answer certain."""
    freed = act.data.get("follows")
    if freed and Offer.objects.filter(follows=freed).exists():
        return Refusal("followed", "This place has been offered to somebody else.")
    return None


def was_offered(act: Act) -> Refusal | None:
    if not act.subject.offers.exists():
        return Refusal("never_offered", "There is no earlier offer to reinstate.")
    return None


# Answering an offer


def known_to_student(act: Act) -> Refusal | None:
    if act.subject.held(act.now):
        return Refusal("not_yours", "This is not yours to do.")
    return None


def in_time(act: Act) -> Refusal | None:
    if act.now >= act.subject.respond_by:
        lapsed = when(act.subject.respond_by)
        return Refusal("deadline", f"The time to answer this offer ended on {lapsed}.")
    return None


def time_is_up(act: Act) -> Refusal | None:
    if act.now < act.subject.respond_by:
        return Refusal("early", f"The student has until {when(act.subject.respond_by)}.")
    return None


def current_terms(act: Act) -> Refusal | None:
    if act.data.get("terms_version") != act.subject.terms_version:
        return Refusal("terms", "The host has changed this offer. Read the new terms first.")
    return None


def still_eligible(act: Act) -> Refusal | None:
    application = act.subject.application
    verdict = places.eligibility_of(application.student, application.advert.cycle)
    return next(iter(verdict.refusals()), None)


def offer_zone_acknowledged(act: Act) -> Refusal | None:
    if act.subject.remote_across_zones and not act.data.get("zone_acknowledged"):
        return Refusal(
            "zone", "Confirm that you have seen the time zone of the host.", "zone_acknowledged"
        )
    return None


def days_free(act: Act) -> Refusal | None:
    student = act.subject.application.student
    if taken := places.days_taken(student, [day for day, _ in act.subject.dated_days]):
        dates = ", ".join(f"{day:%A %-d %B}" for day in taken)
        return Refusal("clash", f"You have another placement on {dates}.")
    return None


def under_maximum(act: Act) -> Refusal | None:
    """An application that is sent, or an offer that is accepted, may still become a placement."""
    application = getattr(act.subject, "application", act.subject)
    cycle = application.advert.cycle
    if places.placements_held(application.student, cycle) < cycle.max_placements:
        return None
    sentence = f"You can hold {cycle.at_most} in {cycle}, and you have that already."
    return Refusal("maximum", sentence)


def later_answer(act: Act) -> Refusal | None:
    wanted, last = act.data.get("respond_by"), act.subject.application.advert.cycle.reserve_ends_at
    if wanted is None or wanted <= max(act.now, act.subject.respond_by):
        return Refusal("respond_by", "Choose a later time than the present one.", "respond_by")
    if wanted > last:
        return Refusal(
            "respond_by", f"Offers end with the reserve list, {when(last)}.", "respond_by"
        )
    return None
