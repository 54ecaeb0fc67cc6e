"""Who takes part: students, hosts and one member of the Internship Office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress

from accounts.models import OfficeMember, Student, User
from bench.loader.rows import copy, number_on
from microinternships import clock
from placements.models import HostMember, Organisation

OFFICE = 1  # the number of the Office's account; hosts and students follow
UNUSABLE = "!bench"  # nobody signs in with a password here
COLLEGES = ("Example College", "Sample Hall", "Model College", "Placeholder Hall")


@dataclass(frozen=True, slots=True)
class People:
    """How many there are of each, and which account is whose."""

    organisations: int
    students: int

    MEMBERS = 2  # of each organisation

    @property
    def hosts(self) -> int:
        return self.organisations * self.MEMBERS

    def host_of(self, organisation: int) -> int:
        """The account of an organisation's first member."""
        return OFFICE + 1 + (organisation - 1) * self.MEMBERS

    def user_of(self, student: int) -> int:
        return OFFICE + self.hosts + student

    def load(self) -> None:
        copy(User, self._users())
        copy(EmailAddress, self._addresses())
        copy(OfficeMember, [{"user_id": OFFICE, "role": OfficeMember.Role.MANAGER}])
        copy(Organisation, self._organisations())
        copy(HostMember, self._members())
        copy(Student, self._students())
        number_on(User, EmailAddress, OfficeMember, Organisation, HostMember, Student)

    def _emails(self) -> Iterator[tuple[int, str]]:
        yield OFFICE, "office@careers.example.org"
        for number in range(self.hosts):
            yield OFFICE + 1 + number, f"host{number}@example.org"
        for student in range(1, self.students + 1):
            yield self.user_of(student), f"student{student}@univ.example.org"

    def _users(self) -> Iterator[dict]:
        for number, email in self._emails():
            name = email.partition("@")[0].title()
            yield {"id": number, "email": email, "name": f"{name} Example", "password": UNUSABLE}

    def _addresses(self) -> Iterator[dict]:
        for number, email in self._emails():
            yield {"user_id": number, "email": email, "verified": True, "primary": True}

    def _organisations(self) -> Iterator[dict]:
        kinds = Organisation.Kind.values
        for number in range(1, self.organisations + 1):
            yield {
                "id": number,
                "name": f"Example Organisation {number}",
                "kind": kinds[number % len(kinds)],
                "website": f"https://host{number}.example.org",
                "about": "A made-up organisation that takes students each term. " * 4,
                "supervision_declared": True,
                "insurance_declared": True,
                "state": Organisation.State.VERIFIED,
            }

    def _members(self) -> Iterator[dict]:
        for number in range(self.hosts):
            organisation, place = divmod(number, self.MEMBERS)
            yield {
                "organisation_id": organisation + 1,
                "user_id": OFFICE + 1 + number,
                "is_admin": place == 0,
            }

    def _students(self) -> Iterator[dict]:
        levels, today = Student.Level.values, clock.today()
        for number in range(1, self.students + 1):
            yield {
                "id": number,
                "user_id": self.user_of(number),
                "name": f"Student {number} Example",
                "email": f"student{number}@univ.example.org",
                "level": levels[number % len(levels)],
                "award": "BA",
                "programme": "History",
                "college": COLLEGES[number % len(COLLEGES)],
                "matriculated_on": today - timedelta(days=400),
                "course_ends_on": today + timedelta(days=700),
            }
