"""An organisation always keeps somebody to look after its applicants: its admins count."""

import pytest
from django.urls import reverse

from alerts.models import Alert
from applications.models import Application
from applications.workflow import application_machine
from placements.workflow import people
from tests.applications.letters import of_student
from tests.factories import AdvertFactory, ApplicationFactory, HostFactory
from tests.placements.people import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def advert():
    return AdvertFactory(title="Old maps")


@pytest.fixture
def admin(advert):
    return HostFactory(organisation=advert.organisation, is_recruiter=False)


@pytest.fixture
def recruiter(advert):
    return HostFactory(organisation=advert.organisation, is_admin=False)


def told(kind: str) -> list[int]:
    alerts = Alert.objects.filter(kind=kind).order_by("pk")
    return list(alerts.values_list("recipient", flat=True))


def withdrawn_by_a_student(advert) -> None:
    sent = ApplicationFactory(advert=advert, opened_at=advert.cycle.opens_at)
    of_student("withdraw", sent)


def test_the_last_recruiter_goes_and_the_admin_reads_and_decides(client, advert, admin, recruiter):
    application = ApplicationFactory(advert=advert)
    people.remove(recruiter, by=recruiter.user)
    client.force_login(admin.user)
    for name, pk in (("applicants", advert.pk), ("applicant", application.pk)):
        assert client.get(reverse(f"applications:{name}", args=[pk])).status_code == 200
    application_machine.fire("shortlist", application, by=admin.user)
    assert Application.objects.get().state == "shortlisted"


def test_letters_for_recruiters_go_to_the_admins_where_there_is_none(advert, admin, recruiter):
    withdrawn_by_a_student(advert)
    people.remove(recruiter, by=recruiter.user)
    withdrawn_by_a_student(advert)
    assert told("application_ended_host") == [recruiter.user_id, admin.user_id]


def test_a_recruiter_whose_account_is_closed_gets_no_letters(advert, admin, recruiter):
    recruiter.user.is_active = False
    recruiter.user.save()
    withdrawn_by_a_student(advert)
    assert told("application_ended_host") == [admin.user_id]


def test_whoever_is_left_cannot_go(advert, admin, recruiter):
    people.remove(recruiter, by=recruiter.user)
    assert codes(people.remove, admin, by=admin.user) == {"last_admin"}
    assert codes(people.change_roles, admin, roles=["approver"], by=admin.user) == {"last_admin"}
