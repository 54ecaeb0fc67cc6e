"""What stands on every page: who the reader is, where they can go."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject, cached_property

FOR_HOSTS = ("For hosts", "pages:hosts")
PUBLIC = (
    ("Adverts", "placements:browse"),
    ("Dates", "placements:dates"),
    ("Workshops", "workshops:workshops"),
    ("News", "alerts:news"),
    FOR_HOSTS,
)
STUDENT = (("My applications", "applications:mine"), ("Expenses", "expenses:mine"))
HOST = (("Host desk", "placements:desk"),)
OFFICE = (("Office", "admin:index"),)
ACCOUNT = (
    ("Your details", "accounts:details"),
    ("Alerts", "alerts:preferences"),
    ("E-mail addresses", "account_email"),
    ("Password", "account_change_password"),
    ("Two-step sign-in", "mfa_index"),
)


class Person:
    """The reader of a page and what they are, learnt with at most one query, when first asked."""

    def __init__(self, request):
        self.request = request

    @property
    def user(self):
        return self.request.user

    @property
    def is_student(self) -> bool:
        return self.user.is_authenticated and self.user.is_student

    @property
    def is_host(self) -> bool:
        return self.user.is_authenticated and self.user.is_host

    @property
    def is_office(self) -> bool:
        return self.user.is_authenticated and self.user.is_staff

    @cached_property
    def navigation(self) -> list[dict]:
        """The links of the masthead, for what this person is."""
        entries = []
        if self.user.is_authenticated:
            entries = [("Home", "home")]
            entries += STUDENT if self.is_student else ()
            entries += HOST if self.is_host else ()
            entries += OFFICE if self.is_office else ()
        settled = self.is_host or self.is_student  # the footer still tells them of hosts
        entries += [entry for entry in PUBLIC if not (settled and entry == FOR_HOSTS)]
        return self._links(entries)

    @cached_property
    def account_navigation(self) -> list[dict]:
        """The links above the pages of somebody's own account."""
        return self._links(ACCOUNT)

    def _links(self, entries) -> list[dict]:
        links = []
        for label, name in entries:
            try:
                address = reverse(name)
            except NoReverseMatch:
                continue
            links.append({"label": label, "url": address, "here": address == self.request.path})
        return links


def every_page(request) -> dict:
    """Context processor: the reader and the addresses that the masthead and the footer show."""
    return {
        "person": SimpleLazyObject(lambda: Person(request)),
        "contact_email": settings.CONTACT_EMAIL,
        "careerconnect_url": settings.CAREERCONNECT_URL,
        "business_school_careers_url": settings.BUSINESS_SCHOOL_CAREERS_URL,
        "visa_guidance_url": settings.VISA_GUIDANCE_URL,
    }
