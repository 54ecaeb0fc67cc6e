"""Whether an organisation is probably registered already: the same website, or nearly its name.

A hint for people and never a decision: two may share a name, and one may have two websites.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from placements.models import Organisation

NEARLY = 88
"""How alike two names are, out of 100, that differ by a letter or two, or by the order of words."""

# Where many put their pages, so that the address says nothing of who they are.
SHARED = {
    *("facebook.com", "instagram.com", "linkedin.com", "twitter.com", "x.com", "youtube.com"),
    *("sites.google.com", "docs.google.com", "forms.gle", "bit.ly", "linktr.ee", "medium.com"),
    *("github.com", "github.io", "gitlab.io", "wordpress.com", "wixsite.com", "weebly.com"),
    *("blogspot.com", "squarespace.com", "notion.site", "carrd.co", "webflow.io", "substack.com"),
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com"),
    *("herokuapp.com", "netlify.app", "vercel.app", "pages.dev", "web.app", "myshopify.com"),
    *("azurewebsites.net", "eventbrite.com", "eventbrite.co.uk", "tumblr.com", "wix.com"),
}
# Names of two parts under which others register, as far as they come in a country's names.
REGISTRIES = {
    *("co", "com", "gov", "gob", "gouv", "go", "ltd", "me"),
    *("ne", "net", "nhs", "or", "org", "plc"),
}
# Beneath these every school and department stands for itself.
TAUGHT = {"ac", "edu", "sch"}
COMPANY_WORDS = {
    *("the", "and", "of", "ltd", "limited", "plc", "llp", "llc", "lp", "inc", "incorporated"),
    *("co", "company", "corp", "corporation", "cic", "cio", "gmbh", "ag", "kg", "ev", "ug"),
    *("sa", "sas", "sarl", "srl", "spa", "sl", "bv", "nv", "ab", "as", "oy", "pty", "pte", "kk"),
}


@dataclass(frozen=True, slots=True)
class Likeness:
    organisation: Organisation
    why: str


def site(website: str) -> str:
    """The name under which a website is registered, as example.org of careers.example.org; of
    a school or university the whole host name. Empty where many share one."""
    try:
        name = (urlsplit(website).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    shared = any(name == one or name.endswith(f".{one}") for one in SHARED)
    return "" if shared else _registered(name)


def _registered(name: str) -> str:
    *below, last = name.split(".")
    country = len(last) == 2
    if last in TAUGHT or (country and len(below) > 1 and below[-1] in TAUGHT) or last.isdigit():
        return name
    under = 2 if country and below and below[-1] in REGISTRIES else 1
    return ".".join([*below, last][-under - 1 :]) if len(below) >= under else ""


def plain(name: str) -> str:
    """A name without accents, capitals, punctuation, and the words of companies."""
    apart = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    letters = "".join(one for one in apart if not unicodedata.combining(one))
    words = re.sub(r"[^\w\s]", "", letters.replace("-", " ")).split()
    return " ".join(word for word in words if word not in COMPANY_WORDS) or " ".join(words)


def like(name: str, website: str, *, among: Iterable[Organisation]) -> list[Likeness]:
    """Those of ``among`` that may well be the organisation of that name and website."""
    here, called = site(website), plain(name)
    return [
        Likeness(one, why)
        for one in among
        if (why := _why(here == site(one.website) != "", _alike(called, plain(one.name))))
    ]


def _alike(one: str, other: str) -> bool:
    """Numbers tell apart what letters do not: Studio 54 is not Studio 55."""
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    together = fuzz.ratio(one.replace(" ", ""), other.replace(" ", ""))
    return max(together, fuzz.token_sort_ratio(one, other)) >= NEARLY


def _why(same_site: bool, same_name: bool) -> str:
    reasons = (same_site and "the same website", same_name and "nearly the same name")
    return " and ".join(reason for reason in reasons if reason)
