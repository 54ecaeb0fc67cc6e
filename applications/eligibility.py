"""Who may take part: small rules, each with the fact it used and the sentence a student reads.

Eligible is every matriculated undergraduate and postgraduate; visiting, MBA and
EMBA students are not (programme rules). The verdict is asked when a student
looks, applies and accepts, and is stored with the application.
"""

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.conf import settings

from accounts.models import Student
from microinternships.engine import Refusal
from placements.models import Cycle

LEAVERS_FOR = timedelta(days=365)  # after the end of their course, where a cycle admits leavers


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's answer. ``sentence`` is empty when it passed."""

    rule: str
    title: str
    fact: str
    passed: bool
    sentence: str = ""
    signpost: str = ""
    waived: bool = False

    @property
    def holds(self) -> bool:
        return self.passed or self.waived


@dataclass(frozen=True, slots=True)
class Eligibility:
    verdicts: tuple[Verdict, ...]

    @property
    def eligible(self) -> bool:
        return all(verdict.holds for verdict in self.verdicts)

    @property
    def failures(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if not verdict.holds]

    def snapshot(self) -> dict:
        """What is stored with the application."""
        return {
            "eligible": self.eligible,
            "verdicts": [asdict(verdict) for verdict in self.verdicts],
        }

    def refusals(self) -> list[Refusal]:
        return [Refusal(f"eligibility.{fail.rule}", fail.sentence) for fail in self.failures]


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    title: str
    fact: Callable[[Student, date], str]
    passes: Callable[[Student, Cycle, date], bool]
    sentence: str
    signpost: str = ""


MASTERS_OF_BUSINESS = {"MBA": "MBA", "EMBA": "EMBA", "EXECUTIVE MBA": "EMBA"}


def business_award(student: Student) -> str:
    """MBA, EMBA, or nothing, from the register's award."""
    return MASTERS_OF_BUSINESS.get(student.award.strip().upper(), "")


def _matriculated(student: Student, cycle: Cycle, on: date) -> bool:
    return student.matriculated_on is not None and student.matriculated_on <= on


def _matriculation_fact(student: Student, on: date) -> str:
    day = student.matriculated_on
    return f"matriculated on {day:%-d %B %Y}" if day else "no matriculation date"


def _business_school(name: str) -> str:
    return (
        f"You cannot apply because {name} students are not part of this programme. "
        "The Saïd Business School careers service can help you."
    )


RULES = (
    Rule(
        "matriculated",
        "Matriculated",
        _matriculation_fact,
        _matriculated,
        "You can apply once you have matriculated: the register has no matriculation date for you "
        "yet. If you have matriculated, tell the Internship Office.",
    ),
    Rule(
        "not_visiting",
        "Not a visiting student",
        lambda student, on: "visiting student" if student.visiting else "not a visiting student",
        lambda student, cycle, on: not student.visiting,
        "You cannot apply because visiting students are not part of this programme: it is for "
        "students who have matriculated at Oxford. Your home university's careers service can "
        "help you.",
    ),
    Rule(
        "not_mba",
        "Not on the MBA",
        lambda student, on: student.award,
        lambda student, cycle, on: business_award(student) != "MBA",
        _business_school("MBA"),
        settings.BUSINESS_SCHOOL_CAREERS_URL,
    ),
    Rule(
        "not_emba",
        "Not on the EMBA",
        lambda student, on: student.award,
        lambda student, cycle, on: business_award(student) != "EMBA",
        _business_school("EMBA"),
        settings.BUSINESS_SCHOOL_CAREERS_URL,
    ),
    Rule(
        "course_not_ended",
        "Still on course",
        lambda student, on: f"course ends on {student.course_ends_on:%-d %B %Y}",
        lambda student, cycle, on: on - student.course_ends_on <= _grace(cycle),
        "You cannot apply because your course has ended. The Careers Service helps leavers too: "
        "write to the Internship Office.",
    ),
)


def _grace(cycle: Cycle) -> timedelta:
    return LEAVERS_FOR if cycle.admits_leavers else timedelta(0)


def unregistered(email: str) -> Eligibility:
    """The verdict on an account the register does not know."""
    sentence = (
        f"You cannot apply yet: the university's register has no student with the address {email}. "
        "Sign in with your university e-mail address; if that is what you did, write to the "
        f"Internship Office at {settings.CONTACT_EMAIL}."
    )
    fact = f"{email} is not in the register"
    return Eligibility((Verdict("in_register", "In the register", fact, False, sentence),))


def judge(student: Student, cycle: Cycle, *, on: date, waived: Collection[str] = ()) -> Eligibility:
    """Whether ``student`` may take part in ``cycle`` on the date ``on``, rule by rule.

    ``waived`` are codes of rules the Office has set aside for this student.
    """
    member = Verdict("in_register", "In the register", f"{student.email} is in the register", True)
    return Eligibility((member, *(_apply(rule, student, cycle, on, waived) for rule in RULES)))


def _apply(
    rule: Rule, student: Student, cycle: Cycle, on: date, waived: Collection[str]
) -> Verdict:
    passed = rule.passes(student, cycle, on)
    return Verdict(
        rule.code,
        rule.title,
        rule.fact(student, on),
        passed,
        "" if passed else rule.sentence,
        "" if passed else rule.signpost,
        waived=not passed and rule.code in waived,
    )
