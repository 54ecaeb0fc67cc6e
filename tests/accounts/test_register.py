"""The register: joined by a verified address only, imported from CSV, shown row by row."""

import pytest
import tablib
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import register
from accounts.importing import StudentResource
from accounts.models import Student
from tests import factories

pytestmark = pytest.mark.django_db

HEADERS = (
    "name",
    "university e-mail",
    "level",
    "award",
    "matriculated on",
    "visiting",
    "course end",
)
ROW = ("Ada Anyone", "Ada@Univ.OX.ac.uk", "Undergraduate", "BA", "2025-10-10", "no", "2028-06-20")


def load(*rows, **options):
    return StudentResource().import_data(tablib.Dataset(*rows, headers=HEADERS), **options)


def test_a_verified_address_joins_the_account_to_the_register():
    student = factories.StudentFactory(user=None, email="ada@univ.ox.ac.uk")
    user = factories.UserFactory(email="Ada@univ.ox.ac.uk", name="")
    assert register.link(user) == student
    student.refresh_from_db()
    assert student.user == user
    assert user.name == student.name


def test_an_address_that_was_only_typed_joins_nothing():
    student = factories.StudentFactory(user=None, email="ada@univ.ox.ac.uk")
    user = factories.UserFactory(email="ada@univ.ox.ac.uk", verified=False)
    EmailAddress.objects.create(user=user, email=user.email, verified=False)
    assert register.link(user) is None
    student.refresh_from_db()
    assert student.user is None


def test_a_row_joined_to_one_account_is_not_given_to_another():
    student = factories.StudentFactory(email="ada@univ.ox.ac.uk")
    other = factories.UserFactory(email="other@example.org")
    EmailAddress.objects.create(user=other, email="ada2@univ.ox.ac.uk", verified=True)
    assert register.link(other) is None
    student.refresh_from_db()
    assert student.user != other


def test_signing_in_joins_the_register(client):
    student = factories.StudentFactory(user=None, email="ada@univ.ox.ac.uk")
    user = factories.UserFactory(email="ada@univ.ox.ac.uk")
    data = {"login": "ada@univ.ox.ac.uk", "password": "correct horse battery"}
    assert client.post(reverse("account_login"), data).status_code == 302
    student.refresh_from_db()
    assert student.user == user


def test_the_csv_makes_students_and_a_second_import_updates_them():
    assert not load(ROW).has_errors()
    student = Student.objects.get()
    assert (student.email, student.level, student.visiting) == (
        "ada@univ.ox.ac.uk",
        "undergraduate",
        False,
    )
    load((*ROW[:3], "MMath", *ROW[4:]))
    assert Student.objects.get().award == "MMath"


def test_importing_joins_an_account_that_verified_the_address_earlier():
    user = factories.UserFactory(email="ada@univ.ox.ac.uk")
    load(ROW)
    assert Student.objects.get().user == user


@pytest.mark.parametrize(
    ("column", "value"),
    [(1, "not an address"), (2, "Undergrad"), (4, "10/10/2025"), (5, "perhaps"), (6, "")],
)
def test_nothing_is_saved_while_a_row_is_wrong(client, column, value):
    wrong = list(ROW)
    wrong[column] = value
    lines = [",".join(HEADERS), ",".join(ROW).replace("Ada", "Ben"), ",".join(wrong)]
    client.force_login(factories.OfficeFactory())
    upload = SimpleUploadedFile("register.csv", "\n".join(lines).encode(), "text/csv")
    response = client.post(
        reverse("admin:accounts_student_import"),
        {"import_file": upload, "format": "0", "resource": "0"},
    )
    assert response.status_code == 200
    result = response.context["result"]
    assert result.has_errors() or result.has_validation_errors()
    assert not Student.objects.exists()


def test_the_office_imports_in_two_steps(client):
    client.force_login(factories.OfficeFactory())
    lines = "\n".join([",".join(HEADERS), ",".join(ROW)])
    upload = SimpleUploadedFile("register.csv", lines.encode(), "text/csv")
    url = reverse("admin:accounts_student_import")
    preview = client.post(url, {"import_file": upload, "format": "0", "resource": "0"})
    assert not Student.objects.exists()
    confirm = preview.context["confirm_form"].initial
    client.post(reverse("admin:accounts_student_process_import"), confirm)
    assert Student.objects.get().name == "Ada Anyone"


def test_a_file_with_the_wrong_columns_is_told_which_are_missing_and_nothing_of_the_code(client):
    client.force_login(factories.OfficeFactory())
    upload = SimpleUploadedFile("register.csv", b"a,b\n1,2\n", "text/csv")
    page = client.post(
        reverse("admin:accounts_student_import"),
        {"import_file": upload, "format": "0", "resource": "0"},
    ).content.decode()
    assert "university e-mail" in page
    assert "Traceback" not in page
    assert "site-packages" not in page
