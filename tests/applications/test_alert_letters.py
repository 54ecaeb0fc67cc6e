"""Every letter about applications and offers, on the paths that lead to it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from alerts import kinds
from applications.models import Application, Offer
from applications.promotion import promote
from applications.workflow import application_machine, offer_machine
from microinternships import clock, engine
from microinternships.engine import DEADLINE
from placements.workflow import advert_machine, placement_machine
from tests.alert_letters import Post, chase, strict, told
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfferFactory,
    OfficeFactory,
    PlacementFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
APPS = ("applications.alerts", "placements.alerts", "expenses.alerts")
OTHERS_TELL = ()  # the offer's, the advert's or the placement's own event writes the letters
PRESSED_IT = ()  # whoever pressed it needs no letter, and it is nobody else's business

APPLICATION = {
    "submit": ("application_received",),
    "take_back": ("application_taken_back_host",),
    "take_up_again": PRESSED_IT,
    "ask_again": ("confirm_new_terms",),
    "confirm_again": PRESSED_IT,
    "withdraw": ("application_withdrawn", "application_ended_host"),
    "shortlist": PRESSED_IT,
    "put_back": PRESSED_IT,
    "reserve": ("on_the_reserve_list",),
    "move_up": PRESSED_IT,
    "move_down": PRESSED_IT,
    "offer": ("you_have_an_offer",),
    "not_select": ("not_selected",),
    "reconsider": ("looked_at_again",),
    "give_feedback": ("feedback_given",),
    "not_select_by_default": ("not_selected",),
    "reserve_ends": ("reserve_list_ended",),
    "cancel": ("application_cancelled", "application_ended_host"),
    "reinstate": ("you_have_an_offer", "offer_reinstated_host"),
    "accepted": OTHERS_TELL,
    "declined": OTHERS_TELL,
    "lapsed": OTHERS_TELL,
    "rescinded": ("not_selected", "offer_withdrawn"),
    "ended_by_acceptance": ("application_ended_host",),
    "advert_withdrawn": ("application_cancelled",),
    "placement_cancelled": ("placement_cancelled_host",),
    "placement_reinstated": OTHERS_TELL,
}
OFFER = {
    "accept": ("placement_confirmed", "offer_accepted_host"),
    "decline": ("offer_declined_host",),
    "lapse": ("offer_lapsed", "offer_lapsed_host"),
    "rescind": OTHERS_TELL,
    "amend": ("offer_changed",),
    "extend": ("offer_extended",),
    "end": OTHERS_TELL,
}


def test_each_event_tells_what_the_design_asks():
    assert told(application_machine) == APPLICATION
    assert told(offer_machine) == OFFER


def test_every_kind_is_posted_and_read_by_a_test():
    """Each is named in a table here as often as events tell it, and once more where it is read."""
    tests = Path(__file__).parent.parent
    letters = (*tests.glob("*/test_alert*.py"), *tests.glob("*/test_saved_searches.py"))
    read = "".join(path.read_text() for path in letters)
    events = [
        name for machine in engine.machines.values() for one in machine for name in one.alerts
    ]
    of_apps = {kind.name for kind in kinds.every() if kind.recipients.__module__.startswith(APPS)}
    assert {name for name in of_apps if read.count(f'"{name}"') <= events.count(name)} == set()


@pytest.fixture(autouse=True)
def reading(settings):
    strict(settings)


@pytest.fixture
def post(db):
    return Post()


class Scene:
    """An advert with a host, and the office; ``held`` keeps outcomes until the release."""

    def __init__(self, phase: str, *, held: bool = False, **advert):
        self.cycle = CycleFactory(phase=phase, rounds_and_weeks__held=held)
        self.advert = AdvertFactory(cycle=self.cycle, **{"title": "Sorting letters"} | advert)
        self.host = HostFactory(organisation=self.advert.organisation).user
        self.office = OfficeFactory()

    def application(self, state="submitted", **fields) -> Application:
        fields = {"opened_at": clock.now(), "advert": self.advert} | fields
        return ApplicationFactory(state=state, **fields)

    def offered(self, **fields) -> Offer:
        return OfferFactory(application=self.application("offered", **fields))

    def terms(self) -> dict:
        week = self.cycle.ordered_weeks[0]
        days = list(zip(week.dates, self.advert.mode_of_each_day, strict=True))
        meet = {"contact_name": "Robin Example", "contact_email": "robin@example.org"}
        return {"week": week, "days": days, "place": "1 Example Street", **meet}

    def decide(self, event: str, application, **data):
        return application_machine.fire(event, application, by=self.host, **data)


def of_student(event: str, application: Application, **data):
    machine = offer_machine if isinstance(application, Offer) else application_machine
    student = getattr(application, "application", application).student
    return machine.fire(event, application, by=student.user, **data)


def accept(offer: Offer):
    return of_student("accept", offer, terms_version=offer.terms_version)


def test_a_student_changes_their_mind(post):
    scene = Scene("open")
    draft = scene.application("draft")
    sent = of_student("submit", draft)
    Application.objects.update(opened_at=clock.now())
    post()
    back = of_student("take_back", sent)
    post()
    sent = of_student("submit", back)
    Application.objects.update(opened_at=clock.now())
    post()
    of_student("withdraw", sent)
    post()
    student, host = draft.student.user.pk, scene.host.pk
    assert post.told == [
        ("application_received", student),
        ("application_taken_back_host", host),
        ("application_received", student),
        ("application_withdrawn", student),
        ("application_ended_host", host),
    ]
    assert "so you can apply for something else instead" in post.text("application_withdrawn")


def test_a_host_who_never_opened_it_hears_nothing(post):
    scene = Scene("open")
    of_student("withdraw", scene.application(opened_at=None))
    post()
    assert post.kinds == {"application_withdrawn"}


def test_a_name_blind_host_learns_no_name_from_a_letter(post):
    scene = Scene("open", name_blind=True)
    application = scene.application()
    of_student("withdraw", application)
    post()
    letter = post.letters["application_ended_host"]
    assert letter.subject_line == (
        f"The applicant {application.reference} is no longer an applicant: Sorting letters"
    )
    for part in (letter.subject_line, letter.body_text, letter.body_html):
        assert application.student.name not in part


def test_decisions_as_they_are_made(post):
    scene = Scene("choosing")
    application = scene.application()
    given = {"reason": "skills", "feedback": "Read about cataloguing."}
    for event, data in (
        ("not_select", given),
        ("reconsider", {}),
        ("reserve", {}),
        ("offer", scene.terms()),
    ):
        application = scene.decide(event, application, **data)
        post()
    offer = application.open_offer
    new = {"place": "2 Example Street"}
    offer_machine.fire("amend", offer, by=scene.host, comment="We moved.", **new)
    post()
    later = scene.cycle.reserve_ends_at
    offer_machine.fire("extend", offer, by=scene.office, comment="Exams.", respond_by=later)
    post()
    offer_machine.fire("rescind", offer, by=scene.host, comment="Nobody here that week.")
    post()
    student = application.student.user.pk
    assert post.told == [
        ("not_selected", student),
        ("looked_at_again", student),
        ("on_the_reserve_list", student),
        ("you_have_an_offer", student),
        ("offer_changed", student),
        ("offer_extended", student),
        ("offer_withdrawn", student),
    ]
    said = "Other applicants showed more of the skills this project needs."
    assert said in post.text("not_selected")
    assert "“Read about cataloguing.”" in post.text("not_selected")
    assert "2 Example Street" in post.text("offer_changed")
    assert "Nobody here" not in post.text("offer_withdrawn")


def test_accepted_then_cancelled(post):
    scene = Scene("released", places=1)
    offer = scene.offered()
    student = offer.application.student
    other = AdvertFactory(cycle=scene.cycle)
    other_host = HostFactory(organisation=other.organisation).user
    ApplicationFactory(student=student, advert=other, opened_at=clock.now())
    reserve = scene.application("reserve", student=StudentFactory(name="Robin Reserve"))
    offer = accept(offer)
    post()
    assert sorted(post.told) == [
        ("application_ended_host", other_host.pk),
        ("offer_accepted_host", scene.host.pk),
        ("placement_confirmed", student.user.pk),
    ]
    confirmed = post.text("placement_confirmed")
    assert f"- “{other.title}” at {other.organisation}\n" in confirmed
    placement_machine.fire("cancel", offer.placement, by=student.user, comment="I am ill.")
    post()
    assert sorted(post.told[3:]) == [
        ("placement_cancelled", student.user.pk),
        ("placement_cancelled_host", scene.host.pk),
        ("placement_cancelled_office", scene.office.pk),
    ]
    assert "Next on your reserve list is Robin Reserve." in post.text("placement_cancelled_host")
    assert f"/host/applicants/{reserve.pk}/" in post.text("placement_cancelled_host")
    assert "I am ill." in post.text("placement_cancelled_office")
    assert "I am ill." not in post.text("placement_cancelled_host")


def test_the_calendar_file_holds_every_day(post, mailoutbox):
    offer = accept(Scene("released").offered())
    post()
    (letter,) = [one for one in mailoutbox if "confirmed" in one.subject]
    ((name, content, kind),) = letter.attachments
    assert (name, kind) == ("placement.ics", "text/calendar")
    text = content if isinstance(content, str) else content.decode()
    assert text.count("BEGIN:VEVENT") == len(offer.placement.ordered_days) == 5


def test_declined_renewed_and_not_answered(post):
    scene = Scene("released")
    offer = scene.offered()
    scene.application("reserve", student=StudentFactory(name="Robin Reserve"))
    of_student("decline", offer)
    post()
    assert "Next on your reserve list is Robin Reserve." in post.text("offer_declined_host")
    application = application_machine.fire(
        "reinstate", offer.application, by=scene.office, comment="Pressed by mistake."
    )
    post()
    renewed = application.open_offer
    with clock.standing_at(renewed.respond_by):
        offer_machine.fire("lapse", renewed, role=DEADLINE)
        post()
    student, host = application.student.user.pk, scene.host.pk
    assert post.told == [
        ("offer_declined_host", host),
        ("you_have_an_offer", student),
        ("offer_reinstated_host", host),
        ("offer_lapsed", student),
        ("offer_lapsed_host", host),
    ]


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("decline", "offer_declined_host"),
        ("lapse", "offer_lapsed_host"),
        ("withdraw", "application_ended_host"),
    ],
)
def test_a_host_whose_advert_passes_places_on_reads_to_whom(post, event, kind):
    scene = Scene("released", promotes_reserves=True)
    offer = scene.offered()
    reserve = scene.application("reserve", student=StudentFactory(name="Robin Reserve"))
    scene.application("reserve", reserve_rank=2, student=StudentFactory(name="Sam Second"))
    with clock.standing_at(offer.respond_by if event == "lapse" else clock.now()):
        if event == "lapse":
            offer_machine.fire(event, offer, role=DEADLINE)
        else:
            of_student(event, offer.application if event == "withdraw" else offer)
        assert promote(scene.advert) == 1
        post()
    letter = post.text(kind)
    assert "the same offer went to the next on your reserve list: Robin Reserve." in letter
    assert "Sam Second" not in letter
    assert "You can offer the place" not in letter
    assert f"/host/adverts/{scene.advert.pk}/applicants/" in letter
    assert ("you_have_an_offer", reserve.student.user.pk) in post.told


def test_what_the_deadlines_end(post):
    scene = Scene("released")
    application_machine.fire("not_select_by_default", scene.application(), role=DEADLINE)
    post()
    words = "The host did not decide in time, so this application has ended. This says nothing"
    assert words in post.text("not_selected")
    reserve = scene.application("reserve")
    with clock.standing_at(scene.cycle.reserve_ends_at):
        application_machine.fire("reserve_ends", reserve, role=DEADLINE)
        post()
    assert post.kinds == {"not_selected", "reserve_list_ended"}


def test_cancelled_by_the_office_or_with_the_advert(post):
    scene = Scene("open")
    cancelled, ended = scene.application(), scene.application()
    application_machine.fire("cancel", cancelled, by=scene.office, comment="Register error.")
    post()
    assert post.told == [
        ("application_cancelled", cancelled.student.user.pk),
        ("application_ended_host", scene.host.pk),
    ]
    assert "Register error" not in post.text("application_cancelled")
    advert_machine.fire("withdraw", scene.advert, by=scene.host)
    post()
    assert sorted(post.told[2:]) == [
        ("advert_withdrawn", scene.host.pk),
        ("application_cancelled", ended.student.user.pk),
    ]
    assert "no longer offers “Sorting letters”" in post.text("application_cancelled")


class TestHeld:
    """Before the release nothing that a student is sent depends on what a host decided."""

    @pytest.fixture
    def scene(self):
        return Scene("choosing", held=True, places=3)

    @pytest.fixture
    def release(self, scene):
        return scene.cycle.first_round.release_at

    def test_every_outcome_waits_for_the_release(self, post, scene, release):
        scene.decide("not_select", scene.application(), reason="numbers")
        scene.decide("reserve", scene.application())
        scene.decide("offer", scene.application(), **scene.terms())
        with clock.standing_at(scene.cycle.first_round.choose_by):
            late = scene.application()
            application_machine.fire("not_select_by_default", late, role=DEADLINE)
        post(release - timedelta(seconds=1))
        assert post.told == []
        post(release)
        assert sorted(kind for kind, _ in post.told) == [
            "not_selected",
            "not_selected",
            "on_the_reserve_list",
            "you_have_an_offer",
        ]

    def test_only_the_last_decision_is_told(self, post, scene, release):
        application = scene.decide("not_select", scene.application(), reason="numbers")
        application = scene.decide("reconsider", application)
        application = scene.decide("reserve", application)
        application = scene.decide("offer", application, **scene.terms())
        offer_machine.fire(
            "amend", application.open_offer, by=scene.host, comment="Moved.", place="2 Street"
        )
        post(release)
        assert [kind for kind, _ in post.told] == ["you_have_an_offer"]
        assert "2 Street" in post.text("you_have_an_offer")

    def test_an_offer_withdrawn_before_the_release_was_never_made(self, post, scene, release):
        application = scene.decide("offer", scene.application(), **scene.terms())
        offer_machine.fire("rescind", application.open_offer, by=scene.host, comment="No desk.")
        post(release)
        assert [kind for kind, _ in post.told] == ["not_selected"]
        assert "offer" not in post.text("not_selected").lower()

    @pytest.mark.parametrize("decision", ["none", "not_select", "reserve", "offer"])
    @pytest.mark.parametrize("end", ["withdraw", "advert"])
    def test_an_end_before_the_release_reads_the_same_for_all(self, post, scene, decision, end):
        data = {"not_select": {"reason": "numbers"}, "offer": scene.terms()}
        application = scene.application(student__user__known_as="Sam")
        if decision != "none":
            application = scene.decide(decision, application, **data.get(decision, {}))
        if end == "withdraw":
            of_student("withdraw", application)
        else:
            advert_machine.fire("withdraw", scene.advert, by=scene.office)
        post()
        letters = [
            message.body_text
            for message in post.letters.values()
            if message.recipient_id == application.student.user_id
        ]
        assert len(letters) == 1
        body = letters[0].split("\n\n", 1)[1].split("\n-- \n")[0]
        organisation = application.advert.organisation
        if end == "withdraw":
            expected = (
                f"Your application for “Sorting letters” at {organisation} is withdrawn. You need "
                "do nothing more.\n\nIf you did not mean to do this, write to us soon.\n\n"
                "See your applications:\nhttps://micro.example.org/applications/\n"
            )
        else:
            expected = (
                f"{organisation} no longer offers “Sorting letters”, so your application has "
                "ended. This says nothing about your application.\n\n"
                "See your applications:\nhttps://micro.example.org/applications/\n"
            )
        assert body == expected

    def test_taken_back_before_the_release_nothing_is_told(self, post):
        scene = Scene("open", held=True)
        application = scene.decide("not_select", scene.application(), reason="numbers")
        of_student("take_back", application)
        post(scene.cycle.first_round.release_at)
        assert [kind for kind, _ in post.told] == ["application_taken_back_host"]


def at(*parts: int) -> datetime:
    return datetime(2026, *parts, tzinfo=clock.OXFORD)


class TestChasers:
    """Those of hosts and of closed drafts; the student's first three stand in test_alerts.py."""

    CLOSES, CHOOSE_BY = at(10, 26, 12), at(11, 6, 12)

    @pytest.fixture
    def scene(self):
        with clock.standing_at(at(10, 21, 9)):
            yield Scene("open")

    def test_a_draft_that_was_not_sent(self, scene):
        scene.application("draft")
        assert chase("draft_not_sent", self.CLOSES - timedelta(seconds=1)) == []
        assert len(chase("draft_not_sent", self.CLOSES)) == 1
        assert len(chase("draft_not_sent", self.CLOSES + DAY)) == 1

    def test_a_draft_whose_advert_closed_early(self, scene):
        scene.application("draft")
        advert_machine.fire("close_early", scene.advert, by=scene.office, comment="Full.")
        (letter,) = chase("draft_not_sent", clock.now())
        assert "closed on Wednesday 21 October 2026, 9:00 (Oxford time)" in letter

    def test_undecided_applications(self, scene):
        scene.application(), scene.application("shortlisted")
        times = (at(10, 30, 12), at(11, 4, 12), at(11, 6, 8))
        counts = [
            len(chase("undecided_applications", now + late))
            for now in times
            for late in (-timedelta(seconds=1), timedelta(0), timedelta(minutes=5))
        ]
        assert counts == [0, 1, 1, 1, 2, 2, 2, 3, 3]

    def test_decided_before_the_letter_went_out(self, scene):
        application = scene.application()
        with clock.standing_at(at(10, 30, 11)):
            scene.decide("not_select", application, reason="numbers")
        assert chase("undecided_applications", at(11, 6, 8)) == []

    def test_what_ended_by_default_is_asked_about_once(self, scene):
        ended = scene.application()
        with clock.standing_at(self.CHOOSE_BY):
            application_machine.fire("not_select_by_default", ended, role=DEADLINE)
        monday = at(11, 9, 12)
        assert chase("ended_by_default", monday - timedelta(seconds=1)) == []
        (letter,) = chase("ended_by_default", monday)
        assert "1 application has ended without a decision. The 1 student reads" in letter
        assert len(chase("ended_by_default", monday + DAY)) == 1


def test_a_placement_without_an_application_has_no_host_to_tell_about_reserves(post):
    """Cancelling touches applications only where there is one."""
    placement = PlacementFactory(advert__cycle=CycleFactory(phase="released"))
    placement_machine.fire("cancel", placement, by=placement.student.user, comment="Ill.")
    post()
    assert post.kinds == {"placement_cancelled"}
