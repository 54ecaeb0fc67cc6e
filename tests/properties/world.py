"""A small programme with plainly fictional people, for events at random."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from accounts.models import OfficeMember, Student, User
from applications.models import Offer
from applications.workflow import application_machine, offer_machine
from enquiries.models import Concern
from enquiries.workflow import concern_machine, question_machine
from expenses.workflow import claim_machine
from microinternships import clock
from placements.models import Advert, Cycle, Organisation, Placement
from placements.rules import organisation_id_of
from placements.workflow import advert_machine, organisation_machine, placement_machine
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    PlacementFactory,
    StudentFactory,
)

BEGINS = datetime(2026, 9, 28, 10, 0, tzinfo=clock.OXFORD)
# Days after a placement on which claims move on.
AFTERWARDS = (1, 4, 9, 16, 23, 30, 45, 60)
# With how often something happens to one of its rows.
MACHINES = {
    organisation_machine: 0.02,
    advert_machine: 0.02,
    application_machine: 3,
    offer_machine: 2,
    placement_machine: 1,
    claim_machine: 3,
    question_machine: 0.5,
    concern_machine: 0.6,
}


@dataclass
class World:
    cycle: Cycle
    adverts: list[Advert]
    students: list[Student]
    hosts: dict[int, User]  # by organisation
    office: list[User]
    now: datetime
    let_in: dict[int, datetime] = field(default_factory=dict)  # until when, by organisation
    files: int = 0
    trail: list[str] = field(default_factory=list)

    @property
    def people(self) -> list[User]:
        return [*(student.user for student in self.students), *self.hosts.values(), *self.office]

    @property
    def milestones(self) -> list[datetime]:
        """Every moment at which something may begin or end to be possible."""
        first = self.cycle.first_round
        moments = [
            first.closes_at,
            first.choose_by,
            first.answer_by,
            self.cycle.reserve_ends_at,
            self.cycle.claims_close_at,
        ]
        moments += [first.release_at] if first.release_at else []
        moments += Offer.objects.made().values_list("respond_by", flat=True)
        for placement in Placement.objects.active().prefetch_related("days"):
            moments += [placement.starts_at, placement.ends_at]
            moments += [placement.ends_at + timedelta(days=later) for later in AFTERWARDS]
        return sorted(moments)

    def around(self, subject) -> list[User]:
        """The student and the host it is about, twice as likely as others to do something."""
        students = {student.pk: student.user for student in self.students}
        if isinstance(subject, Concern):  # which only the Office answers
            return self.office
        if isinstance(subject, Organisation | Advert):
            return [*self.office, self.hosts[organisation_id_of(subject)]]
        application = getattr(subject, "application", None)
        placement = getattr(subject, "placement", None)
        about = application or placement or subject
        own = [students[about.student_id]] if hasattr(about, "student_id") else []
        return [*own, self.hosts[about.advert.organisation_id]]

    def note(self, event: str, subject, data: dict) -> None:
        """Follow what the Office lets happen: which adverts students read, and who comes late.

        Nobody submits an advert later than that.
        """
        if event == "permit":
            organisation = organisation_id_of(subject)
            longest = self.let_in.get(organisation, data["until"])
            self.let_in[organisation] = max(longest, data["until"])
        if event == "approve" and isinstance(subject, Advert):
            self.adverts.append(subject)
        if event == "submit" and isinstance(subject, Advert):
            due = self.cycle.adverts_due_at
            assert self.now < max(due, self.let_in.get(subject.organisation_id, due))

    def new_file(self) -> str:
        """The digest of a file nobody has used."""
        self.files += 1
        return hashlib.sha256(str(self.files).encode()).hexdigest()


def lay_out(random: Random) -> World:
    """Two adverts of two organisations, of which one or both pass freed places on to reserves; six
    students of whom one is an MBA and one is a host too.

    The clock stands between the day on which adverts were due and the opening of applications. Two
    placements of the cycle before are over and can be claimed for.
    """
    with clock.standing_at(BEGINS):
        held = random.random() < 0.5
        cycle = CycleFactory(
            phase="open",
            max_placements=random.choice((1, 1, 2)),
            rounds_and_weeks__held=held,
        )
        adverts = [
            AdvertFactory(
                cycle=cycle,
                places=1 if promotes else random.choice((1, 2)),
                days=random.choice((3, 5)),
                promotes_reserves=promotes,
            )
            for promotes in (True, random.random() < 0.5)
        ]
        students = [StudentFactory() for _ in range(5)] + [StudentFactory(award="MBA")]
        hosts = {
            advert.organisation_id: HostFactory(organisation=advert.organisation).user
            for advert in adverts
        }
        HostFactory(organisation=adverts[1].organisation, user=students[0].user)
        office = [OfficeFactory(role=role) for role in OfficeMember.Role.values]
        before = CycleFactory(phase="claiming")
        for student, advert in zip(students, adverts, strict=False):
            past = AdvertFactory(cycle=before, organisation=advert.organisation)
            PlacementFactory(student=student, advert=past)
    return World(cycle, adverts, students, hosts, office, now=cycle.adverts_due_at)


def days_for(random: Random, advert: Advert) -> dict:
    """A week and days that are usually what the advert says, and sometimes are not."""
    week = random.choice(advert.cycle.ordered_weeks)
    count = advert.days if random.random() < 0.95 else random.randint(1, 5)
    return {"week": week, "days": [(day, advert.mode) for day in week.dates[:count]]}


def a_little_later(random: Random, world: World) -> datetime:
    return world.now + timedelta(minutes=random.choice((1, 30, 300)))


def next_milestone(random: Random, world: World) -> datetime:
    """One side or the other of the next moment that matters; after the last, some days on."""
    coming = [moment for moment in world.milestones if moment > world.now]
    if not coming:
        return world.now + timedelta(days=random.randint(1, 6))
    return max(world.now, coming[0] + timedelta(seconds=random.choice((-1, 0, 1, 3600))))
