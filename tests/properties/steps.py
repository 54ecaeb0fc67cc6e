"""One step of a walk: somebody does something, allowed or not, or time passes."""

from decimal import Decimal
from random import Random

from applications import drafts as applications
from applications.cv import CV
from enquiries.workflow import ask, report
from expenses import drafts as claims
from expenses.models import Item, Receipt
from expenses.receipts import CleanReceipt
from microinternships.engine import DEADLINE, Refused
from placements.models import Placement
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
    "no_show": 0.1,
    "take_back": 0.08,
    "decline": 0.6,
    "close_early": 0.1,
    "reopen": 0.3,
    "reconsider": 0.3,
    "amend": 0.3,
}
ONE_PAGE = one_page_pdf()


def apply(random: Random, world: World) -> str:
    """Begin or go on with a draft, mostly so that it can be sent."""
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
    name = f"{event} on {machine.model._meta.model_name} {subject.pk} ({subject.state}) by {who}"
    try:
        machine.fire(event, subject, **who, **sent(random, world, machine, event, subject))
    except Refused as refused:
        return f"{name}: refused {sorted(refused.codes)}"
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


STEPS = {apply: 2, claim: 3, enquire: 0.6, fire: 9}


def step(random: Random, world: World) -> str:
    """Do one thing; returns what was done or why it was refused."""
    doing = random.choices(list(STEPS), weights=list(STEPS.values()))[0]
    try:
        return doing(random, world)
    except Refused as refused:
        return f"{doing.__name__}: refused {sorted(refused.codes)}"
