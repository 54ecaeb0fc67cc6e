"""Registering an organisation, changing it, the terms it accepts, and finding it twice."""

import pytest
from django.urls import reverse

from microinternships import clock
from microinternships.engine import Refused
from pages.models import Page
from placements import likeness, terms
from placements.likeness import like
from placements.models import JoinRequest, Organisation, TermsAcceptance
from placements.workflow import advert_machine, organisation_machine
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

MAP_ROOM = {
    "name": "Example Map Room",
    "kind": "charity",
    "sector": "arts",
    "country": "KE",
    "website": "https://maps.example.net",
    "about": "",
}
DECLARED = {"supervision_declared": "on", "insurance_declared": "on"}
AGREED = {"terms": "on", "terms_version": "1"}
SUBMIT = {"do": "Save and submit to the Office"}
NEW = "placements:organisation_new"


@pytest.fixture
def user(client):
    user = UserFactory(name="Ada Admin")
    client.force_login(user)
    return user


def register(client, *given, **changed):
    sent = MAP_ROOM.copy()
    for more in (*given, changed):
        sent |= more
    return client.post(reverse(NEW), sent)


def at(name: str, organisation) -> str:
    return reverse(f"placements:{name}", args=[organisation.pk])


def errors(response) -> dict:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def states() -> list[str]:
    return list(Organisation.objects.order_by("pk").values_list("state", flat=True))


# Registering


def test_registering_and_submitting_in_one_go(client, user):
    response = register(client, DECLARED, AGREED, SUBMIT)
    organisation = Organisation.objects.get()
    assert response.url == at("organisation", organisation)
    assert {name: getattr(organisation, name) for name in MAP_ROOM} == MAP_ROOM
    assert (organisation.state, organisation.members.get().user) == ("submitted", user)
    (accepted,) = organisation.terms_accepted.all()
    assert (accepted.version, accepted.accepted_by) == (1, user)
    assert accepted.words.startswith("Terms for hosts\n\nWhat your organisation agrees to")


def test_what_is_missing_is_said_and_the_rest_is_kept_as_a_draft(client, user):
    response = register(client, SUBMIT)
    organisation = Organisation.objects.get()
    assert errors(response) == {
        "supervision_declared": ["Confirm that you will supervise every student on placement."],
        "terms": ["Accept the terms for hosts."],
    }
    assert organisation.state == "draft"
    again = at("organisation_edit", organisation)
    assert f'action="{again}"' in response.text
    client.post(again, {**MAP_ROOM, **DECLARED, **AGREED, **SUBMIT})
    assert states() == ["submitted"]


def test_a_draft_that_accepted_the_terms_is_not_asked_again(client, user):
    register(client, AGREED)
    (organisation,) = Organisation.objects.all()
    form = client.get(at("organisation_edit", organisation)).context["form"]
    assert "terms" not in form.fields
    client.post(at("organisation_edit", organisation), {**MAP_ROOM, **DECLARED, **SUBMIT})
    assert states() == ["submitted"]


def test_terms_that_changed_meanwhile_are_read_again(client, user):
    Page.objects.filter(slug="host-terms").update(version=2)
    response = register(client, DECLARED, AGREED, SUBMIT)
    assert errors(response) == {
        "terms": ["The terms have changed while you read them. Read them again, then accept."]
    }
    assert (states(), TermsAcceptance.objects.count()) == (["draft"], 0)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name": " "}, "name", "Give the organisation's name."),
        ({"kind": ""}, "kind", "Choose what kind of organisation it is."),
        ({"sector": ""}, "sector", "Choose the sector it works in most."),
        ({"website": ""}, "website", "Give the address of its website."),
        (
            {"website": "not a site"},
            "website",
            "Give a web address, as in https://www.example.org",
        ),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field(client, user, changed, field, sentence):
    response = register(client, **changed)
    assert errors(response) == {field: [sentence]}
    assert response.context["form"]["country"].value() == "KE"
    assert states() == []


# After the Office has it


@pytest.mark.parametrize("state", ["submitted", "verified", "declined", "suspended"])
def test_hosts_change_what_the_office_does_not_check(client, user, state):
    organisation = OrganisationFactory(state=state, name="Example Map Room")
    HostFactory(organisation=organisation, user=user)
    page = client.get(at("organisation_edit", organisation))
    assert list(page.context["form"].fields) == ["sector", "about"]
    sent = {**MAP_ROOM, "name": "Another", "country": "US", "sector": "law", "about": "Maps."}
    response = client.post(at("organisation_edit", organisation), sent)
    assert response.url == at("organisation", organisation)
    organisation.refresh_from_db()
    assert (organisation.sector, organisation.about) == ("law", "Maps.")
    assert (organisation.name, organisation.country.code) == ("Example Map Room", "GB")


def test_only_admins_change_an_organisation(client):
    organisation = OrganisationFactory(about="Old.")
    client.force_login(HostFactory(organisation=organisation, is_admin=False).user)
    response = client.post(at("organisation_edit", organisation), MAP_ROOM)
    assert errors(response) == {"__all__": ["This is not yours to do."]}
    assert Organisation.objects.get().about == "Old."


