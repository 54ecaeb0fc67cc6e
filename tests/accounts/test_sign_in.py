"""Signing in: with a password, with a code by mail, and what a new account has to prove first."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.core import mail
from django.urls import reverse

from accounts.models import OfficeMember, Student, User
from alerts.forms import SubscribeForm
from tests import factories

pytestmark = pytest.mark.django_db

CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.MULTILINE)


def code_in(letter) -> str:
    return CODE.search(letter.body)[1]


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_with_a_password(client):
    user = factories.UserFactory()
    data = {"login": user.email.upper(), "password": "correct horse battery"}
    assert client.post(reverse("account_login"), data).status_code == 302
    assert signed_in(client)


@pytest.mark.parametrize(
    ("seconds", "counts"), [(-31, False), (-30, True), (0, True), (59, True), (60, False)]
)
def test_a_code_of_an_authenticator_counts_a_period_longer_on_either_side(seconds, counts):
    begins = datetime(2026, 10, 19, 12, tzinfo=UTC)  # of a period of 30 seconds
    secret = auth.generate_totp_secret()
    shown = auth.format_hotp_value(auth.hotp_value(secret, int(begins.timestamp()) // 30))
    with time_machine.travel(begins + timedelta(seconds=seconds), tick=False):
        assert auth.validate_totp_code(secret, shown) is counts


def test_a_wrong_password_keeps_the_address_and_says_what_to_do(client):
    user = factories.UserFactory()
    page = client.post(reverse("account_login"), {"login": user.email, "password": "wrong"})
    sentence = "The e-mail address or the password is not right. Check both."
    assert page.context["form"].non_field_errors() == [sentence]
    assert user.email in page.content.decode()
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("account_login", "login"),
        ("account_signup", "email"),
        ("account_email", "email"),
        ("account_reset_password", "email"),
        ("account_request_login_code", "email"),
    ],
)
def test_an_address_is_called_the_same_wherever_it_is_asked_for(client, name, field):
    if name == "account_email":
        client.force_login(factories.UserFactory())
    form = client.get(reverse(name)).context["form"]
    assert form[field].label == SubscribeForm()["email"].label == "E-mail address"
    assert "placeholder" not in str(form[field])


def test_with_a_code_by_mail(client):
    user = factories.UserFactory()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    code = code_in(mail.outbox[0])
    assert client.post(reverse("account_confirm_login_code"), {"code": code}).status_code == 302
    assert signed_in(client)


def test_a_wrong_code_signs_nobody_in(client):
    user = factories.UserFactory()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": "AAA-AAA"})
    assert not signed_in(client)


def test_an_unknown_address_gets_the_same_answer_as_a_known_one(client):
    known = client.post(
        reverse("account_request_login_code"), {"email": factories.UserFactory().email}
    )
    client.logout()
    unknown = client.post(reverse("account_request_login_code"), {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_a_new_account_joins_the_register_only_after_its_address_is_verified(client):
    student = factories.StudentFactory(user=None, email="ada@univ.ox.ac.uk")
    password = "a long enough pass phrase"
    data = {"email": student.email, "password1": password, "password2": password}
    client.post(reverse("account_signup"), data)
    assert Student.objects.get().user is None
    assert not signed_in(client)
    verify = reverse("account_email_verification_sent")
    client.post(verify, {"code": code_in(mail.outbox[0])})
    assert EmailAddress.objects.get(email=student.email).verified
    assert Student.objects.get().user == User.objects.get(email=student.email)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (None, {"view": False, "change": False, "delete": False}),
        (OfficeMember.Role.VIEWER, {"view": True, "change": False, "delete": False}),
        (OfficeMember.Role.CASEWORKER, {"view": True, "change": True, "delete": False}),
        (OfficeMember.Role.MANAGER, {"view": True, "change": True, "delete": True}),
    ],
)
def test_an_office_role_is_a_row_and_says_what_somebody_may_do(role, may):
    user = factories.UserFactory()
    if role:
        OfficeMember.objects.create(user=user, role=role)
    assert user.is_staff is bool(role)
    asked = {action: user.has_perm(f"placements.{action}_advert") for action in may}
    assert asked == may


def test_the_letters_of_signing_in_are_in_our_own_words(client):
    user = factories.UserFactory()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_reset_password"), {"email": user.email})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert [letter.subject for letter in mail.outbox] == [
        "Your code to sign in",
        "Choose a new password",
        "There is no account with this address",
    ]
    assert not [letter for letter in mail.outbox if "testserver!" in letter.body]


def arrive_without_an_address(client, rf, settings) -> None:
    """As ``client``, come back from the university's sign-in, which knows no address."""
    app = {"provider_id": "oxford", "name": "Example sign-in", "client_id": "1", "secret": "1"}
    app["settings"] = {"server_url": "https://sign-in.example"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    provider = get_adapter().get_provider(rf.get("/"), "oxford")
    known = SocialAccount(provider="oxford", uid="1", extra_data={})
    session = client.session
    arrived = SocialLogin(user=User(), account=known, provider=provider)
    session["socialaccount_sociallogin"] = arrived.serialize()
    session.save()


def test_whoever_comes_from_the_university_without_an_address_is_asked_for_one(
    client, rf, settings
):
    arrive_without_an_address(client, rf, settings)
    page = client.get(reverse("socialaccount_signup"))
    field = page.context["form"].fields["email"]
    assert (field.label, field.widget.attrs.get("placeholder")) == ("E-mail address", None)
    assert "You have signed in with Example sign-in." in page.content.decode()
    for typed, said in (("", "your e-mail address."), ("me", "an e-mail address, as in")):
        wrong = client.post(reverse("socialaccount_signup"), {"email": typed})
        assert wrong.context["form"].errors["email"][0].startswith(f"Give {said}")
