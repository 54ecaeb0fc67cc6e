"""The host's desk: whose work, what is urgent first, what is over, and what it costs."""

from datetime import timedelta

import pytest
from django.urls import reverse

from microinternships import clock
from placements import policy, worklist
from placements.host_tasks import attendance_to_confirm
from placements.models import Organisation, Placement
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    ClaimFactory,
    CycleFactory,
    HostFactory,
    PlacementFactory,
    QuestionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_somebody_without_an_organisation_is_asked_to_register(client):
    client.force_login(UserFactory())
    page = client.get(reverse("placements:desk")).content.decode()
    assert "You do not act for an organisation yet." in page
    assert reverse("placements:organisation_new") in page
    assert reverse("placements:advert_new") not in page


def test_the_desk_shows_own_adverts_with_state_and_next_date(client, advert, host):
    other = AdvertFactory(title="Somebody else's letters")
    page = client.get(reverse("placements:desk")).content.decode()
    assert advert.title in page
    assert "Draft" in page
    assert other.title not in page


def test_what_needs_its_host_stands_before_what_is_over(client, organisation):
    def advert(phase, state="approved"):
        return AdvertFactory(
            organisation=organisation, state=state, cycle=CycleFactory(phase=phase)
        )

    waits, is_open = advert("collecting", "draft"), advert("open")
    suspended = advert("open", "suspended")
    too_late, closed = advert("claiming", "draft"), advert("claiming")
    in_order = [waits, is_open, suspended, closed, too_late]
    client.force_login(HostFactory(organisation=organisation).user)
    page = client.get(reverse("placements:desk"))
    assert [one for one, _ in page.context["adverts"]] == in_order


def test_who_acts_for_several_organisations_chooses_whose_work_to_see(client, advert, host):
    other = AdvertFactory(state="draft", cycle=advert.cycle, title="Letters of another house")
    HostFactory(organisation=other.organisation, user=host)
    desk = reverse("placements:desk")

    def tasks(address):
        groups = client.get(address).context["groups"]
        return [(task.label, task.note) for _, found in groups for task in found]

    draft = f"A draft for {advert.cycle}."
    assert sorted(tasks(desk)) == sorted(
        [
            (f"Finish {advert}", f"{advert.organisation}. {draft}"),
            (f"Finish {other}", f"{other.organisation}. {draft}"),
        ]
    )
    one = f"{desk}?organisation={advert.organisation_id}"
    assert tasks(one) == [(f"Finish {advert}", draft)]
    page = client.get(f"{one}&look=2")
    assert [row for row, _ in page.context["adverts"]] == [advert]
    assert f'<a href="{one}" aria-current="page">{advert.organisation}</a>' in page.text
    write = f"{reverse('placements:advert_new')}?organisation={advert.organisation_id}"
    assert write in page.text
    form = client.get(write).context["form"]
    assert form["organisation"].value() == str(advert.organisation_id)
    theirs = AdvertFactory().organisation_id
    assert len(tasks(f"{desk}?organisation={theirs}")) == 2


def test_who_acts_for_one_organisation_has_nothing_to_choose(client, advert, host):
    assert "Which organisation" not in client.get(reverse("placements:desk")).text


@pytest.fixture
def placement():
    """A placement whose last day has just ended; everything else happens at that moment."""
    made = PlacementFactory(advert__cycle__phase="claiming")
    placement = Placement.objects.get(pk=made.pk)
    with clock.standing_at(placement.ends_at):
        yield placement


def test_work_comes_in_groups_the_most_urgent_first(placement):
    organisation = placement.advert.organisation
    Organisation.objects.update(state="draft")
    user = HostFactory(organisation=organisation).user
    soon, later = (CycleFactory(phase="collecting") for _ in range(2))
    type(later).objects.filter(pk=later.pk).update(
        adverts_due_at=later.adverts_due_at + timedelta(days=1)
    )
    late_draft = AdvertFactory(state="draft", cycle=later, organisation=organisation)
    draft = AdvertFactory(state="draft", cycle=soon, organisation=organisation)
    asked = AdvertFactory(state="changes_requested", cycle=soon, organisation=organisation)
    AdvertFactory(state="draft", cycle=CycleFactory(phase="open"), organisation=organisation)
    AdvertFactory(state="draft", cycle=soon)
    PlacementFactory(advert__cycle=placement.advert.cycle)
    found = [
        (group, [(task.label, task.due) for task in tasks])
        for group, tasks in worklist.groups(worklist.Desk(user, clock.now()))
    ]
    due = {
        advert.pk: type(soon).objects.get(pk=advert.cycle_id).adverts_due_at
        for advert in (late_draft, draft, asked)
    }
    assert found == [
        (
            "Adverts",
            [
                (f"Change {asked}", due[asked.pk]),
                (f"Finish {draft}", due[draft.pk]),
                (f"Finish {late_draft}", due[late_draft.pk]),
            ],
        ),
        (
            "Placements",
            [
                (
                    f"Confirm attendance of {placement.student}",
                    policy.attendance_counts_at(placement.last_day),
                )
            ],
        ),
        ("Your organisation", [(f"Submit {organisation} for verification", None)]),
    ]


def attendance_waits(user, at) -> bool:
    return [task.group for task in attendance_to_confirm(worklist.Desk(user, at))] == ["Placements"]


@pytest.mark.parametrize(("seconds", "waits"), [(-1, False), (0, True), (1, True)])
def test_attendance_waits_from_the_end_of_the_last_day(placement, seconds, waits):
    user = HostFactory(organisation=placement.advert.organisation).user
    at = placement.ends_at + timedelta(seconds=seconds)
    assert attendance_waits(user, at) is waits


