"""One step of a walk: somebody does something, allowed or not, or time passes."""

from decimal import Decimal
from random import Random

from django.http import QueryDict

from applications import drafts as applications
from applications.cv import CV
from applications.workflow import application_machine
from enquiries.workflow import ask, report
from expenses import drafts as claims
from expenses.models import Item, Receipt
from expenses.receipts import CleanReceipt
from microinternships.engine import DEADLINE, Refused
from placements import searches
from placements.models import Advert, Placement, SavedSearch
from placements.workflow import advert_machine, copy_to_cycle, organisation_machine, save_draft
from placements.workflow.organisations import NOT_YET_DECIDED
from tests.factories import one_page_pdf
from tests.properties.sent import AMOUNTS, sent
from tests.properties.world import MACHINES, World

# What ends a story comes up often enough by itself.
SELDOM = {
    "withdraw": 0.04,
    "cancel": 0.03,
    "void": 0.05,
    "suspend": 0.1,
    "rescind": 0.1,
    "no_show": 0.03,
    "hide": 0.3,
    "take_back": 0.08,
    "decline": 0.6,
    "accept": 0.5,
    "close_early": 0.1,
    "reopen": 0.3,
    "reconsider": 0.3,
    "amend": 0.3,
}
ONE_PAGE = one_page_pdf()


def apply(random: Random, world: World) -> str:
    """Begin or go on with a draft, mostly so that it can be sent, and often send it."""
    student, advert = random.choice(world.students), random.choice(world.adverts)
    advert.refresh_from_db()
    if not advert.open(world.now):
        return "nothing is open"
    draft = applications.begin(student=student, advert=advert, now=world.now)
    try:
        applications.save(
            draft,
            weeks=random.choice((advert.cycle.ordered_weeks, advert.cycle.ordered_weeks[:1], [])),
            cv=CV(ONE_PAGE, 1),
            committed=random.random() < 0.95,
            statement=random.choice(("word " * 300, "word " * 300, "word " * 301)),
        )
    except applications.NoLongerADraft:
        return f"application {draft.pk} is no draft"
    if random.random() < 0.5:
        return _press(random, world, application_machine, "submit", draft, {"by": student.user})
    return f"application {draft.pk} filled in"


def claim(random: Random, world: World) -> str:
    """Start a claim, add a line, or take one away."""
    placement = random.choice(list(Placement.objects.order_by("pk")) or [None])
    if placement is None:
        return apply(random, world)
    by = random.choice([placement.student.user] * 4 + world.people[:2])
    started = claims.start(placement, by=by)
    if random.random() < 0.1 and (item := started.items.first()):
        claims.remove_line(started, item, by=by)
        return f"line removed from claim {started.pk}"
    claims.keep_line(started, _line(random, world, placement), by=by)
    return f"line added to claim {started.pk}"


def _line(random: Random, world: World, placement: Placement) -> claims.Line:
    days = random.sample(placement.ordered_days, k=random.choice((1, 1, 2)))
    used = Receipt.objects.order_by("pk").values_list("sha256", flat=True)
    again = random.random() < 0.15 and used
    digest = random.choice(list(used)) if again else world.new_file()
    proof = CleanReceipt(
        content=b"not read",
        content_type="image/jpeg",
        extension="jpg",
        sha256=digest,
        original_name="receipt.jpg",
    )
    return claims.Line(
        days=days,
        category=random.choice(Item.Category.values),
        amount=Decimal(random.choice(AMOUNTS)),
        receipt=proof if random.random() < 0.9 else None,
    )


def fire(random: Random, world: World) -> str:
    """Fire any event on anything: usually one that somebody may press, sometimes none may."""
    weights = {machine: MACHINES[machine] for machine in MACHINES if machine.model.objects.exists()}
    if len(weights) == 1:  # nothing but adverts: somebody has to begin
        return apply(random, world)
    machine = random.choices(list(weights), weights=list(weights.values()))[0]
    subjects = list(machine.model._base_manager.order_by("pk"))
    subject = random.choice(subjects)
    event, who = _anything(random, world, machine)
    if random.random() < 0.85:
        for one in random.sample(subjects, k=min(4, len(subjects))):
            if sensible := _sensible(random, world, machine, one):
                subject, (event, who) = one, sensible
                break
    return _press(random, world, machine, event, subject, who)


