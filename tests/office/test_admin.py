"""The Office's admin: who gets in, what can be pressed, how many queries a list takes."""

from datetime import UTC, datetime, time

import pytest
from django.contrib.admin.utils import lookup_field
from django.urls import reverse
from unfold.templatetags.unfold_list import items_for_result

from accounts.models import OfficeMember, User
from alerts.models import Subscription
from expenses.workflow import claim_machine
from microinternships import clock
from microinternships.models import Transition
from microinternships.templatetags.office import in_words
from placements import terms
from placements.models import Advert, ChangeRequest, Organisation, Placement
from placements.workflow import register_organisation
from tests import factories
from tests.workshops.factories import BookingFactory, WorkshopFactory

pytestmark = pytest.mark.django_db

LISTS = {
    "accounts_user": factories.UserFactory,
    "accounts_student": factories.StudentFactory,
    "accounts_officemember": factories.OfficeFactory,
    "placements_cycle": factories.CycleFactory,
    "placements_organisation": factories.OrganisationFactory,
    "placements_advert": factories.AdvertFactory,
    "placements_placement": factories.PlacementFactory,
    "applications_application": factories.ApplicationFactory,
    "applications_offer": factories.OfferFactory,
    "expenses_claim": factories.ClaimFactory,
    "enquiries_question": factories.QuestionFactory,
    "enquiries_concern": factories.ConcernFactory,
    "workshops_workshop": WorkshopFactory,
    "workshops_booking": BookingFactory,
}


@pytest.fixture
def office(client):
    user = factories.OfficeFactory()
    client.force_login(user)
    return user


def press(client, subject, event, **data):
    opts = subject._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_do", args=[subject.pk, event])
    return client.post(url, data)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("viewer", ["view"]),
        ("caseworker", ["view", "add", "change"]),
        ("manager", ["view", "add", "change", "delete"]),
    ],
)
def test_what_somebody_may_do_follows_from_their_role_in_one_query(
    role, allowed, django_assert_num_queries
):
    user = User.objects.get(pk=factories.OfficeFactory(role=role).pk)
    with django_assert_num_queries(1):
        may = {
            action: user.has_perm(f"placements.{action}_cycle")
            for action in ("view", "add", "change", "delete")
        }
    assert [action for action, yes in may.items() if yes] == allowed


