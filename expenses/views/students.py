"""A student's claims: what can be claimed, the draft, the check, and what became of it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from expenses import drafts
from expenses.flags import mark
from expenses.forms import AnswerForm, ReasonForm
from expenses.lines import Lines
from expenses.models import Claim
from expenses.policy import day_verdicts, in_kind_sentences, named, start_verdict
from expenses.standing import of_claim
from expenses.story import story
from expenses.workflow import claim_machine
from microinternships import clock, refusals
from microinternships.engine import STUDENT, Refused
from placements.models import Placement

CURRENCY_NAMES = {"GBP": "Pounds", "EUR": "Euros", "USD": "US dollars"}
REASON_LABELS = {
    "dispute": "What happened, and how you looked for the payment",
    "ask_for_review": "What the Internship Office should look at",
}


def _own(request: HttpRequest, pk: int) -> Claim:
    return get_object_or_404(Claim.objects.of(request.user).ready_to_show(), pk=pk)


def _placements(user):
    return Placement.objects.filter(student__user=user).ready_to_show()


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Every claim, and every placement with what can be claimed for it."""
    now = clock.now()
    claims = Claim.objects.of(request.user).ready_to_list()
    drafts_of = {claim.placement_id: claim for claim in claims if claim.is_draft}
    context = {
        "placements": [
            (placement, start_verdict(placement, now), drafts_of.get(placement.pk))
            for placement in _placements(request.user)
        ],
        "claims": [(claim, of_claim(claim, now, STUDENT)) for claim in claims],
    }
    return render(request, "expenses/students/mine.html", context)


@login_required
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """What this placement reimburses day by day; the button makes the draft."""
    placement = get_object_or_404(_placements(request.user), pk=pk)
    if request.method == "POST":
        try:
            return redirect("expenses:claim", drafts.start(placement, by=request.user).pk)
        except Refused as refused:
            refusals.flash(request, refused)
            return redirect("expenses:start", placement.pk)
    now = clock.now()
    context = {
        "placement": placement,
        "verdict": start_verdict(placement, now),
        "days": day_verdicts(placement, now),
        "in_kind": in_kind_sentences(placement),
        "draft": placement.claims.filter(state=Claim.State.DRAFT).first(),
    }
    return render(request, "expenses/students/start.html", context)


@login_required
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft to fill in; once sent, what became of it."""
    found = _own(request, pk)
    if not found.is_draft:
        return _status(request, found)
    if not found.placement.advert.cycle.accepting_claims(clock.now()):
        return render(request, "expenses/students/expired.html", {"claim": found})
    return _draft(request, found)


def _draft(request: HttpRequest, found: Claim) -> HttpResponse:
    posted = request.method == "POST"
    files = (request.POST, request.FILES) if posted else (None, None)
    lines = Lines(found, now=clock.now(), data=files[0], files=files[1])
    if posted:
        checking = "check" in request.POST
        lines.save(by=request.user, without=request.POST.get("remove", ""))
        if checking:
            lines.ask_for_what_is_missing()
        if not lines.errors:
            if not checking:
                messages.success(request, "Saved. The claim is not sent yet.")
            return redirect("expenses:check" if checking else "expenses:claim", found.pk)
    mark(lines.claim)
    context = {
        "claim": found,
        "lines": lines,
        "in_kind": in_kind_sentences(found.placement),
        "currencies": [(code, CURRENCY_NAMES[code]) for code in settings.CURRENCIES],
    }
    return render(request, "expenses/students/draft.html", context)


@login_required
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything once more before it is sent; the amounts cannot change afterwards."""
    found = _own(request, pk)
    if not found.is_draft:
        return redirect("expenses:claim", found.pk)
    if request.method == "POST":
        try:
            claim_machine.fire("submit", found, by=request.user)
        except Refused as refused:
            problems = [named(refusal, found.ordered_items) for refusal in refused.refusals]
        else:
            messages.success(request, f"Claim {found.reference} is with the host.")
            return redirect("expenses:claim", found.pk)
    else:
        refused = claim_machine.refusals("submit", found, by=request.user)
        problems = [named(refusal, found.ordered_items) for refusal in refused]
    context = {"claim": mark(found), "problems": problems}
    return render(request, "expenses/students/check.html", context)


def _status(request: HttpRequest, found: Claim, **forms) -> HttpResponse:
    now = clock.now()
    open_to = claim_machine.open_to(found, request.user)
    context = {
        "claim": found,
        "standing": of_claim(found, now, STUDENT),
        "may": {event.name for event, against in open_to if not against},
        "story": story(found, STUDENT),
        "answers": [AnswerForm(item=item) for item in found.ordered_items if item.question],
        "reasons": {
            event: ReasonForm(label=label, prefix=event) for event, label in REASON_LABELS.items()
        },
    }
    return render(request, "expenses/students/claim.html", context | forms)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    asked = [item for item in found.ordered_items if item.question]
    forms = [AnswerForm(request.POST, item=item) for item in asked]
    if not all([form.is_valid() for form in forms]):
        return _status(request, found, answers=forms)
    answers = {form.item.pk: form.cleaned_data["answer"] for form in forms}
    return _fire(request, found, "answer", "The host has your answer.", answers=answers)


DONE = {
    "confirm": "Thank you. The claim is settled.",
    "withdraw": "The claim is withdrawn. Its receipts can be used again.",
    "dispute": "The host and the Internship Office will see that you were not paid.",
    "ask_for_review": "The Internship Office will look again.",
}


@login_required
@require_POST
def press(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Confirm, withdraw, say it was not paid, or ask the Office to look again."""
    found = _own(request, pk)
    if event not in DONE:
        raise Http404
    comment = ""
    if event in REASON_LABELS:
        form = ReasonForm(request.POST, label=REASON_LABELS[event], prefix=event)
        if not form.is_valid():
            blank = {
                other: ReasonForm(label=label, prefix=other)
                for other, label in REASON_LABELS.items()
            }
            return _status(request, found, reasons=blank | {event: form})
        comment = form.cleaned_data["comment"]
    return _fire(request, found, event, DONE[event], comment=comment)


def _fire(request: HttpRequest, found: Claim, event: str, done: str, **data) -> HttpResponse:
    try:
        claim_machine.fire(event, found, by=request.user, **data)
    except Refused as refused:
        refusals.flash(request, refused)
    else:
        messages.success(request, done)
    return redirect("expenses:claim", found.pk)
