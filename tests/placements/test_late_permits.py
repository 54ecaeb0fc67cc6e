"""The Office lets an organisation begin and submit adverts after a cycle's deadline."""

from datetime import timedelta

import pytest
from django.urls import reverse

from microinternships import clock
from microinternships.engine import Refused
from microinternships.models import Transition
from placements.models import Advert, LatePermit
from placements.workflow import advert_machine, copy_to_cycle, organisation_machine, start_draft
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NEW = "placements:advert_new"


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Example Archive")


@pytest.fixture
def cycle():
    """Its adverts were due; applications are open."""
    return CycleFactory(name="Winter 2026/27", phase="open")


@pytest.fixture
def host(organisation):
    return HostFactory(organisation=organisation).user


def permit(organisation, cycle, until) -> None:
    organisation_machine.fire(
        "permit", organisation, by=OfficeFactory(), comment="Asked.", cycle=cycle, until=until
    )


def begun(organisation, cycle, host) -> str:
    try:
        start_draft(organisation=organisation, cycle=cycle, title="Old maps", by=host)
    except Refused as refused:
        return str(refused.codes)
    return "begun"


def test_an_advert_is_begun_until_the_moment_of_the_permit(organisation, cycle, host):
    until = clock.now() + DAY
    permit(organisation, cycle, until)
    answers = []
    for away in (-SECOND, 0 * SECOND, SECOND):
        with clock.standing_at(until + away):
            answers.append(begun(organisation, cycle, host))
    assert answers == ["begun", "{'too_late'}", "{'too_late'}"]


def test_what_is_begun_is_submitted_until_the_moment_of_the_permit(organisation, cycle, host):
    until = clock.now() + DAY
    permit(organisation, cycle, until)
    earlier = AdvertFactory(organisation=organisation, cycle=CycleFactory(phase="claiming"))
    copy = copy_to_cycle(earlier, cycle=cycle, by=host)
    Advert.objects.filter(pk=copy.pk).update(expenses_accepted=True)
    answers = []
    for away in (-SECOND, 0 * SECOND, SECOND):
        with clock.standing_at(until + away):
            draft = Advert.objects.get(pk=copy.pk)
            answers.append({one.code for one in advert_machine.refusals("submit", draft, by=host)})
    assert answers == [set(), {"too_late"}, {"too_late"}]


def test_it_is_for_one_organisation_in_one_cycle(organisation, cycle, host):
    permit(organisation, cycle, clock.now() + DAY)
    other = HostFactory()
    assert begun(other.organisation, cycle, other.user) == "{'too_late'}"
    another_cycle = CycleFactory(phase="open")
    assert begun(organisation, another_cycle, host) == "{'too_late'}"


def test_drafts_that_wait_are_let_in_too_and_keep_a_longer_time_of_their_own(organisation, cycle):
    until, longer = clock.now() + DAY, clock.now() + 2 * DAY
    states = ("draft", "submitted", "changes_requested", "declined")
    made = [AdvertFactory(organisation=organisation, cycle=cycle, state=one) for one in states]
    own = AdvertFactory(organisation=organisation, cycle=cycle, state="draft")
    Advert.objects.filter(pk=own.pk).update(submit_late_until=longer)
    elsewhere = AdvertFactory(cycle=cycle, state="draft")
    permit(organisation, cycle, until)
    until_when = dict(Advert.objects.values_list("pk", "submit_late_until"))
    assert [until_when[one.pk] for one in made] == [until, until, until, None]
    assert (until_when[own.pk], until_when[elsewhere.pk]) == (longer, None)


def test_a_second_permit_takes_the_place_of_the_first(organisation, cycle):
    for days in (1, 2):
        permit(organisation, cycle, until := clock.now() + days * DAY)
    assert list(LatePermit.objects.values_list("cycle", "until")) == [(cycle.pk, until)]
    assert Transition.objects.of(organisation).count() == 2


def test_the_office_gives_it_on_the_organisations_page(client, organisation, cycle):
    client.force_login(OfficeFactory(role="manager"), backend=BACKEND)
    url = reverse("admin:placements_organisation_do", args=[organisation.pk, "permit"])
    past = CycleFactory(phase="archived")
    offered = client.get(url).context["form"].fields["cycle"].queryset
    assert (cycle in offered, past in offered) == (True, False)
    at = cycle.reserve_ends_at.astimezone(clock.OXFORD)
    sent = {"cycle": cycle.pk, "until_1": f"{at:%H:%M:%S}", "comment": "They were ill."}
    late = client.post(url, {**sent, "until_0": f"{at + DAY:%Y-%m-%d}"})
    assert list(late.context["form"].errors) == ["until"]
    assert client.post(url, {**sent, "until_0": f"{at:%Y-%m-%d}"}).status_code == 302
    assert LatePermit.objects.get().until == at
    page = client.get(reverse("admin:placements_organisation_change", args=[organisation.pk]))
    assert "Adverts for Winter 2026/27 until" in page.content.decode()


def test_the_host_reads_it_and_begins(client, organisation, cycle, host):
    client.force_login(host, backend=BACKEND)
    assert "No cycle is collecting adverts now" in client.get(reverse(NEW)).content.decode()
    permit(organisation, cycle, clock.now() + DAY)
    desk = client.get(reverse("placements:desk")).content.decode()
    address = f"{reverse(NEW)}?organisation={organisation.pk}&amp;cycle={cycle.pk}"
    assert ("Write an advert for Winter 2026/27" in desk, address in desk) == (True, True)
    page = client.get(reverse(NEW)).content.decode()
    assert "Winter 2026/27: the Internship Office lets you in until" in page
    sent = {"organisation": organisation.pk, "cycle": cycle.pk, "title": "Old maps"}
    draft = client.post(reverse(NEW), sent)
    assert draft.url == reverse("placements:advert_edit", args=[Advert.objects.get().pk])
    desk = client.get(reverse("placements:desk")).content.decode()
    assert ("Write an advert for Winter" in desk, "Finish Old maps" in desk) == (False, True)
