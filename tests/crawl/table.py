"""What each address answers to each role, declared: the crawl compares all of it.

A row names the address, the thing of estate "a" whose id stands in it, and the answer to a GET by
role. ``SIGN_IN`` is the way to the sign-in page; ``AWAY`` is a way on to another page of the same
site. A role that is not named gets ``otherwise``.
"""

from dataclasses import dataclass, field

ROLES = (
    "anonymous",
    "student",
    "other student",
    "host",
    "other host",
    "newcomer",
    "viewer",
    "caseworker",
)
SIGN_IN, AWAY = "sign-in", "away"
OFFICE = ("viewer", "caseworker")


@dataclass(frozen=True)
class Row:
    name: str
    thing: str = ""
    answers: dict = field(default_factory=dict)
    otherwise: int | str = 404
    more: dict = field(default_factory=dict)
    key: str = "pk"  # by which the address names its thing
    posts: tuple[str, ...] = ()  # who may POST where a GET is 405; the rest find nothing

    def get(self, role: str):
        return self.answers.get(role, self.otherwise)

    @property
    def only_posts(self) -> bool:
        return self.otherwise == 405

    def may_post(self, role: str) -> bool:
        if self.only_posts:
            return role in self.posts
        return self.get(role) in (200, AWAY)


def public(name: str, thing: str = "") -> Row:
    return Row(name, thing, otherwise=200)


def signed_in(name: str, thing: str = "", **answers) -> Row:
    return Row(name, thing, {"anonymous": SIGN_IN, **answers}, otherwise=200)


def only(name: str, thing: str, *roles: str, answer: int | str = 200) -> Row:
    """One thing's page, for ``roles`` alone; nobody else learns that it exists."""
    return Row(name, thing, {"anonymous": SIGN_IN, **dict.fromkeys(roles, answer)})


def press(name: str, thing: str, *roles: str, **more) -> Row:
    return Row(name, thing, {"anonymous": SIGN_IN}, otherwise=405, more=more, posts=roles)


HOME = Row(
    "home",
    answers={"host": AWAY, "other host": AWAY, "viewer": AWAY, "caseworker": AWAY},
    otherwise=200,
)
APPLY = Row("applications:apply", "advert", {"anonymous": SIGN_IN, "student": AWAY}, otherwise=200)

