"""Words of wages and fees in an advert: pointed out, never refused.

A micro-internship is voluntary and unpaid, and nobody pays to take part in it. A word may be there
for a good reason (a project on the history of wages), so people decide what it means: the host, who
is told beside the field, and the Office, which reads it marked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MONEY = r"(?:£|€|\$|\b(?:GBP|EUR|USD)\s?)\s?\d+(?:,\d{3})*(?:\.\d+)?k?"
PERIOD = r"(?:hour|hr|day|week|month|year|annum)"
WAGES = (
    r"\bsalar(?:y|ies|ied)\b",
    r"\bwages?\b",
    r"\bstipends?\b",
    r"\bbonus(?:es)?\b",
    r"\bremunerat(?:ed|ion)\b",
    r"\bhonorari(?:um|a)\b",
    rf"{MONEY}\s?(?:(?:per|an?|each|every)\s{PERIOD}\b|/\s?{PERIOD}\b|p\.?[/ ]?[had]\.?(?![a-z]))",
    rf"\b\d+(?:\.\d+)?\s(?:pounds|euros|dollars)\s(?:per|an?|each|every)\s{PERIOD}\b",
    r"\b(?:hourly|daily|weekly|competitive|good|overtime|holiday|rate of)\s(?:pay|rate)\b",
    r"\b(?:well[ -])?paid\s(?:internship|placement|position|role|job|work|opportunity|hours|days?|"
    r"weeks?)s?\b",
    r"\bpro[ -]rata\b",
    rf"\b(?:pay|paid|payments?|earn|receive|compensation|vouchers?)(?::|\sof|\syou)?\s{MONEY}",
    rf"{MONEY}\s(?:vouchers?|prizes?|allowances?|per\sdiem)\b",
    r"\b(?:you|students?|interns?)\s(?:(?:will|can|are|is|get|gets|be)\s){0,3}paid\b(?!\sback)",
    r"\b(?:you|students?|interns?)\s(?:(?:will|can)\s)?earns?\s(?:some\s)?(?:money|cash)\b",
    r"\bpays?\s(?:you|students?|interns?)\b(?!\sback)",
    r"\bper\sdiems?\b",
    r"\b(?:daily|weekly|monthly|living|subsistence|maintenance)\sallowances?\b",
    r"\b(?:small|token|one-off|daily|weekly|monthly|cash)\s(?:payment|prize|reward)s?\b",
    r"\blump[ -]sums?\b",
    rf"\bflat[ -](?:rate|sum)s?\s(?:of\s)?{MONEY}",
    r"\b(?:gift|shopping)\s(?:voucher|card)s?\b",
)
FEES = (
    r"\b(?:appli(?:cant|cation)s?|admin(?:istration|istrative)?|registration|booking|joining|"
    r"enrolment|placement|participation|programme|training)\s(?:fee|charge|cost)s?\b",
    rf"{MONEY}\s(?:fee|deposit)s?\b",
    rf"\b(?:fee|deposit|charge)s?\sof\s{MONEY}",
    r"\b(?:refundable|returnable|security|cash|holding)\sdeposits?\b",
    r"\b(?:pay|pays|leave|ask for|asks? for|charge|charges|require|requires)\s"
    r"(?:(?:you|us|an?|the|your|small|students?|applicants?)\s){0,3}(?:fee|deposit)s?\b",
    rf"\b(?:you|students?|applicants?|interns?)\s(?:(?:must|will|should|need\sto|have\sto)\s)?"
    rf"(?:pays?|contributes?)\s{MONEY}",
    rf"\b(?:we\scharge|charges?\s(?:you|students?|applicants?))\s{MONEY}",
    r"\bpay\sfor\s(?:your|their|the)\s(?:own\s)?(?:training|equipment|uniform|materials)\b",
)
DENIED = r"(?<!\bno )(?<!\bnot )(?<!\bnot a )(?<!\bwithout )(?<!\bwithout a )(?<!\bnor )(?<!\bun)"


def _any_of(patterns: tuple[str, ...]) -> re.Pattern:
    return re.compile(f"{DENIED}(?:{'|'.join(patterns)})", re.IGNORECASE)


KINDS = (
    ("wages", _any_of(WAGES)),
    ("fees", _any_of(FEES)),
)
ADVICE = {
    "wages": "reads like pay. A placement is voluntary and unpaid: please say it in other words.",
    "fees": "reads like a cost to the student. Nobody pays to apply, to train or to take part.",
}


@dataclass(frozen=True, slots=True)
class Flag:
    """Words from ``start`` to ``end`` of a text; ``kind`` is a key of ADVICE."""

    start: int
    end: int
    words: str
    kind: str

    @property
    def advice(self) -> str:
        return f"“{self.words}” {ADVICE[self.kind]}"


def flags(text: str) -> list[Flag]:
    """Every word of wages or fees in ``text``, in its order; none overlaps another."""
    text = re.sub(r"\s", " ", text)
    found = (
        Flag(match.start(), match.end(), match.group(), kind)
        for kind, pattern in KINDS
        for match in pattern.finditer(text)
    )
    kept: list[Flag] = []
    for flag in sorted(found, key=lambda flag: (flag.start, -flag.end)):
        if not kept or flag.start >= kept[-1].end:
            kept.append(flag)
    return kept


def marked(text: str) -> Iterator[tuple[str, bool]]:
    """``text`` in pieces, each with whether it is flagged."""
    at = 0
    for flag in flags(text):
        yield text[at : flag.start], False
        yield text[flag.start : flag.end], True
        at = flag.end
    yield text[at:], False


def advice(text: str) -> list[str]:
    """What to tell the host, once for each wording."""
    return list(dict.fromkeys(flag.advice for flag in flags(text)))
