"""The browse page in two layers: what is the same for everybody, and what is said to one reader.

Facets with their counts, the order, the page and all of its cards are made once for everybody who
asks for the same address (:mod:`microinternships.shared`). For a reader who is signed in only the
cards that have something to say to them are made again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from microinternships import clock, shared
from placements import between, browsing, cards, competition, spelling
from placements.browsing import Card
from placements.filters import AdvertFilter
from placements.models import Advert, Cycle

HOLE = "<!-- the cards -->"


@dataclass(frozen=True, slots=True)
class Results:
    """What stands before the cards and after them, and the cards as they are for everybody."""

    before: str
    after: str
    cards: list[Card]

    def to(self, shown: Sequence[Card]) -> SafeString:
        inside = "".join(f"<li>{card.html}</li>" for card in shown)
        return mark_safe(f"{self.before}{inside}{self.after}")


def results(request: HttpRequest) -> Results:
    """What everybody finds at this address who may save adverts, or who may not, as the reader."""
    saving = request.user.is_authenticated and request.user.is_student
    if not request.user.is_authenticated:
        return _make(request, saving)
    key = f"{shared.address(request)} {'saving' if saving else ''}"
    return shared.kept(key, lambda: _make(request, saving))


def for_reader(found: Sequence[Card], user, now: datetime) -> list[Card]:
    """``found``, with what there is to say to ``user``."""
    said = cards.remarks(user, [card.advert for card in found], now)
    return [
        browsing.with_html(replace(card, remark=said[card.advert.pk]))
        if card.advert.pk in said
        else card
        for card in found
    ]


def _make(request: HttpRequest, saving: bool) -> Results:
    now = clock.now()
    cycles = list(_open_cycles(now))
    if cycles or _any_open(now):
        return _make_open(request, now, cycles, saving)
    context = {"between": between.between(now)}
    html = render_to_string("placements/public/between.html", context, _by_nobody(request))
    return Results(html, "", [])


def _make_open(
    request: HttpRequest, now: datetime, cycles: Sequence[Cycle], saving: bool
) -> Results:
    chosen = AdvertFilter(request.GET, now=now, cycles=cycles)
    page = Paginator(chosen.counts.fitting, browsing.PER_PAGE).get_page(request.GET.get("page"))
    page_is_empty = not page.object_list
    made = browsing.make_cards(_adverts(page.object_list, now), now, saving=saving)
    context = {
        "page_obj": page,
        "groups": browsing.groups(chosen),
        "chips": browsing.chips(chosen, request.GET),
        "text": chosen.text,
        "saving": saving,
        "save_search_url": f"{reverse('placements:search_new')}?{request.GET.urlencode()}",
        "sorts": browsing.sorts(chosen),
        "meant": spelling.suggestions(chosen, request.GET) if page_is_empty else [],
        "ways_out": browsing.ways_out(chosen, request.GET) if page_is_empty else [],
        "hole": mark_safe(HOLE) if made else "",
    }
    html = render_to_string("placements/public/found.html", context, _by_nobody(request))
    before, _, after = html.partition(HOLE)
    return Results(before, after, made)


def _adverts(keys: Sequence[int], now: datetime) -> list[Advert]:
    """The adverts with these keys, in their order, as cards read them."""
    found = competition.with_competition(Advert.objects.ready_for_cards(), now).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _any_open(now: datetime) -> bool:
    """Also when its cycle is closed: an advert may have been given longer."""
    return Advert.objects.open(now).exists()


def _open_cycles(now: datetime) -> QuerySet[Cycle]:
    """The cycles that take applications, the first to happen first."""
    cycles = Cycle.objects.open_for_applications(now).order_by("reserve_ends_at")
    return cycles.prefetch_related("weeks")


def _by_nobody(request: HttpRequest) -> HttpRequest:
    """The same question without who asked it: nothing of a person can be kept by mistake."""
    same = HttpRequest()
    same.GET, same.path, same.META = request.GET, request.path, {}
    same.user, same.session = AnonymousUser(), {}
    return same
