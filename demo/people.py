"""The demonstration's people: all made up, each with a key to sign in by."""

from dataclasses import dataclass, field

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class DemoPerson:
    key: str
    name: str
    email: str
    who: str
    student: dict = field(default_factory=dict)
    organisation: str = ""  # which they registered
    joined: tuple[tuple[str, str], ...] = ()  # organisations of others, each with a role
    office_role: str = ""


def _student(key: str, name: str, who: str, **facts) -> DemoPerson:
    facts = {"level": "undergraduate", "award": "BA", "visiting": False, **facts}
    return DemoPerson(key, name, f"{key}@student.ox.ac.uk.example", who, student=facts)


PEOPLE = (
    _student(
        "sam",
        "Sam Sample",
        "a student who may apply, with a past placement to claim for",
        programme="History",
        college="Example College",
    ),
    _student(
        "olga",
        "Olga Offered",
        "a student with an offer to answer",
        award="MChem",
        programme="Chemistry",
        college="Sample Hall",
    ),
    _student(
        "max",
        "Max Mustermann",
        "an MBA student",
        level="taught",
        award="MBA",
        programme="Business Administration",
        college="Example College",
    ),
    _student(
        "vera",
        "Vera Visitor",
        "a visiting student",
        visiting=True,
        programme="Philosophy",
        college="Sample Hall",
    ),
    DemoPerson(
        "hannah",
        "Hannah Host",
        "hannah@lantern.example",
        "a host at the Lantern Archive",
        organisation="Lantern Archive",
    ),
    DemoPerson(
        "henry",
        "Henry Host",
        "henry@northwind.example",
        "a host at Northwind Robotics",
        organisation="Northwind Robotics",
    ),
    DemoPerson(
        "rita",
        "Rita Recruiter",
        "rita@lantern.example",
        "looks after applicants at two organisations",
        joined=(("Lantern Archive", "recruiter"), ("Northwind Robotics", "recruiter")),
    ),
    DemoPerson(
        "amos",
        "Amos Approver",
        "amos@lantern.example",
        "decides and pays claims at the Lantern Archive",
        joined=(("Lantern Archive", "approver"),),
    ),
    DemoPerson(
        "olive",
        "Olive Office",
        "olive@office.example",
        "a member of the Internship Office",
        office_role="manager",
    ),
)

BY_KEY = {person.key: person for person in PEOPLE}

OTHER_STUDENTS = (
    ("Ada Anyone", "undergraduate", "BA", "English"),
    ("Ben Blank", "undergraduate", "MMath", "Mathematics"),
    ("Cleo Case", "taught", "MSc", "Biodiversity"),
    ("Dora Draft", "undergraduate", "BA", "Classics"),
    ("Eli Else", "research", "DPhil", "Engineering"),
    ("Fay Figure", "taught", "MSt", "Music"),
    ("Gus Generic", "undergraduate", "BA", "Geography"),
    ("Hal Hypothetical", "undergraduate", "MPhys", "Physics"),
    ("Ida Instance", "research", "DPhil", "Law"),
    ("Jo Just-Someone", "undergraduate", "BA", "Modern Languages"),
    ("Kit Kind", "undergraduate", "BA", "History of Art"),
    ("Lou Likely", "taught", "MSc", "Statistics"),
    ("Mia Maybe", "research", "DPhil", "Chemistry"),
    ("Ned Nobody", "undergraduate", "BA", "Philosophy"),
    ("Ola Other", "undergraduate", "MEng", "Engineering"),
    ("Pia Placeholder", "taught", "MPhil", "Economics"),
    ("Quin Query", "undergraduate", "BA", "Theology"),
    ("Ros Receipt", "undergraduate", "BA", "Geography"),
    ("Sid Someone", "research", "DPhil", "Archaeology"),
    ("Tess Trial", "undergraduate", "BA", "Music"),
    ("Una Usual", "taught", "MSc", "Psychology"),
    ("Val Various", "undergraduate", "BA", "Law"),
    ("Wim Whoever", "undergraduate", "MMath", "Mathematics"),
    ("Zoe Zeroth", "undergraduate", "BA", "Linguistics"),
)


def sign_ins(address: str) -> list[str]:
    """One line for each person, with the page on which one press signs in as them."""
    root = address.rstrip("/")
    width = max(len(person.name) for person in PEOPLE)
    return [
        f"{person.name:{width}}  {root}{reverse('demo:sign_in', args=[person.key])}  {person.who}"
        for person in PEOPLE
    ]
