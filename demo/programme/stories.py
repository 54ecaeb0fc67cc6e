"""What the made-up students and hosts did in each cycle, so that every state has somebody in it."""

from datetime import datetime, timedelta

from accounts.models import Student
from applications.models import Reason
from applications.workflow import application_machine, offer_machine
from demo.programme import claims, enquiries, who
from demo.programme.steps import (
    advert,
    answer,
    begin,
    confirm_attendance,
    decide,
    host_of,
    offer,
    place,
    send_all,
    statement_of,
    tell_how_it_went,
)
from demo.programme.who import founder_of
from microinternships import clock
from microinternships.engine import DEADLINE
from microinternships.workingdays import add_working_days
from placements.models import (
    Advert,
    ChangeRequest,
    Cycle,
    DayMode,
    Feedback,
    Organisation,
    Placement,
    SavedSearch,
)
from placements.models.feedback import ASPECTS
from placements.workflow import (
    advert_machine,
    organisation_machine,
    placement_machine,
    start_draft,
)

LETTERS = "Letters from the lighthouse keepers"
POSTERS = "A poster for every strike"
SHIPS = "Finding names in ship lists"
CUSTOMERS = "A first look at our customers"
ROBOT = "Words for a robot"
# How many may come where more did than the adverts' table says.
PLACES = {"claiming": {LETTERS: 9, CUSTOMERS: 2}, "answering": {LETTERS: 5}}

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A_MOMENT = timedelta(minutes=3)  # by which the tidying job comes after a deadline
FEEDBACK = "Your statement is a pleasure to read. Say more about why this project, and less of us."

DELIGHTED = {
    **dict.fromkeys(ASPECTS, Feedback.Grade.VERY_GOOD),
    "good": "I read letters that nobody had opened for ninety years, beside people who love them.",
    "may_quote": True,
}
CRITICAL = {
    **dict.fromkeys(ASPECTS, Feedback.Grade.GOOD),
    "as_advertised": Feedback.Grade.FAIR,
    "good": "Everybody took the time to explain what they do.",
    "better": "The advert spoke of a catalogue; most of my week was moving boxes.",
}


def tell(cycles: dict[str, Cycle]) -> None:
    """From the oldest cycle to the newest."""
    finished(cycles["finished"])
    claiming(cycles["claiming"])
    answering(cycles["answering"])
    choosing(cycles["choosing"])
    if cycles["open"].open_round(clock.now()):
        still_open(cycles["open"])


def finished(cycle: Cycle) -> None:
    """Everything is over: placements completed, claims settled."""
    students, first = list(who.other_students())[22:], cycle.first_round
    for application in send_all(students, advert(cycle, LETTERS), first.closes_at - 5 * DAY):
        placement = place(application, offered=first.choose_by - 2 * DAY)
        tell_how_it_went(placement, **DELIGHTED)
        claims.settled_by_silence(confirm_attendance(placement))


def claiming(cycle: Cycle) -> None:
    """Week A's students claim; week B's are in their placements."""
    students, sam = list(who.other_students()), who.demo_student("sam")
    came = past_placements(cycle, LETTERS, students[10:17])
    for placement, answers in zip(came, (DELIGHTED, CRITICAL), strict=False):
        tell_how_it_went(placement, **answers)
    sams = past_placements(cycle, POSTERS, [sam])
    enquiries.concerns([*sams, *came], clock.real_now() - 5 * DAY)
    _not_attended(cycle, students[17])
    _not_answered(cycle, students[18])
    claims.in_every_state(came)
    _counted_by_silence(cycle, students[19])
    first, week_b = cycle.first_round, cycle.ordered_weeks[1]
    for title, student in ((CUSTOMERS, students[20]), (SHIPS, students[21])):
        (application,) = send_all([student], advert(cycle, title), first.closes_at - 4 * DAY)
        place(application, offered=first.choose_by - DAY, week=week_b)


def past_placements(cycle: Cycle, title: str, students: list[Student]) -> list[Placement]:
    """From application to confirmed attendance, each step on its own day of the cycle."""
    first = cycle.first_round
    sent = send_all(students, advert(cycle, title), first.closes_at - 5 * DAY)
    placed = [place(application, offered=first.choose_by - 2 * DAY) for application in sent]
    return [confirm_attendance(placement) for placement in placed]