TABLE = (
    HOME,
    public("health"),
    public("sitemap"),
    public("robots"),
    signed_in("accounts:details"),
    public("placements:browse"),
    public("placements:advert", "advert"),
    Row("placements:advert", "unpublished", dict.fromkeys(("host", *OFFICE), 200)),
    public("placements:advert_deadline", "advert"),
    public("placements:dates"),
    public("placements:dates_json"),
    public("placements:all_dates_calendar"),
    public("placements:dates_calendar", "cycle"),
    # hosts and adverts
    signed_in("placements:desk"),
    signed_in("placements:earlier_adverts"),
    signed_in("placements:organisation_new"),
    only("placements:organisation", "organisation", "host"),
    only("placements:organisation_edit", "organisation", "host"),
    only("placements:people", "organisation", "host", "caseworker"),
    only("placements:terms", "organisation", "host"),
    only("placements:join", "organisation", "host", answer=AWAY),
    signed_in("placements:join", "verified", host=AWAY),
    only("placements:member", "colleague", "host", "caseworker"),
    only("placements:member_remove", "colleague", "host", "caseworker"),
    press("placements:invitation_again", "invitation", "host", "caseworker"),
    press("placements:invitation_withdraw", "invitation", "host", "caseworker"),
    press("placements:join_answer", "join_request", "host", "caseworker"),
    Row("placements:invitation", "token_known", otherwise=200, key="token"),
    signed_in("placements:searches"),
    only("placements:search_new", "", "student", "other student"),
    Row("placements:search", "search", otherwise=200, key="token"),
    Row("placements:search_stop", "search", otherwise=200, key="token"),
    signed_in("placements:advert_new"),
    only("placements:advert_host", "advert", "host"),
    only("placements:advert_host", "unpublished", "host"),
    only("placements:advert_edit", "unpublished", "host"),
    only("placements:advert_edit", "advert", "host", answer=AWAY),
    only("placements:advert_change", "advert", "host"),
    only("placements:advert_ask", "advert", "host"),
    only("placements:advert_take_back", "advert", "host", answer=AWAY),
    press("placements:advert_submit", "unpublished", "host"),
    only("placements:advert_withdraw", "unpublished", "host"),
    press("placements:advert_copy", "unpublished", "host"),
    # placements
    only("placements:placement", "placement", "student", "host"),
    only("placements:placement_calendar", "placement", "student", "host"),
    only("placements:joining", "placement", "host"),
    only("placements:feedback", "placement", "student"),
    only("placements:cancel", "placement", "student", "host"),
    only("placements:no_show", "placement", "host"),
    # students and applications
    APPLY,
    press("applications:save", "advert", "student", "other student"),
    signed_in("applications:mine"),
    only("applications:application", "draft", "student"),
    only("applications:application", "held", "student"),
    only("applications:application", "offered", "student"),
    only("applications:edit", "draft", "student"),
    only("applications:edit", "held", "student", answer=AWAY),
    only("applications:check", "draft", "student"),
    only("applications:check", "held", "student", answer=AWAY),
    only("applications:sent", "held", "student"),
    only("applications:sent", "draft", "student", answer=AWAY),
    only("applications:cv", "draft", "student", *OFFICE),
    only("applications:cv", "held", "student", "host", *OFFICE),
    only("applications:again", "unsure", "student"),
    only("applications:again", "held", "student", answer=AWAY),
    only("applications:delete", "draft", "student"),
    only("applications:delete", "held"),
    only("applications:withdraw", "held", "student"),
    only("applications:take_back", "held", "student"),
    only("applications:take_up_again", "held", "student"),
    only("applications:offer", "offer", "student"),
    only("applications:accept", "offer", "student"),
    only("applications:decline", "offer", "student"),
    only("applications:offer", "held_offer"),
    only("applications:accept", "held_offer"),
    only("applications:decline", "held_offer"),
    # hosts and applicants
    only("applications:applicants", "advert", "host"),
    only("applications:applicants", "held_advert", "host"),
    only("applications:applicant", "draft"),
    only("applications:applicant", "held", "host"),
    only("applications:applicant", "held_offered", "host"),
    only("applications:make_offer", "held", "host"),
    only("applications:change_offer", "held_offered", "host"),
    press("applications:offer_to_reserve", "held", "host"),
    press("applications:decide", "held", "host"),
    press("applications:outcome_preview", "held", "host"),
    only("applications:change_offer", "offered", "host"),
    press("applications:rescind", "offered", "host"),
    # questions and concerns
    Row("enquiries:concern_about_advert", "advert", {"anonymous": SIGN_IN}, otherwise=200),
    only("enquiries:concern_about_advert", "unpublished", "host", *OFFICE),
    only("enquiries:concern_about_placement", "placement", "student", "host"),
    signed_in("enquiries:concerns"),
    only("enquiries:concern", "concern", "student"),
    Row("enquiries:ask", "advert", {"anonymous": SIGN_IN}, otherwise=200),
    Row("enquiries:ask", "unpublished", {"anonymous": SIGN_IN}),
    only("applications:statistics", "advert", "host"),
    only("applications:statistics", "unpublished", "host"),
    Row("applications:seen", "advert", otherwise=405, posts=ROLES),
    Row("applications:seen", "unpublished", otherwise=405),
    only("enquiries:of_advert", "advert", "host"),
    only("enquiries:answer", "asked", "host"),
    # workshops
    public("workshops:workshops"),
    public("workshops:workshop", "workshop"),
    Row("workshops:workshop", "planned", dict.fromkeys(OFFICE, 200)),
    press("workshops:book", "workshop", "student", "other student"),
    Row(
        "workshops:give_up",
        "workshop",
        {"anonymous": SIGN_IN, "student": 200, "other student": AWAY},
    ),
    public("workshops:calendar", "workshop"),
    Row("workshops:calendar", "planned"),
    # claims
    signed_in("expenses:mine"),
    only("expenses:start", "placement", "student"),
    only("expenses:claim", "claim", "student"),
    only("expenses:claim", "draft_claim", "student"),
    only("expenses:claim", "disputed", "student"),
    only("expenses:check", "draft_claim", "student"),
    only("expenses:check", "claim", "student", answer=AWAY),
    press("expenses:answer", "claim", "student"),
    press("expenses:press", "claim", "student", event="withdraw"),
    press("expenses:press", "disputed", "student", event="confirm"),
    signed_in("expenses:to_decide"),
    only("expenses:decide", "claim", "host"),
    only("expenses:decide", "draft_claim"),
    only("expenses:decide", "disputed", "host"),
    press("expenses:reopen", "claim", "host"),
    only("expenses:pay", "claim", "host", answer=AWAY),
    only("expenses:pay", "disputed", "host"),
    only("expenses:receipt", "receipt", "student", "host", *OFFICE),
)

# Addresses that need no row of their own: pages of words, and what other tests crawl.
APART = ("admin:", "account_", "mfa_", "socialaccount_", "openid_connect_", "pages:", "alerts:")

# Whose marked words a role may ever read outside the admin. The student never reads a decision
# that is held, the host never a draft, and the two never what one wrote to the Office alone.
HELD = {"feedback", "contact", "message", "rescinding"}
STUDENTS_OWN = {"draft", "draftnote", "concern", "reply", "room"}
SHARED = {
    *("student", "address", "statement", "answer", "known", "meet", "joining"),
    *("note", "paidnote", "receipt", "dispute", "hostaddress", "host", "asked"),
}
PEOPLE = ("organisation", "colleague", "invited", "asking", "host", "hostaddress")
HOSTS_OWN = {"organisation", "unpublished", "request", "colleague", "invited", "asking"}
MAY_READ = {
    "student": {f"zq-{what}-a" for what in SHARED | STUDENTS_OWN},
    "other student": {f"zq-{what}-b" for what in SHARED | STUDENTS_OWN},
    "host": {f"zq-{what}-a" for what in SHARED | HELD | HOSTS_OWN},
    "other host": {f"zq-{what}-b" for what in SHARED | HELD | HOSTS_OWN},
    "viewer": {
        "zq-student-a",
        "zq-unpublished-a",
        "zq-planned-a",
    },  # the name of a CV they open; an advert
    # and who acts for an organisation, where nobody there can change it
    "caseworker": {f"zq-{what}-a" for what in ("student", "unpublished", "planned", *PEOPLE)},
}
