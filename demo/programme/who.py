"""Accounts, the register, organisations and their hosts."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.utils.text import slugify

from accounts.models import OfficeMember, Student, User
from demo.people import BY_KEY, OTHER_STUDENTS, PEOPLE, DemoPerson
from microinternships import clock
from placements import terms
from placements.models import Organisation
from placements.workflow import invitations, organisation_machine, register_organisation

DATA = Path(__file__).resolve().parent.parent / "data"

# Organisations that did not get as far as the others, or no longer are: name, events, why.
UNUSUAL_ORGANISATIONS = (
    ("Half Written & Daughters", (), ""),
    ("Waiting Room Studio", ("submit",), ""),
    ("The Lantern Archive Ltd", ("submit",), ""),  # which the Office may well take for another
    (
        "Pay To Learn Academy",
        ("submit", "decline"),
        "You ask students for a fee. The programme is free of charge for students.",
    ),
    (
        "Foghorn Fisheries",
        ("submit", "verify", "suspend"),
        "The insurance has run out. Send us the new certificate and we will resume.",
    ),
)


def make_everybody() -> None:
    for person in PEOPLE:
        make_person(person)
    for number, (name, level, award, programme) in enumerate(OTHER_STUDENTS):
        facts = {"level": level, "award": award, "programme": programme}
        make_student(name, _email_of(number), {**facts, "college": "Sample Hall"})
    with clock.rehearsing_at(clock.real_now() - timedelta(days=200)):
        make_organisations()
    with clock.rehearsing_at(clock.real_now() - timedelta(days=6)):
        make_unusual_organisations()
    make_colleagues()


def _email_of(number: int) -> str:
    return f"student{number}@student.ox.ac.uk.example"


def demo_student(key: str) -> Student:
    return Student.objects.get(email=BY_KEY[key].email)


def other_students() -> Iterator[Student]:
    """The students nobody signs in as, always in the same order."""
    emails = [_email_of(number) for number in range(len(OTHER_STUDENTS))]
    found = {student.email: student for student in Student.objects.filter(email__in=emails)}
    return (found[email] for email in emails)


def office() -> User:
    return User.objects.get(email=BY_KEY["olive"].email)


def make_person(person: DemoPerson) -> None:
    if person.student:
        make_student(person.name, person.email, person.student)
        return
    user = make_user(person.name, person.email)
    if person.office_role:
        OfficeMember.objects.create(user=user, role=person.office_role)


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
    by = {person.organisation: person for person in PEOPLE if person.organisation}
    with (DATA / "organisations.csv").open(newline="") as rows:
        for row in csv.DictReader(rows):
            person = by.get(row["name"])
            host = User.objects.get(email=person.email) if person else None
            take_through(row, ("submit", "verify"), host=host)


def make_unusual_organisations() -> None:
    for name, events, why in UNUSUAL_ORGANISATIONS:
        about = f"{name} is fictional, and stands for those that need the Office's attention."
        row = {"name": name, "kind": "company", "country": "GB", "about": about, "sector": "arts"}
        if name.startswith("The Lantern"):
            row["not_the_same"] = "We are the shop of the Lantern Archive, a company of our own."
        take_through(row, events, why=why)


def make_colleagues() -> None:
    """Who else acts for an organisation; who is invited, and who asks, at the Lantern Archive."""
    for person in PEOPLE:
        for name, role in person.joined:
            _let_join(Organisation.objects.get(name=name), person, role)
    lantern, now = Organisation.objects.get(name="Lantern Archive"), clock.now()
    given = {"email": "ines.invited@lantern.example", "roles": ["recruiter", "approver"]}
    invitations.invite(lantern, **given, by=founder_of(lantern), now=now)
    asking = make_user("Asa Asking", "asa.asking@lantern.example")
    message = "I began at the reading room last week."
    invitations.ask_to_join(lantern, message=message, by=asking, now=now)


def _let_join(organisation: Organisation, person: DemoPerson, role: str) -> None:
    """Invited by whoever registered it, and accepted the day after."""
    invited = clock.real_now() - timedelta(days=150)
    given = {"email": person.email, "roles": [role], "by": founder_of(organisation)}
    with clock.rehearsing_at(invited):
        invitation = invitations.invite(organisation, **given, now=invited)
    with clock.rehearsing_at(invited + timedelta(days=1)):
        user = User.objects.get(email=person.email)
        invitations.accept(invitation, by=user, now=clock.now())


def founder_of(organisation: Organisation) -> User:
    return organisation.members.order_by("pk")[0].user


def take_through(
    row: dict, events: tuple[str, ...], *, host: User | None = None, why: str = ""
) -> None:
    """Register an organisation and fire ``events``: "submit" by its host, others by the Office."""
    slug = slugify(row["name"])
    host = host or make_user(f"Contact at {row['name']}", f"host@{slug}.example")
    organisation = Organisation(
        **row,
        website=f"https://{slug}.example",
        supervision_declared=True,
        insurance_declared=True,
    )
    organisation = register_organisation(organisation, by=host)
    terms.accept(organisation, version=terms.current().version, by=host)
    for event in events:
        by = host if event == "submit" else office()
        organisation = organisation_machine.fire(event, organisation, by=by, comment=why)
