"""What the demonstration lays out: every phase and every state, without a broken rule."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Student, User
from alerts.models import Alert
from applications.models import Application, Offer
from demo.models import Layout
from demo.people import BY_KEY
from demo.programme import cycles, scenarios, who
from expenses.models import Claim, Receipt
from expenses.policy import start_verdict
from microinternships import clock, engine, invariants
from microinternships.models import Transition
from placements import dates
from placements.models import Advert, ChangeRequest, Cycle, LatePermit, Placement
from placements.workflow import advert_machine

pytestmark = pytest.mark.usefixtures("demo")


def student(key):
    return Student.objects.get(email=BY_KEY[key].email)


def in_phase(phase):
    return Cycle.objects.get(name=cycles.PLANS[phase].name)


def load(**options):
    out = StringIO()
    call_command("load_demo", stdout=out, **options)
    return out.getvalue()


def rows():
    models = (Advert, Application, Offer, Placement, Claim, Transition, Alert, Layout)
    return [model.objects.count() for model in models]


def test_it_says_why_it_is_laid_out_anew_and_throws_the_old_letters_away(said, mail_folder):
    adverts = Advert.objects.open(clock.now()).count()
    assert said == (
        "The demonstration showed “deadline-day”, not “every phase at once”: laying it out anew.\n"
        f"{adverts} adverts are open for applications.\n"
    )
    assert adverts >= 60
    assert list(mail_folder.glob("old.log")) == []


def test_loading_it_again_changes_nothing():
    before = rows()
    assert load() == "The demonstration is there already.\n"
    assert rows() == before


def test_an_unknown_scenario_is_refused_with_the_list():
    before = rows()
    with pytest.raises(CommandError) as refused:
        load(scenario="doomsday")
    assert str(refused.value) == (
        "There is no scenario “doomsday”. Choose one of: adverts-due, launch-day, deadline-day, "
        "choosing-day, release-day, answers-day, claims-close."
    )
    assert rows() == before


@pytest.mark.parametrize("name", sorted(engine.machines))
def test_every_state_of_every_machine_has_somebody_in_it(name):
    machine = engine.machines[name]
    found = set(machine.model._base_manager.values_list("state", flat=True))
    assert found == {state for state, _ in machine.states}


def test_every_state_was_reached_by_an_event():
    """Only a row that is still in the state it was made in has no history."""
    for name, machine in engine.machines.items():
        first = machine.model._meta.get_field("state").default
        told = Transition.objects.filter(machine=name)
        last = {row.subject_id: row.target for row in told.order_by("pk")}
        stored = machine.model._base_manager.values_list("pk", "state")
        assert [pk for pk, state in stored if state != last.get(pk, first)] == []


def test_no_event_lies_in_the_future():
    assert Transition.objects.filter(at__gt=clock.real_now()).count() == 0


def test_no_invariant_is_broken():
    assert invariants.broken() == []


def test_every_phase_exists_at_once():
    now = clock.now()
    assert in_phase("collecting").accepting_adverts(now)
    assert in_phase("open").open_round(now)
    choosing, answering = in_phase("choosing").first_round, in_phase("answering").first_round
    assert choosing.closed(now)
    assert choosing.choosing(now)
    assert not choosing.released(now)
    assert answering.released(now)
    assert now < answering.answer_by
    week_a, week_b = in_phase("claiming").ordered_weeks
    assert week_a.ends_on < clock.today() - timedelta(days=20)
    assert week_b.starts_on <= clock.today() < week_b.starts_on + timedelta(days=7)
    assert in_phase("claiming").accepting_claims(now)
    assert not in_phase("finished").accepting_claims(now)


def test_a_student_can_apply_be_chosen_and_accept_in_one_sitting():
    assert in_phase("open").first_round.release_at is None


def test_sam_has_two_applications_left_and_a_placement_to_claim_for():
    sam = student("sam")
    assert sam.applications.filter(advert__cycle=in_phase("open")).count() == 0
    placement = sam.placements.get()
    assert placement.advert.mode == "hybrid"
    assert placement.claims.count() == 0
    assert start_verdict(placement, clock.now()).passed


def test_olga_has_an_offer_to_answer():
    now, olga = clock.now(), student("olga")
    offer = Offer.objects.of(olga.user, now).get()
    assert offer.state == Offer.State.MADE
    assert now < offer.respond_by < now + timedelta(days=12)


def test_a_host_has_asked_for_more_time_and_may_take_it_back():
    asked = ChangeRequest.objects.get()
    host = User.objects.get(email=BY_KEY["hannah"].email)
    assert (asked.wish, asked.advert.cycle) == ("longer", in_phase("open"))
    assert advert_machine.may("take_back_change", asked.advert, by=host)
    assert advert_machine.may("decline_change", asked.advert, by=who.office())


def test_an_organisation_writes_an_advert_after_adverts_were_due():
    permit, now = LatePermit.objects.get(), clock.now()
    late = permit.organisation.adverts.get(cycle=permit.cycle, state="draft")
    assert permit.cycle.adverts_due_at < now < late.submit_by == permit.until


def test_hannah_has_claims_in_every_state():
    claims = Claim.objects.filter(placement__advert__organisation__name="Lantern Archive")
    assert set(claims.values_list("state", flat=True)) == set(Claim.State.values)


def test_outcomes_are_held_where_hosts_choose():
    held = in_phase("choosing").first_round.applications.values_list("state", flat=True)
    assert {"submitted", "shortlisted", "reserve", "offered", "unsuccessful"} == set(held)


def test_reminders_of_deadlines_to_come_go_out_at_once():
    queued = Alert.objects.filter(state="queued", due_at__lte=clock.now())
    assert {"claim_undecided", "claim_unpaid"} <= set(queued.values_list("kind", flat=True))


def test_nobody_is_written_to_about_what_was_only_rehearsed():
    past = Alert.objects.filter(state="queued", due_at__lt=clock.now() - timedelta(days=2))
    assert past.filter(deadline=None).count() == 0
    assert past.filter(deadline__lt=clock.now()).count() == 0


def test_every_receipt_is_its_own_picture():
    receipts = Receipt.objects.all()
    assert set(receipts.values_list("content_type", flat=True)) == {"image/jpeg"}
    assert receipts.values("sha256").distinct().count() == receipts.count()


@pytest.mark.parametrize("name", ["", *scenarios.SCENARIOS])
def test_dates_are_in_order_on_every_weekday_and_the_milestone_is_hours_away(name):
    for cycle in Cycle.objects.all():
        Cycle.objects.filter(pk=cycle.pk).update(name=f"{cycle.name}, as loaded")
    scenario = scenarios.find(name)
    for weekday in range(7):
        now = clock.now() + timedelta(days=weekday)
        with clock.standing_at(now):
            made = cycles.make_cycles(scenario)
        for cycle in made.values():
            assert problems_of(cycle) == []
        if scenario:
            milestone = the_milestone(made[scenario.phase], scenario.field)
            assert timedelta(hours=3) <= milestone - now <= timedelta(hours=4)
        Cycle.objects.filter(pk__in=[cycle.pk for cycle in made.values()]).delete()


def problems_of(cycle):
    return dates.problems(cycle, rounds=cycle.ordered_rounds, weeks=cycle.ordered_weeks)


def the_milestone(cycle, field):
    return getattr(cycle, field, None) or getattr(cycle.first_round, field)
