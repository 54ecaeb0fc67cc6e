"""An advert as data for search engines, in the words of schema.org.

A micro-internship is unpaid, so it is offered as a voluntary internship and no pay is named.
"""

import json

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from microinternships import clock
from placements import promises
from placements.models import Advert, Mode

# Inside a script element only these could end it, or begin a comment.
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def address(advert: Advert) -> str:
    """The advert's one address, by which search engines should know it."""
    return f"{settings.SITE_URL}{reverse('placements:advert', args=[advert.pk])}"


def posting(advert: Advert, *, appeared, closes) -> dict:
    """``advert`` as a JobPosting that takes applications until the aware datetime ``closes``.

    It was posted at ``appeared``, when it could first be read.
    """
    organisation = advert.organisation
    told = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": advert.title,
        "description": "\n\n".join(
            filter(None, (advert.summary, advert.description, advert.tasks))
        ),
        "identifier": str(advert.pk),
        "url": address(advert),
        "datePosted": appeared.astimezone(clock.OXFORD).date().isoformat(),
        "validThrough": closes.astimezone(clock.OXFORD).isoformat(),
        "employmentType": ["INTERN", "VOLUNTEER"],
        "incentiveCompensation": promises.VOLUNTARY_SENTENCE,
        "qualifications": "Open to matriculated students of the University of Oxford.",
        "hiringOrganization": {
            "@type": "Organization",
            "name": organisation.name,
            "sameAs": organisation.website,
        },
        "totalJobOpenings": advert.places,
    }
    if advert.place and advert.mode != Mode.REMOTE:
        told["jobLocation"] = {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": advert.place,
                "addressCountry": advert.country.code,
            },
        }
    if advert.mode == Mode.REMOTE:
        told["jobLocationType"] = "TELECOMMUTE"
        told["applicantLocationRequirements"] = {"@type": "Country", "name": "United Kingdom"}
    return told


def as_json(data: dict) -> SafeString:
    """``data`` for a script element: no text in it can end the element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))