@pytest.mark.parametrize("person", [None, factories.UserFactory, factories.StudentFactory])
def test_nobody_outside_the_office_gets_in(client, person):
    if person:
        someone = person()
        client.force_login(getattr(someone, "user", someone))
    response = client.get(reverse("admin:index"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


def test_a_state_is_never_a_field(client, office):
    advert = factories.AdvertFactory(state=Advert.State.SUBMITTED)
    page = client.get(reverse("admin:placements_advert_change", args=[advert.pk]))
    assert "state" not in page.context["adminform"].form.fields
    assert 'name="state"' not in page.content.decode()


def test_a_transition_is_a_button_with_a_comment_and_a_history_row(client, office):
    advert = factories.AdvertFactory(state=Advert.State.SUBMITTED)
    page = client.get(reverse("admin:placements_advert_change", args=[advert.pk]))
    url = reverse("admin:placements_advert_do", args=[advert.pk, "decline"])
    assert url in page.content.decode()
    assert client.get(url).status_code == 200

    refused = press(client, advert, "decline", comment="")
    assert refused.context["form"].errors == {"comment": ["Say why."]}
    advert.refresh_from_db()
    assert advert.state == Advert.State.SUBMITTED

    done = press(client, advert, "decline", comment="No supervision is described.")
    assert done.url == reverse("admin:placements_advert_change", args=[advert.pk])
    advert.refresh_from_db()
    assert advert.state == Advert.State.DECLINED
    row = Transition.objects.of(advert).get()
    assert (row.event, row.by, row.role) == ("decline", office, "office")
    assert row.note.text == "No supervision is described."


def test_a_guard_that_says_no_is_shown_with_its_sentence(client, office):
    organisation = factories.OrganisationFactory(state=Organisation.State.SUBMITTED)
    advert = factories.AdvertFactory(state=Advert.State.SUBMITTED, organisation=organisation)
    url = reverse("admin:placements_advert_do", args=[advert.pk, "approve"])
    sentence = f"Verify {organisation} first."
    assert sentence in client.get(url).content.decode()
    assert sentence in press(client, advert, "approve").content.decode()
    advert.refresh_from_db()
    assert advert.state == Advert.State.SUBMITTED


def test_a_viewer_sees_and_presses_nothing(client):
    client.force_login(factories.OfficeFactory(role=OfficeMember.Role.VIEWER))
    advert = factories.AdvertFactory(state=Advert.State.SUBMITTED)
    page = client.get(reverse("admin:placements_advert_change", args=[advert.pk]))
    assert page.status_code == 200
    assert page.context["buttons"] == []
    assert press(client, advert, "decline", comment="No").status_code == 403


def test_an_event_of_hosts_cannot_be_pressed_in_the_office(client, office):
    advert = factories.AdvertFactory(state=Advert.State.DRAFT)
    assert press(client, advert, "submit").status_code == 404


def test_only_a_manager_changes_the_office_itself(client):
    client.force_login(factories.OfficeFactory(role=OfficeMember.Role.CASEWORKER))
    assert client.get(reverse("admin:accounts_officemember_add")).status_code == 403
    assert client.get(reverse("admin:applications_waiver_add")).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_each_list_takes_one_number_of_queries_at_1_3_and_50_rows(
    name, client, office, django_assert_max_num_queries
):
    url = reverse(f"admin:{name}_changelist")
    counts = []
    for more in (1, 2, 47):
        LISTS[name].create_batch(more)
        with django_assert_max_num_queries(20) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


@pytest.mark.parametrize("asked", [{}, {"_popup": 1, "_to_field": "id"}])
@pytest.mark.parametrize("name", LISTS)
def test_each_cell_is_what_the_theme_draws_but_for_the_sites_own_words(name, asked, client, office):
    LISTS[name].create_batch(3)
    response = client.get(reverse(f"admin:{name}_changelist"), {**asked, "o": "1"})
    cl, rows = response.context["cl"], response.context["rows"]
    assert len(rows) == len(cl.result_list) > 0
    for ours, row in zip(rows, cl.result_list, strict=True):
        theirs = list(items_for_result(cl, row, None))
        own = [_said_by_the_site(cl, column, row) for column in cl.list_display]
        assert [a for a, mine in zip(ours, own, strict=True) if not mine] == [
            b for b, mine in zip(theirs, own, strict=True) if not mine
        ]
    assert all(cell in response.text for row in rows for cell in row)


def _said_by_the_site(cl, column: str, row) -> bool:
    field, _, value = lookup_field(column, row, cl.model_admin)
    return in_words(value, field) is not None


WHEN = datetime(2026, 7, 1, 14, 5, tzinfo=UTC)
SHORT = "Wed\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}Jul\N{NO-BREAK SPACE}2026, 15:05"


@pytest.mark.parametrize(
    ("value", "field", "on_a_page", "in_a_table"),
    [
        (WHEN, None, "Wednesday 1 July 2026, 15:05", SHORT),
        (clock.noon(WHEN.date()), None, "Wednesday 1 July 2026, 12:00 noon", None),
        (WHEN.date(), None, "Wednesday 1 July 2026", SHORT.split(",")[0]),
        (time(9, 30), None, "9:30", "9:30"),
        (True, None, "Yes", "Yes"),
        (False, None, "No", "No"),
        (None, Advert.own_closing_at.field, "", ""),
        (["self-management", "planning"], Advert.skills.field, "Self-management; Planning", None),
        ([], Advert.skills.field, "", ""),
        ("Europe/London", Advert.zone.field, "Oxford", "Oxford"),
        ("America/New_York", Placement.zone.field, "New York", "New York"),
        ("Old maps", Advert.title.field, None, None),
    ],
)
def test_the_office_reads_the_sites_own_words(value, field, on_a_page, in_a_table):
    assert in_words(value, field) == on_a_page
    if in_a_table is not None:
        assert in_words(value, field, short=True) == in_a_table


def test_lists_and_records_tell_times_and_choices_alike(client, office):
    with clock.standing_at(WHEN):
        concern = factories.ConcernFactory()
    told = client.get(reverse("admin:enquiries_concern_changelist")).text
    assert SHORT in told
    told = client.get(reverse("admin:enquiries_concern_change", args=[concern.pk])).text
    assert "Wednesday 1 July 2026, 15:05" in told
    topics = ["news", "vacancies"]
    waiting = Subscription.objects.create(email="a@example.org", topics=topics, asked_at=WHEN)
    told = client.get(reverse("admin:alerts_subscription_change", args=[waiting.pk])).text
    assert "News from the Internship Office; New adverts, when a round opens" in told


def test_a_list_that_finds_nothing_says_so(client, office):
    page = client.get(reverse("admin:placements_advert_changelist"), {"q": "nowhere"}).text
    assert "No results found" in page
    assert 'id="result_list"' not in page


@pytest.mark.parametrize("name", LISTS)
def test_each_row_opens(name, client, office):
    row = LISTS[name]()
    subject = getattr(row, "office_member", row) if name == "accounts_officemember" else row
    page = client.get(reverse(f"admin:{name}_change", args=[subject.pk]))
    assert page.status_code == 200


class TestOrganisations:
    """All that verifying one needs stands on its page."""

    def change(self, organisation) -> str:
        return reverse("admin:placements_organisation_change", args=[organisation.pk])

    def test_the_page_says_who_registered_it_and_what_they_confirmed(self, client, office):
        user = factories.UserFactory(name="Ada Admin")
        made = factories.OrganisationFactory.build(not_the_same="Ours is in Nairobi.")
        organisation = register_organisation(made, by=user)
        terms.accept(organisation, version=1, by=user)
        page = client.get(self.change(organisation)).text
        assert f"By Ada Admin, {user.email}, on " in page
        assert "Version 1, accepted by Ada Admin on " in page
        assert "Its host says: “Ours is in Nairobi.”" in page
        assert reverse("admin:placements_organisation_people", args=[organisation.pk]) in page

    def test_its_sector_is_not_taken_away(self, client, office):
        one = factories.OrganisationFactory()
        sent = {"name": one.name, "kind": one.kind, "country": "GB", "website": one.website}
        sent |= {f"members-{part}_FORMS": 0 for part in ("TOTAL", "INITIAL")}
        shown = client.post(self.change(one), {**sent, "initial-sector": one.sector, "sector": ""})
        errors = shown.context["adminform"].form.errors
        assert errors == {"sector": ["Choose the sector it works in most."]}

    def test_what_may_be_the_same_is_linked_whatever_its_state(self, client, office):
        one = factories.OrganisationFactory(
            name="Example Map Room", website="https://maps.example.org"
        )
        other = factories.OrganisationFactory(
            name="The Map Room", website="https://www.maps.example.org", state="declined"
        )
        factories.OrganisationFactory(name="Somebody Else", website="https://else.example.net")
        shown = client.get(self.change(one)).text
        told = f'href="{self.change(other)}">The Map Room</a>, declined: the same website'
        assert told in shown
        assert "Somebody Else" not in shown

    def test_one_that_is_like_no_other_says_so(self, client, office):
        organisation = factories.OrganisationFactory(terms=False)
        page = client.get(self.change(organisation)).text
        assert "None found" in page
        assert "Not accepted" in page

    @pytest.mark.parametrize("rows", [1, 3, 50])
    def test_its_page_asks_as_many_queries_for_fifty_people_as_for_one(
        self, client, office, rows, django_assert_num_queries
    ):
        organisation = factories.OrganisationFactory()
        factories.HostFactory.create_batch(rows, organisation=organisation)
        factories.OrganisationFactory.create_batch(rows)
        client.get(self.change(organisation))  # the kinds of content are looked up once
        with django_assert_num_queries(ORGANISATION_QUERIES):
            assert client.get(self.change(organisation)).status_code == 200

    def test_the_office_looks_after_people_on_the_hosts_own_page(self, client, office):
        member = factories.HostFactory()
        people = reverse("placements:people", args=[member.organisation_id])
        there = reverse("admin:placements_organisation_people", args=[member.organisation_id])
        assert client.get(there).url == people
        page = client.get(people).text
        assert "Send invitation" in page
        assert self.change(member.organisation) in page
        assert "Leave" not in page

    def test_nobody_of_the_office_registers_one(self, client, office):
        assert client.get("/office/placements/organisation/add/").status_code == 403


ORGANISATION_QUERIES = 13


def test_the_office_decides_a_claim_on_the_hosts_behalf_item_by_item(client, office):
    item = factories.ReceiptFactory().item
    factories.PlacementDay.objects.filter(placement=item.claim.placement).update(attended=True)
    claim = claim_machine.fire("submit", item.claim, by=item.claim.placement.student.user)
    amount, reason = f"item-{item.pk}-amount", f"item-{item.pk}-reason"
    half = {amount: "4.00", reason: "", "comment": "The host has left."}
    refused = press(client, claim, "approve", **half)
    assert "form" in refused.context
    claim.refresh_from_db()
    assert claim.state == "submitted"
    press(client, claim, "approve", **{**half, reason: "Only one of two lunches was yours."})
    claim.refresh_from_db()
    item.refresh_from_db()
    assert (claim.state, item.approved.amount) == ("approved", 4)


def test_what_is_answered_stands_above_the_form_that_answers_it(client, office):
    concern = factories.ConcernFactory(reporter__name="Sam Example")
    page = client.get(reverse("admin:enquiries_concern_do", args=[concern.pk, "close"]))
    told = [("What happened", concern.text), ("Reported by", "Sam Example")]
    assert page.context["to_read"] == told
    assert all(text in page.content.decode() for _, text in told)


@pytest.mark.parametrize(
    ("wish", "main"),
    [(None, []), ("longer", ["extend"]), ("close", ["close_early"]), ("other", ["amend_terms"])],
)
def test_the_button_that_stands_out_does_what_the_host_asks_for(client, office, wish, main):
    advert = factories.AdvertFactory()
    if wish:
        until = clock.now() if wish == "longer" else None
        ChangeRequest.objects.create(
            advert=advert, wish=wish, closes_at=until, reason="Few apply.", asked_at=clock.now()
        )
    page = client.get(reverse("admin:placements_advert_change", args=[advert.pk]))
    assert [one["event"].name for one in page.context["buttons"] if one["main"]] == main


SAVED = ("accounts_user", "accounts_student", "accounts_officemember", "placements_organisation")


@pytest.mark.parametrize("name", [one for one in LISTS if one != "placements_cycle"])
def test_nothing_can_be_saved_where_nothing_can_be_typed(client, office, name):
    row = LISTS[name]()
    subject = getattr(row, "office_member", row) if name == "accounts_officemember" else row
    page = client.get(reverse(f"admin:{name}_change", args=[subject.pk]))
    saves = {*SAVED, "placements_placement"}
    assert ('name="_save"' in page.text) == (name in saves)
