"""Which pages are measured, who reads them, and how much of the bare view each may cost."""

from dataclasses import dataclass

ANYBODY, STUDENT, HOST, OFFICE = "anybody", "student", "host", "office"


@dataclass(frozen=True, slots=True)
class Page:
    """``goal`` is the most that it may cost, in multiples of the bare view's CPU time.

    In ``path``, ``{advert}`` is the number of an open one and ``{hosted}`` of one of the host's.
    """

    name: str
    reader: str
    path: str
    goal: float | None = None
    bare: bool = False


BARE = Page("bare: 25 rows, no query", ANYBODY, "/bare/rows/", bare=True)
PAGES = (
    BARE,
    Page("bare: count, 25 of 320, join", ANYBODY, "/bare/queried/", bare=True),
    Page("home", ANYBODY, "/"),
    Page("adverts", ANYBODY, "/adverts/", goal=1),
    Page("adverts, two facets", ANYBODY, "/adverts/?mode=remote&week=A", goal=1),
    Page("adverts, a search", ANYBODY, "/adverts/?q=letters", goal=1),
    Page("an advert", ANYBODY, "/adverts/{advert}/", goal=1.5),
    Page("student: home", STUDENT, "/"),
    Page("student: adverts", STUDENT, "/adverts/", goal=2),
    Page("student: adverts, two facets", STUDENT, "/adverts/?mode=remote&week=A", goal=2),
    Page("student: an advert", STUDENT, "/adverts/{advert}/", goal=1.5),
    Page("host: desk with 25 adverts", HOST, "/host/", goal=2),
    Page("host: applicants", HOST, "/host/adverts/{hosted}/applicants/"),
    Page("office: adverts", OFFICE, "/office/placements/advert/", goal=5),
    Page("office: applications", OFFICE, "/office/applications/application/", goal=5),
    Page("office: placements", OFFICE, "/office/placements/placement/", goal=5),
    Page("office: claims", OFFICE, "/office/expenses/claim/", goal=5),
)