def _not_attended(cycle: Cycle, student: Student) -> None:
    first = cycle.first_round
    (application,) = send_all([student], advert(cycle, LETTERS), first.closes_at - 3 * DAY)
    placement = place(application, offered=first.choose_by - DAY)
    with clock.rehearsing_at(placement.ends_at + DAY):
        why = "Did not arrive on any day, and did not answer our mail."
        host = host_of(placement.advert)
        placement_machine.fire("no_show", placement, by=host, comment=why)


def _not_answered(cycle: Cycle, student: Student) -> None:
    first = cycle.first_round
    (application,) = send_all([student], advert(cycle, LETTERS), first.closes_at - 3 * DAY)
    made = offer(application, first.choose_by - DAY)
    with clock.rehearsing_at(made.respond_by + A_MOMENT):
        offer_machine.fire("lapse", made, role=DEADLINE)


def _counted_by_silence(cycle: Cycle, student: Student) -> None:
    """The host said nothing, so it counts as attended; the claim waits for the host."""
    first = cycle.first_round
    (application,) = send_all([student], advert(cycle, CUSTOMERS), first.closes_at - 3 * DAY)
    placement = place(application, offered=first.choose_by - DAY)
    with clock.rehearsing_at(placement.ends_at + 10 * DAY):
        placement = placement_machine.fire("attendance_by_default", placement, role=DEADLINE)
    claims.sent(placement, claims.working_days_ago(7))


def answering(cycle: Cycle) -> None:
    """Outcomes are out: offers wait, and some have been answered already."""
    students, first = list(who.other_students()), cycle.first_round
    chosen, told = first.choose_by - 2 * DAY, first.release_at
    olga = who.demo_student("olga")
    posters = [olga, students[0], students[1]]
    hers, waiting, refused = send_all(posters, advert(cycle, POSTERS), first.closes_at - 6 * DAY)
    offer(hers, chosen)
    decide(waiting, "reserve", chosen)
    decide(refused, "not_select", chosen, reason=Reason.STATEMENT, feedback=FEEDBACK)

    writers = [*students[2:8], students[10]]
    letters = send_all(writers, advert(cycle, LETTERS), first.closes_at - 4 * DAY)
    accepts, declines, rescinded, open_still, withdraws, forgotten, next_one = letters
    decide(next_one, "reserve", chosen)
    place(accepts, offered=chosen)
    answer(offer(declines, chosen), "decline", told + 2 * HOUR)
    offer(open_still, chosen + HOUR)
    _rescind(offer(rescinded, chosen), told + 4 * HOUR)
    _withdraw(withdraws, first.closes_at + DAY)
    with clock.rehearsing_at(first.choose_by + A_MOMENT):
        application_machine.fire("not_select_by_default", forgotten, role=DEADLINE)
    _cancelled(cycle, [students[8], students[9], students[11]])


def _rescind(made, at) -> None:
    with clock.rehearsing_at(at):
        why = "Our reading room has to close that week. We are sorry."
        by = host_of(made.application.advert)
        offer_machine.fire("rescind", made, by=by, comment=why)


def _withdraw(application, at) -> None:
    with clock.rehearsing_at(at):
        application_machine.fire("withdraw", application, by=application.student.user)


def _cancelled(cycle: Cycle, students: list[Student]) -> None:
    """One placement by its student, which the advert passes on to its reserve; one application by
    the Office."""
    first = cycle.first_round
    ships = advert(cycle, SHIPS)
    placed, double, next_one = send_all(students, ships, first.closes_at - 2 * DAY)
    decide(next_one, "reserve", first.choose_by - DAY)
    placement = place(placed, offered=first.choose_by - DAY)
    with clock.rehearsing_at(first.release_at + 6 * HOUR):
        why = "I have to take an examination again that week."
        placement_machine.fire("cancel", placement, by=placement.student.user, comment=why)
    with clock.rehearsing_at(first.closes_at + 2 * DAY):
        why = "You told us by telephone that you are leaving the University."
        application_machine.fire("cancel", double, by=who.office(), comment=why)


