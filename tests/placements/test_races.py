"""Two people at the same moment about cycles, organisations and adverts, with real threads."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from microinternships import clock
from placements import moving, planning, searches, terms
from placements.feedback import give
from placements.models import (
    Advert,
    ChangeRequest,
    CycleChange,
    Feedback,
    Invitation,
    JoinRequest,
    Organisation,
)
from placements.verifying import likely_duplicates
from placements.workflow import advert_machine, invitations, save_draft
from tests.expenses.scenes import past_placement
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    OrganisationFactory,
    StudentFactory,
    UserFactory,
)
from tests.placements.test_organisations import MAP_ROOM
from tests.threads import at_once, doing, firing, overlapping

pytestmark = pytest.mark.django_db(transaction=True)


def pressing(user, address: str, sent: dict):
    """A work that sends a form as ``user`` and answers with the status: 302 is on to what it made,
    200 the form once more."""
    browser = Client()
    browser.force_login(user)
    return lambda: browser.post(address, sent).status_code


# Organisations


def test_who_registers_an_organisation_twice_at_once_has_one_and_is_told_of_it():
    new = pressing(UserFactory(), reverse("placements:organisation_new"), MAP_ROOM)
    assert sorted(at_once(new, new)) == [200, 302]
    assert Organisation.objects.count() == 1


def test_two_people_who_register_the_same_at_once_are_pointed_out_to_the_office():
    """A name that nobody has verified is told to no stranger, so only the Office can see both."""
    address = reverse("placements:organisation_new")
    works = [pressing(UserFactory(), address, MAP_ROOM) for _ in range(2)]
    assert at_once(*works) == [302, 302]
    one, other = Organisation.objects.all()
    assert [like.organisation for like in likely_duplicates(one)] == [other]
    assert [like.organisation for like in likely_duplicates(other)] == [one]
    assert [each.members.count() for each in (one, other)] == [1, 1]


def test_two_admins_who_invite_the_same_address_at_once_send_one_invitation():
    organisation = OrganisationFactory()
    given = {"email": "new@example.org", "roles": ["recruiter"], "now": clock.now()}
    admins = [HostFactory(organisation=organisation).user for _ in range(2)]
    works = [doing(invitations.invite, organisation, by=by, **given) for by in admins]
    assert sorted(at_once(*works), key=str) == ["done", {"invited"}]
    assert Invitation.objects.count() == 1


def test_who_asks_to_join_twice_at_once_asks_once():
    organisation, kit = OrganisationFactory(), UserFactory()
    asking = doing(invitations.ask_to_join, organisation, message="", by=kit, now=clock.now())
    assert at_once(asking, asking) == ["done", "done"]
    assert JoinRequest.objects.count() == 1


def test_terms_accepted_by_two_admins_at_once_are_accepted_once():
    organisation = OrganisationFactory(terms=False)
    admins = [HostFactory(organisation=organisation).user for _ in range(2)]
    works = [doing(terms.accept, organisation, version=1, by=by) for by in admins]
    assert at_once(*works) == ["done", "done"]
    assert organisation.terms_accepted.count() == 1


# Cycles


@pytest.mark.parametrize("seconds", [-1, 0])
def test_a_deadline_moved_while_a_host_submits_holds_as_it_was_or_as_it_is(seconds):
    cycle, office = CycleFactory(phase="collecting"), OfficeFactory()
    advert = AdvertFactory(state="draft", cycle=cycle)
    host = HostFactory(organisation=advert.organisation).user
    due = cycle.adverts_due_at
    later = {**planning.flat(cycle), "adverts_due_at": due + timedelta(days=1)}

    def submit():
        with clock.standing_at(due + timedelta(seconds=seconds)):
            return firing(advert_machine, "submit", advert, by=host)()

    def move():
        with clock.standing_at(due - timedelta(minutes=1)):
            return doing(moving.change, cycle, later, by=office, reason="Snow.")()

    submitted, moved = at_once(submit, move)
    assert moved == "done"
    assert CycleChange.objects.get().changed["adverts_due_at"] == [
        due.isoformat(),
        (due + timedelta(days=1)).isoformat(),
    ]
    in_time = submitted == "submitted"
    assert in_time or (seconds == 0 and submitted == {"too_late"})
    assert Advert.objects.get().state == ("submitted" if in_time else "draft")
    assert in_time or submit() == "submitted"


def test_a_cycle_that_turns_remote_while_a_host_submits_has_no_advert_in_person():
    cycle, office = CycleFactory(phase="collecting"), OfficeFactory()
    advert = AdvertFactory(state="draft", cycle=cycle)
    host = HostFactory(organisation=advert.organisation).user
    remote = {**planning.flat(cycle), "remote_only": True}
    submit = firing(advert_machine, "submit", advert, by=host)
    turn = doing(moving.change, cycle, remote, by=office, reason="Everybody stays at home.")
    assert overlapping(turn, submit) == ["done", {"remote_only"}]
    moving.change(cycle, {**remote, "remote_only": False}, by=office, reason="They do not.")
    assert overlapping(submit, turn) == ["submitted", {"in_person"}]


def test_a_cycle_that_turns_remote_while_terms_change_has_no_advert_in_person():
    advert, officers = AdvertFactory(mode="remote"), OfficeFactory.create_batch(2)
    cycle = advert.cycle
    met = {"mode": "in_person", "place": "Oxford", "expenses_accepted": True}
    remote = {**planning.flat(cycle), "remote_only": True}
    amend = firing(
        advert_machine, "amend_terms", advert, by=officers[0], comment="Asked.", changes=met
    )
    turn = doing(moving.change, cycle, remote, by=officers[1], reason="Everybody stays at home.")
    assert overlapping(turn, amend) == ["done", {"remote_only"}]
    moving.change(cycle, {**remote, "remote_only": False}, by=officers[1], reason="They do not.")
    assert overlapping(amend, turn) == ["approved", {"in_person"}]


# Adverts


def test_what_a_host_saves_while_the_office_approves_is_not_among_what_is_approved():
    advert = AdvertFactory(state="submitted")
    host, office = HostFactory(organisation=advert.organisation).user, OfficeFactory()
    mine = Advert.objects.get()
    mine.title = "Something else"
    saving = doing(save_draft, mine, by=host, fields=["title"], edition=0, tab="")
    approving = firing(advert_machine, "approve", advert, by=office)
    assert at_once(saving, approving) == [{"state"}, "approved"]
    assert Advert.objects.get().title == advert.title


def test_an_advert_approved_and_withdrawn_at_once_is_withdrawn():
    advert = AdvertFactory(state="submitted")
    host, office = HostFactory(organisation=advert.organisation).user, OfficeFactory()
    approved, withdrawn = at_once(
        firing(advert_machine, "approve", advert, by=office),
        firing(advert_machine, "withdraw", advert, by=host),
    )
    assert withdrawn == Advert.objects.get().state == "withdrawn"
    assert approved in ("approved", {"state"})


def test_two_of_the_office_who_decide_about_an_advert_at_once_decide_once():
    advert, officers = AdvertFactory(state="submitted"), OfficeFactory.create_batch(2)
    answers = at_once(
        firing(advert_machine, "approve", advert, by=officers[0]),
        firing(advert_machine, "request_changes", advert, by=officers[1], comment="Shorter."),
    )
    assert {"state"} in answers
    assert Advert.objects.get().state in answers


def test_two_of_the_office_who_change_terms_at_once_change_what_the_other_had_read():
    advert, officers = AdvertFactory(places=1), OfficeFactory.create_batch(2)
    works = [
        firing(
            advert_machine, "amend_terms", advert, by=by, comment="Asked.", read=0, changes=changes
        )
        for by, changes in zip(officers, ({"places": 3}, {"days": 4}), strict=True)
    ]
    assert sorted(at_once(*works), key=str) == ["approved", {"overtaken"}]
    stored = Advert.objects.get()
    assert (stored.places, stored.days) in ((3, 5), (1, 4))


def test_two_colleagues_who_ask_for_a_change_at_once_leave_one_request():
    advert = AdvertFactory()
    hosts = [HostFactory(organisation=advert.organisation).user for _ in range(2)]
    works = [
        firing(advert_machine, "ask_for_change", advert, by=by, wish="close", comment="Enough.")
        for by in hosts
    ]
    assert at_once(*works) == ["approved", "approved"]
    assert ChangeRequest.objects.count() == 1


def test_a_request_is_taken_back_or_declined_and_never_both():
    advert = AdvertFactory()
    host, officer = HostFactory(organisation=advert.organisation).user, OfficeFactory()
    asked = {"wish": "close", "comment": "Enough."}
    advert_machine.fire("ask_for_change", advert, by=host, **asked)
    answers = at_once(
        firing(advert_machine, "take_back_change", advert, by=host),
        firing(advert_machine, "decline_change", advert, by=officer, comment="Not now."),
    )
    assert sorted(answers, key=str) == ["approved", {"nothing_asked"}]
    assert not ChangeRequest.objects.exists()


# Students


def test_a_search_saved_twice_at_once_is_saved_once():
    student = StudentFactory()
    saving = pressing(student.user, f"{reverse('placements:search_new')}?q=maps", {"every": "day"})
    assert at_once(*[saving] * 4) == [302] * 4
    assert student.saved_searches.count() == 1


def test_the_last_search_that_may_be_kept_is_one_of_two_saved_at_once():
    student = StudentFactory()
    for number in range(searches.MOST - 1):
        searches.keep(student, f"q=word{number}", every="day")
    new = reverse("placements:search_new")
    works = [pressing(student.user, f"{new}?q={word}", {"every": "day"}) for word in ("a", "b")]
    assert sorted(at_once(*works)) == [200, 302]
    assert student.saved_searches.count() == searches.MOST


def test_feedback_sent_twice_at_once_is_given_once():
    placement = past_placement()
    aspects = dict.fromkeys(("welcome", "supervision", "learning", "as_advertised"), 3)
    giving = doing(give, placement, by=placement.student.user, **aspects)
    assert sorted(at_once(giving, giving), key=str) == ["done", {"given"}]
    assert Feedback.objects.count() == 1
