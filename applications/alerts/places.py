"""What hosts are told when a place is taken or becomes free: with the next reserve by name."""

from alerts.kinds import Kind, register
from applications.alerts.people import hosts, next_reserve, passed_on_to
from applications.models import Application, Offer
from placements.alerts import past


def _hosts_of_offer(offer: Offer) -> list:
    return hosts(offer.application)


def _after_offer(offer: Offer, recipient) -> dict:
    advert = offer.application.advert
    return {
        "name": offer.application.student.name,
        "advert": advert,
        "given_to": passed_on_to(offer),
        "reserve": next_reserve(advert, recipient),
        "reserve_ends_at": advert.cycle.reserve_ends_at,
    }


def _after_last_offer(application: Application, recipient) -> dict:
    return _after_offer(application.offers.first(), recipient)


def _about_offer(name: str) -> Kind:
    return Kind(
        name,
        subject="applications.offer",
        recipients=_hosts_of_offer,
        still_true=past.still_the_latest,
        context=_after_offer,
    )


def _about_application(name: str) -> Kind:
    return Kind(
        name,
        subject="applications.application",
        recipients=hosts,
        still_true=past.still_the_latest,
        context=_after_last_offer,
    )


register(
    _about_offer("offer_accepted_host"),
    _about_offer("offer_declined_host"),
    _about_offer("offer_lapsed_host"),
    _about_application("offer_reinstated_host"),
    _about_application("placement_cancelled_host"),
)