@pytest.mark.parametrize("state", Organisation.State.values)
def test_every_state_has_its_page(client, user, state):
    organisation = OrganisationFactory(state=state, name="Example Map Room")
    HostFactory(organisation=organisation, user=user)
    page = client.get(at("organisation", organisation)).text
    assert "Example Map Room" in page
    assert organisation.get_state_display() in page
    assert "You: admin, recruiter and approver." in page


# Terms


def raise_the_version():
    Page.objects.filter(slug="host-terms").update(version=2)


def test_new_terms_are_accepted_before_the_next_advert(client, user):
    organisation = HostFactory(user=user).organisation
    advert = AdvertFactory(
        state="draft", organisation=organisation, cycle=CycleFactory(phase="collecting")
    )
    assert advert_machine.may("submit", advert, by=user)
    raise_the_version()
    with pytest.raises(Refused) as refused:
        advert_machine.fire("submit", advert, by=user)
    assert refused.value.codes == {"terms"}
    assert at("terms", organisation) in client.get(reverse("placements:desk")).text
    assert "They have changed since." in client.get(at("organisation", organisation)).text
    assert "Accept for" in client.get(at("terms", organisation)).text
    response = client.post(at("terms", organisation), {"version": "2"}, follow=True)
    assert f"The terms are accepted for {organisation}." in response.text
    assert advert_machine.fire("submit", advert, by=user).state == "submitted"
    assert list(organisation.terms_accepted.values_list("version", flat=True)) == [1, 2]
    assert at("terms", organisation) not in client.get(reverse("placements:desk")).text


@pytest.mark.parametrize("version", ["1", "3", "", "x", "²"])
def test_only_the_terms_as_they_read_now_are_accepted(client, user, version):
    organisation = HostFactory(user=user).organisation
    raise_the_version()
    page = client.post(at("terms", organisation), {"version": version}, follow=True).text
    assert "The terms have changed while you read them." in page
    assert not terms.accepted_by(organisation)


def test_accepting_twice_is_accepting_once(client, user):
    organisation = HostFactory(user=user).organisation
    for _ in range(2):
        client.post(at("terms", organisation), {"version": "1"})
    assert organisation.terms_accepted.count() == 1


def test_colleagues_without_the_role_accept_nothing(client):
    member = HostFactory(is_admin=False)
    client.force_login(member.user)
    assert client.get(at("terms", member.organisation)).status_code == 404
    with pytest.raises(Refused) as refused:
        terms.accept(member.organisation, version=1, by=member.user)
    assert refused.value.codes == {"not_yours"}


def test_everybody_reads_the_terms(client):
    page = client.get("/terms-for-hosts/").text
    assert "<h1>Terms for hosts</h1>" in page
    assert "Version 1." in page


@pytest.mark.parametrize(("ticked", "version"), [({}, 1), ({"asks_again": "on"}, 2)])
def test_the_office_says_whether_new_words_are_accepted_again(client, ticked, version):
    client.force_login(OfficeFactory())
    page = Page.objects.get(slug="host-terms")
    edit = reverse("admin:pages_page_change", args=[page.pk])
    assert 'name="asks_again"' in client.get(edit).text
    client.post(edit, {"title": "Terms", "lead": "Read.", "body": "Be kind.", **ticked})
    page.refresh_from_db()
    assert (page.body, page.version) == ("Be kind.", version)


def test_other_pages_of_prose_are_not_accepted(client):
    client.force_login(OfficeFactory())
    edit = reverse("admin:pages_page_change", args=[Page.objects.get(slug="faq").pk])
    assert "asks_again" not in client.get(edit).text


# Finding it twice


