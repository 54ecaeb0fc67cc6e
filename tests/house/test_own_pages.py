"""Pages kept for the session they were made for: as true as one made anew, and nobody else's."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import OfficeMember, User
from applications.models import Application, SavedAdvert
from applications.workflow import application_machine
from expenses.models import Claim
from microinternships import clock, shared
from placements.models import HostMember
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    ClaimFactory,
    CycleFactory,
    HostFactory,
    InvitationFactory,
    OfferFactory,
    OfficeFactory,
    PlacementFactory,
    QuestionFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db

A_SECOND = timedelta(seconds=1)
HOME, DESK, BROWSE = reverse("home"), reverse("placements:desk"), reverse("placements:browse")
OFFICE_LISTS = [
    reverse(f"admin:{name}_changelist")
    for name in (
        "placements_advert",
        "applications_application",
        "applications_offer",
        "placements_placement",
        "expenses_claim",
        "enquiries_question",
        "enquiries_concern",
        "placements_organisation",
        "workshops_workshop",
        "workshops_booking",
    )
]


@pytest.fixture(autouse=True)
def nothing_kept():
    caches["own_pages"].clear()


@pytest.fixture
def advert():
    return AdvertFactory(title="Lighthouse letters")


@pytest.fixture
def student():
    return StudentFactory()


@pytest.fixture
def host(advert) -> User:
    return HostFactory(organisation=advert.organisation).user


def page_of(advert) -> str:
    return reverse("placements:advert", args=[advert.pk])


def applicants_of(advert) -> str:
    return reverse("applications:applicants", args=[advert.pk])


def signed_in(user, **how) -> Client:
    """A browser that has been here before, so it has the cookie that goes with tokens."""
    client = Client(**how)
    client.force_login(user)
    client.get(reverse("accounts:details"))
    return client


def text(client, url: str) -> str:
    return client.get(url).content.decode()


def queries(client, url: str) -> list[str]:
    """Those of a second look."""
    first = text(client, url)
    with CaptureQueriesContext(connection) as found:
        second = text(client, url)
    assert first == second
    return [query["sql"] for query in found]


def test_a_student_who_comes_back_to_a_page_costs_one_query(student, advert):
    client = signed_in(student.user)
    looked = [len(queries(client, url)) for url in (HOME, BROWSE, f"{BROWSE}?week=A")]
    assert [*looked, len(queries(client, page_of(advert)))] == [1, 1, 1, 1]


def test_so_does_a_host(host, advert):
    client = signed_in(host)
    looked = [len(queries(client, url)) for url in (DESK, applicants_of(advert), BROWSE)]
    assert looked == [1, 1, 1]


@pytest.mark.parametrize("url", OFFICE_LISTS)
def test_a_list_of_the_office_asks_who_reads_it_first(url):
    """The session, the person, the role: the admin never shows a list without having asked."""
    assert len(queries(signed_in(OfficeFactory()), url)) == 4


def test_a_list_that_is_asked_for_whole_is_another_page():
    AdvertFactory.create_batch(26)
    client = signed_in(OfficeFactory())
    shown = [
        text(client, f"{OFFICE_LISTS[0]}{query}").count(">Sorting letters")
        for query in ("", "?all=")
    ]
    assert shown == [25, 26]


def test_what_a_student_does_is_told_at_once(student, advert):
    client = signed_in(student.user)
    assert "Remove from saved" not in text(client, BROWSE)
    saved = SavedAdvert.objects.create(student=student, advert=advert, saved_at=clock.now())
    assert "Remove from saved" in text(client, BROWSE)
    saved.delete()
    assert "Remove from saved" not in text(client, BROWSE)
    ApplicationFactory(student=student, advert=advert)
    assert "See your application" in text(client, page_of(advert))


def test_what_others_do_is_told_at_once(student, advert, host):
    client = signed_in(host)
    application = ApplicationFactory(student=student, advert=advert)
    word = Application.State.SHORTLISTED.label
    with clock.standing_at(advert.cycle.first_round.closes_at):
        before = text(client, applicants_of(advert))
        assert application.student.name in before
        application_machine.fire("shortlist", application, by=host)
        after = text(client, applicants_of(advert))
    assert after.count(word) > before.count(word)


def test_a_colleague_who_was_removed_sees_nothing_from_before(host, advert):
    HostFactory(organisation=advert.organisation)  # somebody has to stay
    client = signed_in(host)
    assert advert.title in text(client, DESK)
    assert client.get(applicants_of(advert)).status_code == 200
    HostMember.objects.filter(user=host).delete()
    assert advert.title not in text(client, DESK)
    assert client.get(applicants_of(advert)).status_code == 404


def leave(client, user):
    client.post(reverse("account_logout"))


def be_deactivated(client, user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def have_another_password(client, user):
    user.set_password("something quite different")
    user.save()


def end_all_sessions(client, user):
    connection.cursor().execute("DELETE FROM django_session")


def wait_for_the_session_to_run_out(client, user):
    connection.cursor().execute("UPDATE django_session SET expire_date = now() - interval '1s'")


@pytest.mark.parametrize(
    "end",
    [
        leave,
        be_deactivated,
        have_another_password,
        end_all_sessions,
        wait_for_the_session_to_run_out,
    ],
    ids=lambda one: one.__name__,
)
def test_nothing_is_handed_out_after_the_session_has_ended(host, advert, end):
    client = signed_in(host)
    cookies = {name: one.value for name, one in client.cookies.items()}
    assert advert.title in text(client, DESK)
    end(client, host)
    client.cookies.load(cookies)
    answer = client.get(DESK)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_login"))


def test_who_leaves_the_office_reads_no_list(advert):
    user = OfficeFactory()
    client = signed_in(user)
    assert advert.title in text(client, OFFICE_LISTS[0])
    OfficeMember.objects.filter(user=user).delete()
    assert client.get(OFFICE_LISTS[0]).status_code == 302


def test_two_sessions_share_no_page(student, advert):
    other = StudentFactory()
    SavedAdvert.objects.create(student=student, advert=advert, saved_at=clock.now())
    clients = [signed_in(student.user), signed_in(other.user)]
    said = [
        re.findall(r">(Remove from saved|Save)<span", text(client, BROWSE))
        for client in (*clients, *clients)
    ]
    assert said == [["Remove from saved"], ["Save"]] * 2


def test_a_form_on_a_kept_page_can_be_sent(student, advert):
    client = signed_in(student.user, enforce_csrf_checks=True)
    url = page_of(advert)
    assert len(queries(client, url)) == 1
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text(client, url))[1]
    save = reverse("applications:save", args=[advert.pk])
    assert client.post(save, {"csrfmiddlewaretoken": "another" + token[7:]}).status_code == 403
    assert client.post(save, {"csrfmiddlewaretoken": token}).status_code == 302
    assert SavedAdvert.objects.filter(student=student, advert=advert).exists()


def test_without_the_cookie_that_goes_with_its_tokens_no_page_is_kept(student):
    client = Client()
    client.force_login(student.user)
    session = client.cookies["sessionid"].value
    text(client, HOME)
    token = client.cookies["csrftoken"].value
    another = Client()
    another.cookies.load({"sessionid": session})
    text(another, HOME)
    assert another.cookies["csrftoken"].value not in ("", token)


def test_a_confirmation_is_read_once(student, advert):
    client = signed_in(student.user)
    url = page_of(advert)
    text(client, url)
    client.post(reverse("applications:save", args=[advert.pk]), {"next": url})
    shown = ["Saved" in text(client, url).partition("<h1>")[0] for _ in range(3)]
    assert shown == [True, False, False]


def test_an_offer_can_be_answered_until_the_very_second(student):
    made = clock.now().replace(microsecond=0) + timedelta(seconds=17)
    offer = OfferFactory(
        application__student=student,
        application__advert__cycle=CycleFactory(phase="choosing"),
        made_at=made,
        respond_by=made + timedelta(hours=30),
    )
    client = signed_in(student.user)
    asked = f"Answer your offer: “{offer.application.advert}”"
    told = []
    for moment in (offer.respond_by - A_SECOND, offer.respond_by, offer.respond_by - A_SECOND):
        with clock.standing_at(moment):
            told.append(asked in client.get(HOME, {"look": len(told) % 2}).content.decode())
    assert told == [True, False, True]


def test_an_invitation_runs_out_in_its_very_second():
    user = StudentFactory().user
    invitation = InvitationFactory(
        email=user.email, sent_at=clock.now().replace(second=41, microsecond=0)
    )
    HostFactory(user=user)
    client = signed_in(user)
    told = []
    for moment in (invitation.expires_at - A_SECOND, invitation.expires_at):
        with clock.standing_at(moment):
            told.append("Accept the invitation" in text(client, DESK))
    assert told == [True, False]


def anything() -> str:
    with connection.cursor() as cursor:
        cursor.execute(shared.VERSION, [shared.ANYTHING])
        return cursor.fetchone()[0]


def test_what_is_typed_into_a_draft_and_who_signs_in_are_on_no_kept_page(advert, student):
    application = ApplicationFactory(state="draft")
    before, public = anything(), shared.version()
    application.statement = "Typed a little more."
    application.save()
    student.user.last_login = clock.now()
    student.user.save()
    assert anything() == before
    student.user.known_as = "Sam"
    student.user.save()
    assert anything() != before
    assert shared.version() == public


def test_a_draft_of_an_advert_is_nothing_public_until_it_is_submitted(advert):
    draft = AdvertFactory(state="draft")
    before, public = anything(), shared.version()
    draft.title = "Typed a little more"
    draft.save()
    assert (anything() != before, shared.version() == public) == (True, True)
    draft.state = "submitted"
    draft.save()
    assert shared.version() != public


# Rows that are written once, each with the change of the row that it tells of.
WITH_THEIR_SUBJECT = {"microinternships_transition", "microinternships_note"}
# Asked with each request, never changed, or empty: what the Office may do follows from its role.
DJANGO = {
    "change",
    "django_session",
    "django_content_type",
    *("auth_permission", "auth_group", "auth_group_permissions"),
    *("accounts_user_groups", "accounts_user_user_permissions"),
}


def test_every_table_that_a_kept_page_reads_is_watched(student, advert, host):
    PlacementFactory(student=student, advert=AdvertFactory(cycle=CycleFactory(phase="claiming")))
    ClaimFactory(state=Claim.State.SUBMITTED)
    ApplicationFactory(student=student, advert=advert)
    QuestionFactory(advert=advert)
    looks = [
        (student.user, (HOME, BROWSE, page_of(advert))),
        (host, (DESK, applicants_of(advert), page_of(advert))),
        (OfficeFactory(), OFFICE_LISTS),
    ]
    with CaptureQueriesContext(connection) as found:
        for user, urls in looks:
            client = signed_in(user)
            assert [client.get(url).status_code for url in urls] == [200] * len(urls)
    read = {
        table for query in found for table in re.findall(r'(?:FROM|JOIN) "?(\w+)"?', query["sql"])
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgfoid IN ('note_public_change'::regproc, 'note_change'::regproc)"
        )
        watched = {name for (name,) in cursor.fetchall()}
    assert read - watched - WITH_THEIR_SUBJECT - DJANGO == set()
