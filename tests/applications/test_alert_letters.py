"""Every letter about applications and offers, on the paths that lead to it."""

from pathlib import Path

import pytest

from alerts import kinds
from applications.models import Application
from applications.promotion import promote
from applications.workflow import application_machine, offer_machine
from microinternships import clock, engine
from microinternships.engine import DEADLINE
from placements.workflow import advert_machine, placement_machine
from tests.alert_letters import told
from tests.applications.letters import Scene, accept, of_student
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    PlacementFactory,
    StudentFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]
APPS = ("applications.alerts", "placements.alerts", "expenses.alerts", "workshops.alerts")
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


@pytest.mark.parametrize(("mode", "place"), [("in_person", "Oxford"), ("remote", "")])
def test_only_whoever_is_there_in_person_is_told_to_keep_receipts(post, mode, place):
    accept(Scene("released", mode=mode, place=place).offered())
    post()
    letter = post.text("placement_confirmed")
    assert ("receipts for travel and lunch" in letter) == (mode == "in_person")


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


def test_a_placement_without_an_application_has_no_host_to_tell_about_reserves(post):
    """Cancelling touches applications only where there is one."""
    placement = PlacementFactory(advert__cycle=CycleFactory(phase="released"))
    placement_machine.fire("cancel", placement, by=placement.student.user, comment="Ill.")
    post()
    assert post.kinds == {"placement_cancelled"}
