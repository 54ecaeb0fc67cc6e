"""Optional alerts are switched off by whoever gets them; what decides something always comes."""

import pytest
from django.core.checks import Error
from django.urls import reverse

from alerts import checks, kinds, preferences, sender
from alerts.kinds import LIST, Kind
from alerts.models import Alert, Message, SwitchedOff
from microinternships.engine import HOST, OFFICE, STUDENT
from tests.alerts.conftest import NOON, alert_for
from tests.alerts.sample.kinds import NAME_MISSING, NAME_MISSING_POLITELY
from tests.factories import HostFactory, OfficeFactory, StudentFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "alerts:preferences"


def switch_off(user, *names) -> None:
    shown = [kinds.get(name) for name in names]
    preferences.choose(user, shown=shown, wanted=())


# The sender


@pytest.fixture
def due(person):
    """An alert of each sample kind, on a Friday at noon."""

    def make(kind):
        friday = NOON.replace(day=16)
        alert = alert_for(person, kind=kind, due_at=friday, next_try_at=friday, step="T-7d")
        sender.send_due(friday)
        return Alert.objects.get(pk=alert.pk)

    return make


def test_what_is_switched_off_is_skipped_with_the_reason(declare, due, person):
    declare(NAME_MISSING_POLITELY)
    switch_off(person, "name_missing_politely")
    alert = due("name_missing_politely")
    assert (alert.state, alert.reason) == ("skipped", "preference: switched off by the recipient")
    assert not Message.objects.exists()


def test_anybody_else_is_still_sent_it(declare, due, person):
    declare(NAME_MISSING_POLITELY)
    switch_off(UserFactory(), "name_missing_politely")
    assert due("name_missing_politely").state == "sent"


def test_a_mandatory_kind_is_sent_whatever_stands_in_the_table(declare, due, person):
    declare(NAME_MISSING)
    SwitchedOff.objects.create(user=person, kind="name_missing")
    assert due("name_missing").state == "sent"


def test_an_optional_letter_says_where_to_switch_it_off(declare, due, person, settings):
    settings.SITE_URL = "https://micro.example.org"
    declare(NAME_MISSING_POLITELY, NAME_MISSING)
    texts = {}
    for kind in ("name_missing_politely", "name_missing"):
        alert = due(kind)
        texts[kind] = Message.objects.get(alert=alert).body_text
    link = "You can switch this reminder off: https://micro.example.org/account/alerts/"
    assert [link in text for text in texts.values()] == [True, False]


# What is offered


def test_every_optional_kind_has_a_name_of_its_own_on_the_page():
    optional = [kind for kind in kinds.every() if kind.switchable]
    labels = [kind.label for kind in optional]
    assert len(set(labels)) == len(labels) > 0
    assert {kind.audience for kind in optional} <= {STUDENT, HOST, OFFICE}
    assert checks.every_optional_kind_can_be_switched_off(None) == []


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ({"label": "A reminder", "audience": STUDENT}, True),
        ({"audience": LIST}, True),
        ({"label": "A reminder"}, False),
        ({"audience": STUDENT}, False),
    ],
)
def test_an_optional_kind_that_cannot_be_switched_off_is_found_at_start_up(declare, said, right):
    declare(Kind("nudge", subject="accounts.user", recipients=list, optional=True, **said))
    found = checks.every_optional_kind_can_be_switched_off(None)
    assert [type(one) for one in found] == ([] if right else [Error])


# The page


def fields(response) -> dict[str, list[str]]:
    form = response.context["form"]
    return {name: [value for value, _ in form.fields[name].choices] for name in form.fields}


def test_everybody_sees_what_concerns_them(client):
    people = {
        STUDENT: StudentFactory().user,
        HOST: HostFactory().user,
        OFFICE: OfficeFactory(),
    }
    for role, user in people.items():
        client.force_login(user)
        response = client.get(reverse(PAGE))
        offered = [kind.name for kind in preferences.offered_to(role)]
        assert fields(response) == {role: offered}
        for sentence in kinds.never_off(role):
            assert sentence in response.text


def test_a_student_who_is_a_host_chooses_as_both(client):
    student = StudentFactory()
    HostFactory(user=student.user)
    client.force_login(student.user)
    assert list(fields(client.get(reverse(PAGE)))) == [STUDENT, HOST]


def test_somebody_without_a_role_has_nothing_to_choose(client):
    client.force_login(UserFactory())
    response = client.get(reverse(PAGE))
    assert fields(response) == {}
    assert "there is nothing to choose" in response.text


def test_the_choice_is_kept_and_shown_again(client):
    user = StudentFactory().user
    client.force_login(user)
    every = [kind.name for kind in preferences.offered_to(STUDENT)]
    off, *on = every
    response = client.post(reverse(PAGE), {STUDENT: on}, follow=True)
    assert "Your choice is saved." in response.text
    assert preferences.switched_off(user) == {off}
    assert response.context["form"].fields[STUDENT].initial == on
    client.post(reverse(PAGE), {STUDENT: every})
    assert preferences.switched_off(user) == set()


def test_a_choice_as_a_student_leaves_the_hosts_as_it_was(client):
    student = StudentFactory()
    hosts = [kind.name for kind in preferences.offered_to(HOST)]
    switch_off(student.user, hosts[0])
    client.force_login(student.user)
    client.post(reverse(PAGE), {STUDENT: []})
    students = {kind.name for kind in preferences.offered_to(STUDENT)}
    assert preferences.switched_off(student.user) == {hosts[0], *students}


def test_a_mandatory_kind_cannot_be_switched_off(client):
    user = StudentFactory().user
    client.force_login(user)
    response = client.post(reverse(PAGE), {STUDENT: ["you_have_an_offer"]})
    assert STUDENT in response.context["form"].errors
    assert preferences.switched_off(user) == set()


def test_it_is_among_the_pages_of_an_account(client):
    client.force_login(StudentFactory().user)
    page = client.get(reverse("accounts:details")).text
    assert f'<a href="{reverse(PAGE)}">Alerts</a>' in page