def choosing(cycle: Cycle) -> None:
    """Hosts choose; what they have chosen already is held until everybody is told."""
    students, first = list(who.other_students()), cycle.first_round
    begun = min(first.closes_at + 2 * DAY, clock.real_now() - DAY)
    sent = send_all(students[:5], advert(cycle, LETTERS), first.closes_at - 5 * DAY)
    decide(sent[0], "shortlist", begun)
    decide(sent[1], "reserve", begun)
    offer(sent[2], begun)
    send_all(students[5:10], advert(cycle, POSTERS), first.closes_at - 4 * DAY)
    refused, *_ = send_all(students[10:13], advert(cycle, SHIPS), first.closes_at - 3 * DAY)
    decide(refused, "not_select", begun, reason=Reason.NUMBERS)
    asked = [*students[13:16], who.demo_student("olga")]
    send_all(asked, advert(cycle, CUSTOMERS), first.closes_at - 2 * DAY)
    _change_a_day(cycle, begun + HOUR)
    if first.choose_by <= clock.now():
        _end_undecided(cycle)


def _change_a_day(cycle: Cycle, at) -> None:
    """One day more in person, so that whoever applied is asked whether they can still come."""
    changed = advert(cycle, CUSTOMERS)
    modes = [DayMode.IN_PERSON] * (changed.days - 1) + [DayMode.REMOTE]
    with clock.rehearsing_at(at):
        why = "The launderettes would rather see you than hear you, so Wednesday is in person too."
        given = {"by": who.office(), "comment": why, "changes": {"day_modes": modes}}
        advert_machine.fire("amend_terms", changed, **given)


def _end_undecided(cycle: Cycle) -> None:
    undecided = cycle.first_round.applications.undecided().order_by("pk")
    with clock.rehearsing_at(cycle.first_round.choose_by + A_MOMENT):
        for application in undecided:
            application_machine.fire("not_select_by_default", application, role=DEADLINE)


def still_open(cycle: Cycle) -> None:
    """Applications arrive, some still drafts; a search is kept; hosts ask for more time."""
    SavedSearch.objects.create(student=who.demo_student("sam"), query="mode=remote&skills=planning")
    students, at = list(who.other_students()), clock.real_now() - 2 * DAY
    send_all(students[:4], advert(cycle, LETTERS), at)
    send_all(students[4:8], advert(cycle, POSTERS), at)
    send_all(students[8:11], advert(cycle, SHIPS), at)
    send_all(students[11:13], advert(cycle, CUSTOMERS), at)
    (changed,) = send_all(students[13:14], advert(cycle, ROBOT), at)
    _withdraw(changed, at + 5 * HOUR)
    enquiries.questions(cycle, students[14:21], at)
    with clock.rehearsing_at(at):
        begin(students[3], advert(cycle, CUSTOMERS))
        title = advert(cycle, POSTERS)
        begin(students[14], title, statement=statement_of(students[14], title), committed=True)
    _spread(cycle, students, at)
    with clock.rehearsing_at(at + 6 * HOUR):
        _ask_for_more_time(advert(cycle, SHIPS))
        _let_in_late(Organisation.objects.get(name="Lantern Archive"), cycle)


def _spread(cycle: Cycle, students: list[Student], at: datetime) -> None:
    """One application for most adverts, so that hosts have others to compare theirs with.

    Two in three of those that have none get one, from students who have sent one or none.
    """
    without = cycle.adverts.filter(state=Advert.State.APPROVED, applications=None).order_by("pk")
    chosen = [one for number, one in enumerate(without) if number % 3]
    for student, wanted in zip([*students, *students[14:]], chosen, strict=False):
        send_all([student], wanted, at)


def _ask_for_more_time(asked: Advert) -> None:
    """The Office has not answered yet, so the host can still take it back."""
    why = "The ship lists came back from the binder only today; few can have seen them."
    more = {"wish": ChangeRequest.Wish.LONGER, "closes_at": asked.closes_at(clock.now()) + 2 * DAY}
    advert_machine.fire("ask_for_change", asked, by=host_of(asked), comment=why, **more)


def _let_in_late(organisation: Organisation, cycle: Cycle) -> None:
    """The Office lets it write adverts after they were due, and it has begun one."""
    until = clock.noon(add_working_days(clock.today(), 5))
    why = "Your lamp room was flooded in the week in which adverts were due."
    late = {"by": who.office(), "comment": why, "cycle": cycle, "until": until}
    organisation_machine.fire("permit", organisation, **late)
    host = founder_of(organisation)
    start_draft(cycle=cycle, organisation=organisation, title="Drying out the log books", by=host)
