"""What is refused because it may be hostile leaves a line in the log; guessing is paused."""

import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.applications.students import draft, sign_in
from tests.expenses.scenes import claim_in, upload
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture
def noted(caplog):
    """(logger, line) of every warning so far."""
    caplog.set_level(logging.WARNING)
    return lambda: [(one.name, one.getMessage()) for one in caplog.records]


def sign_in_as(client, user, password: str):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def test_after_five_wrong_passwords_the_right_one_opens_nothing(client):
    user = UserFactory()
    for _ in range(5):
        sign_in_as(client, user, "wrong")
    page = sign_in_as(client, user, PASSWORD)
    assert page.context["form"].non_field_errors() == [
        "Too many failed login attempts. Try again later."
    ]
    assert "_auth_user_id" not in client.session


def test_guessing_passwords_is_paused_with_our_own_page_and_noted(client, noted):
    user = UserFactory()
    tries = [sign_in_as(client, user, f"guess {n}") for n in range(31)]
    assert [one.status_code for one in tries] == [200] * 30 + [429]
    assert "<h1>Please wait a moment</h1>" in tries[-1].text
    assert noted() == [("django.request", "Too Many Requests: /account/login/")]


def test_a_form_that_is_not_ours_is_refused_with_our_own_page_and_noted(noted):
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a"})
    assert (answer.status_code, answer.templates[0].name) == (403, "403_csrf.html")
    assert noted() == [
        (
            "django.security.csrf",
            "Forbidden (CSRF cookie not set.): /account/login/",
        )
    ]


def test_an_address_with_somebody_elses_id_is_noted(client, noted):
    client.force_login(HostFactory().user)
    address = reverse("placements:advert_edit", args=[AdvertFactory(state="draft").pk])
    assert client.post(address, {}).status_code == 404
    assert noted() == [("django.request", f"Not Found: {address}")]


def test_somebody_elses_organisation_in_a_form_is_noted(client, noted):
    cycle, theirs = CycleFactory(phase="collecting"), OrganisationFactory()
    client.force_login(HostFactory().user)
    sent = {"organisation": theirs.pk, "cycle": cycle.pk, "title": "Letters"}
    page = client.post(reverse("placements:advert_new"), sent)
    assert list(page.context["form"].errors) == ["organisation"]
    assert noted() == [
        ("microinternships.refused", f"choice refused (invalid_choice): '{theirs.pk}'")
    ]


def test_weeks_of_another_cycle_in_an_application_are_noted(client, noted):
    application = draft()
    sign_in(client, application.student)
    foreign = CycleFactory(phase="collecting").ordered_weeks[0].pk
    client.post(reverse("applications:edit", args=[application.pk]), {"weeks": [foreign]})
    assert not application.weeks.filter(pk=foreign).exists()
    assert noted() == [
        ("microinternships.refused", f"choice refused (invalid_choice): ['{foreign}']")
    ]


def test_a_program_for_a_cv_is_noted_without_its_name(client, noted):
    application = draft()
    sign_in(client, application.student)
    program = SimpleUploadedFile("Ada.pdf", b"MZ\x90\x00", "application/pdf")
    client.post(reverse("applications:edit", args=[application.pk]), {"cv": program})
    assert noted() == [("microinternships.refused", "CV refused: not_pdf, 4 bytes")]


def test_a_program_for_a_receipt_is_noted(client, noted):
    claim = claim_in("draft")
    client.force_login(claim.placement.student.user)
    page = client.get(reverse("expenses:claim", args=[claim.pk]))
    prefix = page.context["lines"].cards[0].lines[0].prefix
    sent = {f"{prefix}-amount": "8.40", f"{prefix}-receipt": upload(b"MZ\x90\x00")}
    client.post(reverse("expenses:claim", args=[claim.pk]), {**sent, "save": "1"})
    assert noted() == [
        ("microinternships.refused", "receipt refused (not_a_receipt): 'receipt.jpg'")
    ]
