"""The engine: one transaction, the edge looked up after the lock, refusals in words, history."""

import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from microinternships import engine
from microinternships.engine import DEADLINE, EFFECT, Event, Machine, Refusal, Refused
from microinternships.models import Note, Transition
from placements.models import Organisation
from tests import factories


def tired(act):
    return Refusal("tired", "Too tired.") if act.data.get("tired") else None


def never(act):
    return Refusal("never", "Never.", "name")


def rename(act):
    act.subject.about = act.data.get("about", "renamed")


def explode(act):
    act.subject.members.all().delete()
    raise RuntimeError("an effect failed")


@pytest.fixture
def machine():
    """A machine of its own over organisations; the real one is put back afterwards."""
    real = engine.machines["placements.organisation"]
    yield Machine(
        Organisation,
        (
            Event("go", "Go", ("draft",), "submitted", ("host",), inputs=(tired,)),
            Event("keep", "Keep", ("draft",), None, ("host", "office"), effects=(rename,)),
            Event("say", "Say", ("draft",), None, ("office",), comment=True),
            Event("refuse", "Refuse", ("draft",), None, ("host",), guards=(never, tired)),
            Event("fail", "Fail", ("draft",), "submitted", ("host",), effects=(explode,)),
            Event("late", "Late", ("draft",), "declined", (DEADLINE,)),
            Event("follow", "Follow", ("draft",), "declined", (EFFECT,)),
        ),
        roles=lambda user, subject: (
            {user} if isinstance(user, str) else {"host"} if user else set()
        ),
    )
    engine.machines["placements.organisation"] = real


@pytest.fixture
def draft(db):
    return factories.HostFactory(organisation__state="draft").organisation


@pytest.fixture
def host(draft):
    return draft.members.get().user


def test_an_event_moves_the_state_and_writes_one_row_of_history(machine, draft, host):
    moved = machine.fire("go", draft, by=host)
    assert moved.state == "submitted"
    row = Transition.objects.of(draft).get()
    assert (row.event, row.source, row.target, row.role, row.by) == (
        "go",
        "draft",
        "submitted",
        "host",
        host,
    )


def test_the_edge_is_looked_up_after_the_lock_not_in_a_stale_copy(machine, draft, host):
    stale = Organisation.objects.get(pk=draft.pk)
    machine.fire("go", draft, by=host)
    with pytest.raises(Refused) as refused:
        machine.fire("go", stale, by=host)
    assert refused.value.codes == {"state"}
    assert Transition.objects.of(draft).count() == 1


def test_every_refusal_is_told_and_nothing_changes(machine, draft, host):
    with pytest.raises(Refused) as refused:
        machine.fire("refuse", draft, by=host, tired=True)
    assert [one.code for one in refused.value.refusals] == ["never", "tired"]
    assert str(refused.value) == "Never. Too tired."
    assert not Transition.objects.of(draft).exists()


def test_inputs_are_asked_when_fired_and_not_for_the_button(machine, draft, host):
    assert machine.may("go", draft, by=host)
    with pytest.raises(Refused):
        machine.fire("go", draft, by=host, tired=True)


def test_a_comment_is_required_where_the_table_says_so_and_kept_apart(machine, draft):
    officer = factories.OfficeFactory()
    machine.roles = lambda user, subject: {"office"}
    with pytest.raises(Refused) as refused:
        machine.fire("say", draft, by=officer, comment="   ")
    assert refused.value.codes == {"comment"}
    machine.fire("say", draft, by=officer, comment=" Because. ")
    assert Note.objects.get().text == "Because."


def test_a_stranger_is_refused_whatever_the_state(machine, draft):
    assert [one.code for one in machine.refusals("go", draft, by=None)] == ["not_yours"]


@pytest.mark.parametrize("event", ["late", "follow"])
def test_nobody_can_press_what_only_the_clock_or_another_event_fires(machine, draft, host, event):
    with pytest.raises(Refused) as refused:
        machine.fire(event, draft, by=host)
    assert refused.value.codes == {"not_yours"}


def test_the_clock_fires_with_its_role(machine, draft):
    assert machine.fire("late", draft, role=DEADLINE).state == "declined"
    assert Transition.objects.of(draft).get().by is None


def test_an_effect_that_fails_takes_everything_back(machine, draft, host):
    with pytest.raises(RuntimeError):
        machine.fire("fail", draft, by=host)
    draft.refresh_from_db()
    assert (draft.state, draft.members.count()) == ("draft", 1)
    assert not Transition.objects.of(draft).exists()


def test_a_target_of_none_keeps_the_state(machine, draft, host):
    kept = machine.fire("keep", draft, by=host, about="More about us")
    assert (kept.state, kept.about) == ("draft", "More about us")


def test_open_to_lists_what_this_person_could_press_with_what_stands_against_it(
    machine, draft, host
):
    offered = {event.name: [one.code for one in no] for event, no in machine.open_to(draft, host)}
    assert offered == {"go": [], "keep": [], "refuse": ["never"], "fail": []}


def test_an_upper_app_adds_guards_and_effects(machine, draft, host):
    machine.extend("keep", guards=(never,))
    assert [one.code for one in machine.refusals("keep", draft, by=host)] == ["never"]


def test_the_diagram_shows_every_edge(machine):
    drawn = engine.diagram(machine)
    assert "[*] --> draft" in drawn
    assert "draft --> submitted: Go (host)" in drawn


@pytest.mark.parametrize("change", ["update", "delete"])
def test_history_cannot_be_changed_or_removed(machine, draft, host, change):
    machine.fire("go", draft, by=host)
    rows = Transition.objects.of(draft)
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        rows.update(event="other") if change == "update" else rows.delete()
    assert rows.get().event == "go"


@pytest.mark.django_db(transaction=True)
def test_two_people_pressing_at_once_fire_once(machine):
    draft = factories.HostFactory(organisation__state="draft").organisation
    host = draft.members.get().user
    start, outcomes = threading.Barrier(8), []

    def press():
        start.wait()
        try:
            machine.fire("go", draft, by=host)
            outcomes.append("moved")
        except Refused as refused:
            outcomes.append(refused.refusals[0].code)
        except DatabaseError as error:
            outcomes.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["moved", *["state"] * 7]
    assert Transition.objects.of(draft).count() == 1
