"""Those whose letters about applications and offers the tests read, and what they do."""

from applications.models import Application, Offer
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfferFactory,
    OfficeFactory,
)


class Scene:
    """An advert with a host, and the office; ``held`` keeps outcomes until the release."""

    def __init__(self, phase: str, *, held: bool = False, **advert):
        self.cycle = CycleFactory(phase=phase, rounds_and_weeks__held=held)
        self.advert = AdvertFactory(cycle=self.cycle, **{"title": "Sorting letters"} | advert)
        self.host = HostFactory(organisation=self.advert.organisation).user
        self.office = OfficeFactory()

    def application(self, state="submitted", **fields) -> Application:
        fields = {"opened_at": clock.now(), "advert": self.advert} | fields
        return ApplicationFactory(state=state, **fields)

    def offered(self, **fields) -> Offer:
        return OfferFactory(application=self.application("offered", **fields))

    def terms(self) -> dict:
        week = self.cycle.ordered_weeks[0]
        days = list(zip(week.dates, self.advert.mode_of_each_day, strict=True))
        meet = {"contact_name": "Robin Example", "contact_email": "robin@example.org"}
        return {"week": week, "days": days, "place": "1 Example Street", **meet}

    def decide(self, event: str, application, **data):
        return application_machine.fire(event, application, by=self.host, **data)


def of_student(event: str, application: Application, **data):
    machine = offer_machine if isinstance(application, Offer) else application_machine
    student = getattr(application, "application", application).student
    return machine.fire(event, application, by=student.user, **data)


def accept(offer: Offer):
    return of_student("accept", offer, terms_version=offer.terms_version)
