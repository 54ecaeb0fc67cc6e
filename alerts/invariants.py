from collections import defaultdict
from collections.abc import Iterator

from alerts.models import Alert
from microinternships import engine
from microinternships.invariants import invariant
from microinternships.models import Transition


@invariant(9, "Every transition has exactly the alerts its table names.")
def transitions_without_their_alerts() -> Iterator[Transition]:
    named = {
        (machine.name, event.name): set(event.alerts)
        for machine in engine.machines.values()
        for event in machine
    }
    told = defaultdict(set)
    for transition, kind in Alert.objects.exclude(transition_id=None).values_list(
        "transition_id", "kind"
    ):
        told[transition].add(kind)
    for row in Transition.objects.iterator():
        names = named.get((row.machine, row.event))
        if names is not None and names != told.get(row.pk, set()):
            yield row
