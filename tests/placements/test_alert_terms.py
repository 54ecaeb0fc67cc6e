"""The terms for hosts change: each organisation's admins are written to, once for each version."""

from datetime import timedelta

import pytest
from django.urls import reverse

from alerts import ledger
from alerts.models import Alert
from microinternships import clock
from pages.models import Page
from placements import terms
from placements.alerts.organisations import REMEMBERED
from tests.alert_letters import SITE, chase, strict
from tests.factories import HostFactory, OfficeFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def reading(settings):
    strict(settings)


@pytest.fixture
def admin():
    """An admin of an organisation that accepted the first version."""
    organisation = OrganisationFactory(name="Example Archive")
    HostFactory(organisation=organisation, is_admin=False)
    return HostFactory(organisation=organisation)


@pytest.fixture
def rewrite(client):
    """The Office saves new words on its own page, and asks again for them or not."""
    client.force_login(OfficeFactory())
    page = Page.objects.get(slug="host-terms")
    address = reverse("admin:pages_page_change", args=[page.pk])

    def save(**ticked) -> None:
        sent = {"title": "Terms", "lead": "Read.", "body": "Be kind.", **ticked}
        assert client.post(address, sent).status_code == 302

    return save


def asked_again_at():
    return Page.objects.get(slug="host-terms").asked_again_at


def letters(after: timedelta = SECOND) -> list[str]:
    return chase("terms_to_accept", clock.now() + after)


def told() -> list[tuple[int, str, str]]:
    rows = Alert.objects.filter(kind="terms_to_accept").order_by("pk")
    return list(rows.values_list("recipient", "state", "reason"))


def test_each_version_is_told_once_with_the_page_that_accepts_it(admin, rewrite):
    assert letters() == []
    rewrite()
    assert (letters(), asked_again_at()) == ([], None)
    rewrite(asks_again="on")
    (letter,) = letters()
    assert f"{SITE}{reverse('placements:terms', args=[admin.organisation_id])}" in letter
    assert "Example Archive can submit no further advert until" in letter
    rewrite()
    assert letters(timedelta(days=3)) == [letter]
    terms.accept(admin.organisation, version=2, by=admin.user)
    rewrite(asks_again="on")
    assert len(letters()) == 2
    assert told() == [(admin.user_id, "sent", "")] * 2


def test_whoever_accepts_before_the_letter_goes_out_needs_none(admin, rewrite):
    colleague = HostFactory(organisation=admin.organisation)
    rewrite(asks_again="on")
    ledger.plan(clock.now() + SECOND)
    terms.accept(admin.organisation, version=2, by=admin.user)
    assert letters() == []
    skipped = ("skipped", "accepted since")
    assert told() == [(admin.user_id, *skipped), (colleague.user_id, *skipped)]


@pytest.mark.parametrize(
    ("state", "count"),
    [("draft", 1), ("submitted", 1), ("verified", 1), ("declined", 0), ("suspended", 0)],
)
def test_organisations_that_are_out_are_not_asked(rewrite, state, count):
    HostFactory(organisation=OrganisationFactory(state=state))
    rewrite(asks_again="on")
    assert len(letters()) == count


@pytest.mark.parametrize(("late", "count"), [(-SECOND, 1), (0 * SECOND, 0), (SECOND, 0)])
def test_it_is_news_for_four_weeks(admin, rewrite, late, count):
    rewrite(asks_again="on")
    assert len(chase("terms_to_accept", asked_again_at() + REMEMBERED + late)) == count