@pytest.mark.parametrize(("seconds", "waits"), [(-1, True), (0, False), (1, False)])
def test_attendance_waits_until_silence_counts(placement, seconds, waits):
    user = HostFactory(organisation=placement.advert.organisation).user
    at = policy.attendance_counts_at(placement.last_day) + timedelta(seconds=seconds)
    with clock.standing_at(at):
        assert attendance_waits(user, at) is waits


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_desk_asks_as_many_queries_for_fifty_as_for_one(
    client, placement, rows, django_assert_num_queries
):
    organisation = placement.advert.organisation
    cycle = CycleFactory(phase="collecting")
    for state in ("approved", "draft", "changes_requested"):
        AdvertFactory.create_batch(rows, state=state, organisation=organisation, cycle=cycle)
    for _ in range(rows - 1):
        PlacementFactory(advert=placement.advert)
    client.force_login(HostFactory(organisation=organisation).user)
    with django_assert_num_queries(DESK_QUERIES):
        page = client.get(reverse("placements:desk")).content.decode()
    assert page.count("Finish Sorting letters") == rows
    assert page.count("Confirm attendance of") == rows


DESK_QUERIES = 12
AT_MOST = 16


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_with_work_of_every_kind_it_asks_for_questions_places_and_sums_too(
    client, rows, django_assert_num_queries
):
    """Questions where an advert is open, places where somebody waits for one, and what claims
    come to: items and payments."""
    organisation, cycle = HostFactory().organisation, CycleFactory(phase="open")
    chosen, claiming = CycleFactory(phase="released"), CycleFactory(phase="claiming")
    for _ in range(rows):
        QuestionFactory(advert=AdvertFactory(cycle=cycle, organisation=organisation))
        full = AdvertFactory(cycle=chosen, organisation=organisation)
        ApplicationFactory(advert=full, state="reserve", files=False)
        past = PlacementFactory(advert__cycle=claiming, advert__organisation=organisation)
        ClaimFactory(placement=past, state="submitted")
    client.force_login(organisation.members.get().user)
    with django_assert_num_queries(AT_MOST):
        page = client.get(reverse("placements:desk")).content.decode()
    for task in ("Answer 1 question", "Offer the free place", "claim of £0.00"):
        assert page.count(task) == rows


def test_the_desk_has_what_lives_and_a_link_to_what_is_over(client, host, advert):
    old = AdvertFactory(
        title="Of long ago", organisation=advert.organisation, cycle=CycleFactory(phase="archived")
    )
    client.force_login(host)
    desk, earlier = reverse("placements:desk"), reverse("placements:earlier_adverts")
    page = client.get(desk).content.decode()
    assert (advert.title in page, old.title in page, earlier in page) == (True, False, True)
    page = client.get(earlier).content.decode()
    assert (advert.title in page, old.title in page) == (False, True)


@pytest.mark.parametrize(("seconds", "listed"), [(-1, True), (0, False), (1, False)])
def test_an_advert_leaves_the_desk_when_claims_close(client, host, advert, seconds, listed):
    client.force_login(host)
    with clock.standing_at(advert.cycle.claims_close_at + timedelta(seconds=seconds)):
        page = client.get(reverse("placements:desk")).content.decode()
    assert (advert.title in page) is listed


def test_earlier_adverts_are_those_of_the_organisation_chosen(client, advert):
    user, over = UserFactory(), CycleFactory(phase="archived")
    mine, other = (
        AdvertFactory(cycle=over, title=title, organisation=HostFactory(user=user).organisation)
        for title in ("Letters of mine", "Others")
    )
    AdvertFactory(cycle=over, title="Somebody else's")
    client.force_login(user)
    earlier = reverse("placements:earlier_adverts")
    both = client.get(earlier).content.decode()
    assert (mine.title in both, other.title in both, "Somebody else" in both) == (True, True, False)
    one = client.get(f"{earlier}?organisation={mine.organisation_id}").content.decode()
    assert (mine.title in one, other.title in one) == (True, False)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_earlier_adverts_ask_as_many_queries_for_fifty_as_for_one(
    client, host, advert, rows, django_assert_num_queries
):
    over = CycleFactory(phase="archived")
    AdvertFactory.create_batch(rows, organisation=advert.organisation, cycle=over)
    client.force_login(host)
    with django_assert_num_queries(7):
        page = client.get(reverse("placements:earlier_adverts")).content.decode()
    assert page.count("Archived") == min(rows, 25)


@pytest.mark.parametrize("cycles", [0, 1, 12])
def test_the_desk_reads_nothing_of_what_is_over(
    client, host, advert, cycles, django_assert_num_queries
):
    for _ in range(cycles):
        over = CycleFactory(phase="archived")
        for old in AdvertFactory.create_batch(2, organisation=advert.organisation, cycle=over):
            QuestionFactory(advert=old)
            for state in ("reserve", "submitted", "unsuccessful"):
                ApplicationFactory(advert=old, state=state, by_default=True, files=False)
            ended = PlacementFactory(advert=old, state="completed")
            ClaimFactory(placement=ended, state="settled")
    client.force_login(host)
    with django_assert_num_queries(DESK_QUERIES):
        context = client.get(reverse("placements:desk")).context
    assert [one for one, _ in context["adverts"]] == [advert]
    assert [[task.label for task in tasks] for _, tasks in context["groups"]] == [
        [f"Finish {advert}"]
    ]
    assert context["there_are_earlier"] is (cycles > 0)
