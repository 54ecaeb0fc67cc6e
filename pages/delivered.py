"""The words that came with the site, shown until the Office has written its own."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    lead: str
    body: str


@cache
def words(slug: str) -> Words:
    """Of the file ``words/<slug>.md``: "# Title", one paragraph that leads in, and the rest."""
    title, lead, body = (WORDS / f"{slug}.md").read_text().split("\n\n", 2)
    return Words(title.removeprefix("# "), lead.strip(), body.strip())