@pytest.mark.parametrize(
    ("website", "site"),
    [
        ("https://www.Example.org/about", "example.org"),
        ("http://maps.example.org:8080", "example.org"),
        ("https://sites.google.com/view/us", ""),
        ("https://careers.maps.example.co.uk", "example.co.uk"),
        ("https://www.co.uk", ""),
        ("https://me.uk", ""),
        ("https://www.co.com", "co.com"),
        ("https://physics.example.ac.uk", "physics.example.ac.uk"),
        ("https://physics.example.edu", "physics.example.edu"),
        ("https://ac.uk.example.org", "example.org"),
        ("https://town.gov.uk", "town.gov.uk"),
        ("https://192.0.2.7", "192.0.2.7"),
        ("https://us.netlify.app", ""),
        ("https://mail.yahoo.com", ""),
        ("https://us.github.io", ""),
        ("https://www.linkedin.com/company/us", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_the_site_of_a_website(website, site):
    assert likeness.site(website) == site


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Example Map Room", "Example Map Room", True),
        ("The Example Map Room Ltd.", "EXAMPLE MAP ROOM", True),
        ("Société Exemplaire", "Societe Exemplaire plc", True),
        ("Beispiel Karten GmbH", "Beispiel-Karten", True),
        ("Salt & Marsh", "Salt and Marsh", True),
        ("Example Map Rooms", "Example Map Room", True),
        ("Map Room, Example", "Example Map Room", True),
        ("ExampleMap Room", "Example Map Room", True),
        ("BlueRiver", "Blue River", True),
        ("Blue River", "Blue Raven", False),
        ("Example Map Room", "Example Music Room", False),
        ("Studio 54", "Studio 55", False),
        ("The Company", "The Corporation", False),
        ("Map", "Mop", False),
    ],
)
def test_names_that_are_nearly_the_same(one, other, alike):
    found = like(one, "", among=[Organisation(name=other, website="")])
    assert [one.why for one in found] == ["nearly the same name"] * alike


def test_a_shared_host_is_no_likeness():
    pages = "https://sites.google.com/view/"
    assert like("One", f"{pages}one", among=[Organisation(name="Other", website=f"{pages}o")]) == []


def test_it_says_both_reasons():
    known = Organisation(name="Example Map Room", website="https://www.maps.example.org/")
    (found,) = like("The Example Map Room", "https://maps.example.org", among=[known])
    assert found.why == "the same website and nearly the same name"


def test_a_website_below_anothers_is_the_same():
    known = Organisation(name="Other", website="https://www.example.org.uk/")
    (found,) = like("Salt", "https://careers.example.org.uk", among=[known])
    assert found.why == "the same website"


@pytest.mark.parametrize("state", Organisation.State.values)
def test_only_names_that_are_public_are_told(client, user, state):
    OrganisationFactory(state=state, name="Example Map Rooms")
    shown = register(client, DECLARED, AGREED, SUBMIT)
    public = state in ("verified", "suspended")
    if public:
        assert "Example Map Rooms has nearly the same name." in shown.text
        assert errors(shown) == {"not_the_same": ["Say how it differs, or ask to join it."]}
        assert shown.context["form"]["about"].value() == ""
    assert Organisation.objects.count() == (1 if public else 2)


def test_ones_own_are_told_whatever_their_state(client, user):
    mine = OrganisationFactory(state="draft", name="Example Map Room")
    HostFactory(organisation=mine, user=user)
    shown = register(client)
    assert at("join", mine) in shown.text
    assert client.get(at("join", mine)).url == at("organisation", mine)


def test_another_one_is_registered_with_the_remark(client, user):
    OrganisationFactory(name="Example Map Room")
    remark = "Ours is in Nairobi."
    register(client, DECLARED, AGREED, SUBMIT, not_the_same=remark)
    made = Organisation.objects.get(state="submitted")
    assert made.not_the_same == remark


def test_a_draft_keeps_its_remark_and_is_not_like_itself(client, user):
    OrganisationFactory(name="Example Map Room")
    register(client, not_the_same="Ours is in Nairobi.")
    draft = Organisation.objects.get(state="draft")
    shown = client.get(at("organisation_edit", draft)).text
    assert "Ours is in Nairobi." in shown
    sent = {**MAP_ROOM, "name": "Nairobi Maps", "not_the_same": ""}
    client.post(at("organisation_edit", draft), sent)
    draft.refresh_from_db()
    assert draft.name == "Nairobi Maps"


def test_a_draft_may_become_like_another(client, user):
    register(client)
    OrganisationFactory(name="Nairobi Maps")
    draft = Organisation.objects.get(state="draft")
    sent = {**MAP_ROOM, "name": "The Nairobi Maps"}
    shown = client.post(at("organisation_edit", draft), sent)
    assert errors(shown) == {"not_the_same": ["Say how it differs, or ask to join it."]}
    draft.refresh_from_db()
    assert draft.name == "Example Map Room"


def test_asking_to_join_from_its_page(client, user):
    organisation = HostFactory(organisation__name="Example Map Room").organisation
    assert "Ask to join Example Map Room" in client.get(at("join", organisation)).text
    shown = client.post(at("join", organisation), {"message": "I am new."}, follow=True).text
    assert "You have asked to join" in shown
    asked = JoinRequest.objects.get()
    assert (asked.user, asked.organisation, asked.message) == (user, organisation, "I am new.")
    assert ">Ask to join</button>" not in client.get(at("join", organisation)).text


def test_nobody_asks_over_and_over(client, user):
    organisation = HostFactory().organisation
    answers = []
    for _ in range(6):
        answers.append(client.post(at("join", organisation), {"message": ""}).status_code)
        JoinRequest.objects.update(answered_at=clock.now())
    assert answers == [302] * 5 + [429]


@pytest.mark.parametrize("state", ["draft", "submitted", "declined"])
def test_one_cannot_ask_to_join_what_is_not_public(client, user, state):
    organisation = HostFactory(organisation__state=state).organisation
    assert client.get(at("join", organisation)).status_code == 404
    assert client.post(at("join", organisation)).status_code == 404
    assert JoinRequest.objects.count() == 0


def test_submitting_without_the_terms_is_refused_by_the_machine():
    organisation = OrganisationFactory(state="draft", terms=False)
    by = HostFactory(organisation=organisation).user
    with pytest.raises(Refused) as refused:
        organisation_machine.fire("submit", organisation, by=by)
    assert refused.value.codes == {"terms"}
