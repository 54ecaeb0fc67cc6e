from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from alerts.models import Alert
from microinternships import engine
from microinternships.invariants import invariant
from microinternships.models import Transition


@invariant(9, "Every transition has exactly the alerts its table names.")
def transitions_without_their_alerts() -> Iterator[Transition]:
    told = Alert.objects.filter(transition_id=OuterRef("pk"))
    for machine in engine.machines.values():
        for event in machine:
            happened = Transition.objects.filter(machine=machine.name, event=event.name)
            yield from happened.filter(Exists(told.exclude(kind__in=event.alerts)))
            for name in event.alerts:
                yield from happened.exclude(Exists(told.filter(kind=name)))
