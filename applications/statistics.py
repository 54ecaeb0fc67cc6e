"""How an advert does, for its hosts: looked at, saved, begun, sent; beside the cycle (HO-28).

Only what students did counts, never what was decided, so that nothing here tells of an outcome.
"""

from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Q

from applications.models import AdvertView, Application, SavedAdvert
from microinternships import clock
from microinternships.charts import Bar, Chart
from placements.models import Advert

# Of fewer adverts than these the middle would tell about one of them.
FEWEST_TO_COMPARE = 5


@dataclass(frozen=True, slots=True)
class Statistics:
    """``middle`` is the median of applications per place over the other organisations' adverts in
    the cycle; None when they are too few to compare with."""

    places: int
    views: int
    saves: int
    begun: int
    sent: int
    middle: float | None

    @property
    def per_place(self) -> float:
        return self.sent / self.places

    @property
    def steps(self) -> Chart:
        return Chart(
            "From looking to applying",
            "How many",
            (
                Bar("Views", self.views),
                Bar("Saved now", self.saves),
                Bar("Applications begun", self.begun),
                Bar("Applications sent", self.sent),
            ),
        )

    @property
    def comparison(self) -> Chart | None:
        if self.middle is None:
            return None
        bars = (
            Bar("This advert", self.per_place),
            Bar("The middle of the cycle", self.middle, quiet=True),
        )
        return Chart("Applications for each place", "Applications", bars)


def of(advert: Advert) -> Statistics:
    """A fixed number of queries, however many adverts the cycle has."""
    applications = Application.objects.filter(advert=advert)
    return Statistics(
        places=advert.places,
        views=AdvertView.objects.filter(advert=advert).count(),
        saves=SavedAdvert.objects.filter(advert=advert).count(),
        begun=applications.count(),
        sent=applications.sent().count(),
        middle=_middle_of_others(advert),
    )


def _middle_of_others(advert: Advert) -> float | None:
    """The median of applications sent per place, over what students could choose instead.

    Left out are the organisation's own adverts, because a host compares itself with others, and
    those of organisations that are not verified any more: nobody can apply there, so they would
    pull the middle down. None when fewer than ``FEWEST_TO_COMPARE`` are left.
    """
    others = Advert.objects.launched(clock.now()).filter(cycle=advert.cycle_id)
    others = others.exclude(organisation=advert.organisation_id)
    sent = Count("applications", filter=~Q(applications__state=Application.State.DRAFT))
    rows = others.order_by().annotate(sent=sent).values_list("sent", "places")
    per_place = [sent / places for sent, places in rows]
    return median(per_place) if len(per_place) >= FEWEST_TO_COMPARE else None
