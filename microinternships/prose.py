"""Turns what the Office writes, plain text with a few signs, into HTML that is always safe.

    ## A heading            ### A smaller one
    - an item of a list     1. **A name** an item of a numbered list
    **important**           [words of a link](https://example.org or /faq/ or careerconnect)

An empty line ends a paragraph. Addresses and e-mail addresses become links by themselves.
Everything else, HTML included, is shown as it was typed.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.conf import settings
from django.utils.html import conditional_escape, format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

HELP = (
    "Begin a heading with ## and a list item with a hyphen. **Two stars** make words stand out. "
    "[Words of a link](https://example.org) make a link. An empty line begins a new paragraph."
)

_LINE = re.compile(r"(?P<sign>###|##|-|\d+\.)\s+(?P<text>.+)")
_INLINE = re.compile(r"\*\*(?P<strong>.+?)\*\*|\[(?P<words>[^\]]+)\]\((?P<address>[^)\s]+)\)")
_NAMED_ITEM = re.compile(r"\*\*(?P<name>.+?)\*\*\s*(?P<rest>.*)")
_KINDS = {"##": "h2", "###": "h3", "-": "ul"}


def render(text: str) -> SafeString:
    """The HTML of ``text``."""
    parts = [
        _block(kind, [words for _, words in lines])
        for kind, lines in groupby(_lines(text), key=lambda line: line[0])
        if kind
    ]
    return mark_safe("\n".join(parts))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """(kind, words) of each line; the kind is empty for a line that ends a paragraph."""
    for line in text.splitlines():
        line = line.strip()
        if found := _LINE.fullmatch(line):
            yield _KINDS.get(found["sign"], "ol"), found["text"]
        else:
            yield ("p" if line else ""), line


def _block(kind: str, lines: list[str]) -> SafeString:
    if kind == "p":
        return format_html("<p>{}</p>", _join(mark_safe("<br>"), map(_inline, lines)))
    if kind == "ul":
        return format_html("<ul>{}</ul>", _join("", (_wrap("li", _inline(one)) for one in lines)))
    if kind == "ol":
        return format_html('<ol class="stages">{}</ol>', _join("", map(_stage, lines)))
    return _join("\n", (_wrap(kind, _inline(line)) for line in lines))


def _stage(line: str) -> SafeString:
    if named := _NAMED_ITEM.fullmatch(line):
        return format_html("<li><h3>{}</h3><p>{}</p></li>", named["name"], _inline(named["rest"]))
    return _wrap("li", _inline(line))


def _inline(text: str) -> SafeString:
    parts, read = [], 0
    for found in _INLINE.finditer(text):
        parts += [_plain(text[read : found.start()]), _marked(found)]
        read = found.end()
    return _join("", [*parts, _plain(text[read:])])


def _marked(found: re.Match) -> SafeString:
    if found["strong"]:
        return _wrap("strong", _plain(found["strong"]))
    address = _address(found["address"])
    if not address:
        return conditional_escape(found[0])
    return format_html('<a href="{}">{}</a>', address, found["words"])


def _address(written: str) -> str:
    """Where a link leads: a name from the settings, the web, or a page of this site; else ''."""
    named = {
        "careerconnect": settings.CAREERCONNECT_URL,
        "business-school-careers": settings.BUSINESS_SCHOOL_CAREERS_URL,
        "visa-guidance": settings.VISA_GUIDANCE_URL,
    }
    if written in named:
        return named[written]
    return written if re.match(r"https?://|mailto:|/(?![/\\])", written) else ""


def _plain(text: str) -> SafeString:
    return mark_safe(urlize(text, autoescape=True))


def _wrap(tag: str, inner: SafeString) -> SafeString:
    return format_html("<{}>{}</{}>", mark_safe(tag), inner, mark_safe(tag))


def _join(by: str, parts: Iterable[SafeString]) -> SafeString:
    return format_html_join(by, "{}", ((part,) for part in parts))