def _press(random: Random, world: World, machine, event: str, subject, who: dict) -> str:
    name = f"{event} on {machine.model._meta.model_name} {subject.pk} ({subject.state}) by {who}"
    data = sent(random, world, machine, event, subject)
    try:
        fired = machine.fire(event, subject, **who, **data)
    except Refused as refused:
        return f"{name}: refused {sorted(refused.codes)}"
    world.note(event, fired, data)
    return f"{name}: done"


def _anything(random: Random, world: World, machine) -> tuple[str, dict]:
    who = random.choice(({"by": random.choice(world.people)}, {"role": DEADLINE}))
    return random.choice(list(machine.events)), who


def _sensible(random: Random, world: World, machine, subject) -> tuple[str, dict] | None:
    """An event somebody may press now, what ends things less often."""
    found = [
        (event.name, {"by": person})
        for person in [random.choice(world.people), *world.around(subject)]
        for event, against in machine.open_to(subject, person)
        if (not against or random.random() < 0.05) and random.random() < SELDOM.get(event.name, 1)
    ]
    return random.choice(found) if found else None


def enquire(random: Random, world: World) -> str:
    """Ask a question about an advert, or tell the Office in confidence what is wrong with it."""
    student, advert = random.choice(world.students), random.choice(world.adverts)
    advert.refresh_from_db()
    text = random.choice(("What is a lens?", "Who else is there?", "", f"At {world.now}?"))
    if random.random() < 0.5:
        return f"question {ask(advert, student=student, text=text).pk} asked"
    return f"concern {report(advert, by=student.user, text=text).pk} reported"


def come_late(random: Random, world: World) -> str:
    """The Office lets an organisation in after adverts were due, and an advert of it goes a step
    on its way: begun, let in by itself, submitted, sent back, approved."""
    like = random.choice(world.adverts)
    organisation, host = like.organisation, world.hosts[like.organisation_id]
    on_its_way = list(
        Advert.objects.filter(organisation=organisation, state__in=NOT_YET_DECIDED).order_by("pk")
    )
    let_in = world.let_in.get(organisation.pk, world.now) > world.now
    sensible = "go on" if on_its_way else "begin" if let_in else "let in"
    doing = sensible if random.random() < 0.7 else random.choice(("begin", "let in"))
    if doing == "let in":
        who = {"by": random.choice([*world.office, *world.office, host])}
        return _press(random, world, organisation_machine, "permit", organisation, who)
    if doing == "begin":
        draft = copy_to_cycle(like, cycle=world.cycle, by=host)
        draft.expenses_accepted = True
        save_draft(draft, by=host, fields=["expenses_accepted"], edition=draft.edition, tab="")
        return f"advert {draft.pk} begun"
    advert = random.choice(on_its_way)
    event, who = _sensible(random, world, advert_machine, advert) or ("submit", {"by": host})
    return _press(random, world, advert_machine, event, advert, who)


def search(random: Random, world: World) -> str:
    """Save a search, or give one up."""
    student = random.choice(world.students)
    mine = list(student.saved_searches.all())
    if mine and random.random() < 0.3:
        random.choice(mine).delete()
        return "a search given up"
    query = searches.canonical(QueryDict(random.choice(("", "mode=in_person", "days=3&q=letters"))))
    kept, new = searches.keep(student, query, every=random.choice(SavedSearch.Every.values))
    return f"search {kept} {'kept' if new else 'known'}"


BEFORE_OPENING = {come_late: 4, search: 1}
STEPS = {apply: 2, claim: 3, enquire: 0.6, come_late: 0.3, search: 0.2, fire: 9}


def step(random: Random, world: World) -> str:
    """Do one thing; returns what was done or why it was refused."""
    steps = STEPS if world.now >= world.cycle.opens_at else BEFORE_OPENING
    doing = random.choices(list(steps), weights=list(steps.values()))[0]
    try:
        return doing(random, world)
    except Refused as refused:
        return f"{doing.__name__}: refused {sorted(refused.codes)}"
