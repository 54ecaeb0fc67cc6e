"""Accounts, the register, organisations and their hosts."""

import csv
from datetime import timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.utils.text import slugify

from accounts.models import OfficeMember, Student, User
from demo.people import OTHER_STUDENTS, PEOPLE, DemoPerson
from microinternships import clock
from placements.models import HostMember, Organisation

DATA = Path(__file__).resolve().parent.parent / "data"


def make_everybody() -> None:
    make_organisations()
    for person in PEOPLE:
        make_person(person)
    for number, (name, level, award, programme) in enumerate(OTHER_STUDENTS):
        facts = {"level": level, "award": award, "programme": programme}
        email = f"student{number}@student.ox.ac.uk.example"
        make_student(name, email, {**facts, "college": "Sample Hall"})


def make_person(person: DemoPerson) -> None:
    if person.student:
        make_student(person.name, person.email, person.student)
        return
    user = make_user(person.name, person.email)
    if person.office_role:
        OfficeMember.objects.create(user=user, role=person.office_role)
    if person.organisation:
        organisation = Organisation.objects.get(name=person.organisation)
        organisation.members.all().delete()
        HostMember.objects.create(user=user, organisation=organisation, is_admin=True)


def make_user(name: str, email: str) -> User:
    user = User.objects.create_user(email, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def make_student(name: str, email: str, facts: dict) -> Student:
    today = clock.today()
    return Student.objects.create(
        user=make_user(name, email),
        name=name,
        email=email,
        matriculated_on=None if facts.get("visiting") else today - timedelta(days=500),
        course_ends_on=today + timedelta(days=600),
        **facts,
    )


def make_organisations() -> None:
    with (DATA / "organisations.csv").open(newline="") as rows:
        for row in csv.DictReader(rows):
            slug = slugify(row["name"])
            organisation = Organisation.objects.create(
                **row,
                website=f"https://{slug}.example",
                supervision_declared=True,
                insurance_declared=True,
                state=Organisation.State.VERIFIED,
            )
            user = make_user(f"Contact at {row['name']}", f"host@{slug}.example")
            HostMember.objects.create(user=user, organisation=organisation, is_admin=True)
