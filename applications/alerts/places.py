"""What hosts are told when a place is taken or becomes free: with the next reserve by name."""

from alerts.kinds import Kind, register
from applications.alerts.people import hosts, next_reserve, passed_on_to
from applications.models import Application, Offer
from placements.alerts import past


def _hosts_of_offer(offer: Offer) -> list:
    return hosts(offer.application)


def _after_offer(offer: Offer, recipient) -> dict:
    return {**_who_comes_next(offer.application, recipient), "given_to": passed_on_to(offer)}


def _who_comes_next(application: Application, recipient) -> dict:
    advert = application.advert
    return {
        "name": application.student.name,
        "advert": advert,
        "reserve": next_reserve(advert, recipient),
        "reserve_ends_at": advert.cycle.reserve_ends_at,
    }


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
        context=_who_comes_next,
    )


register(
    _about_offer("offer_accepted_host"),
    _about_offer("offer_declined_host"),
    _about_offer("offer_lapsed_host"),
    _about_application("offer_reinstated_host"),
    _about_application("placement_cancelled_host"),
)
