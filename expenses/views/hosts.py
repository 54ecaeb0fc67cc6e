"""A host's claims: which wait, each item beside its receipt, the payment."""

from collections.abc import Iterable
from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from djmoney.money import Money

from expenses.flags import mark
from expenses.forms import DecisionForm, PaymentForm, ReasonForm
from expenses.models import Claim
from expenses.policy import capitalised, describe, named
from expenses.standing import of_claim
from expenses.story import story
from expenses.workflow import Decision, claim_machine
from expenses.workflow import decide as carry_out
from expenses.workflow import pay as record
from microinternships import clock, refusals
from microinternships.engine import HOST, Refusal, Refused
from microinternships.templatetags.words import money

RECENT = 50


def _received(request: HttpRequest, pk: int) -> Claim:
    return get_object_or_404(Claim.objects.for_host(request.user).ready_to_show(), pk=pk)


@login_required
def to_decide(request: HttpRequest) -> HttpResponse:
    """What waits for the host, most urgent first; then what waits for others and is done."""
    now = clock.now()
    claims = Claim.objects.for_host(request.user).ready_to_list()
    waiting = {Claim.State.SUBMITTED, Claim.State.APPROVED, Claim.State.DISPUTED}
    groups = [
        ("To decide", claims.to_decide()),
        ("To pay", claims.to_pay()),
        ("Nothing needs you here", claims.exclude(state__in=waiting)[:RECENT]),
    ]
    context = {
        "groups": [
            (title, [(claim, of_claim(claim, now, HOST)) for claim in found])
            for title, found in groups
        ]
    }
    return render(request, "expenses/hosts/claims.html", context)


@login_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a claim item by item: fill in, look at the sum, decide. Or ask a question."""
    found = _received(request, pk)
    if found.state != Claim.State.SUBMITTED or request.method != "POST":
        return _desk(request, found, [DecisionForm(item=item) for item in found.by_day])
    if "approve_all" in request.POST:
        return _approve_all(request, found)
    forms = [DecisionForm(request.POST, item=item) for item in found.by_day]
    valid = all([form.is_valid() for form in forms])
    if "change" in request.POST or not valid:
        return _desk(request, found, forms)
    if "ask" in request.POST:
        return _ask(request, found, forms)
    if not all([form.ask_for_a_decision() for form in forms]):
        return _desk(request, found, forms)
    if "decide" not in request.POST:
        return _sum(request, found, forms)
    return _carry_out(request, found, forms)


def _approve_all(request: HttpRequest, found: Claim) -> HttpResponse:
    """Every item without a flag; what has one is left to look at."""
    items = mark(found).by_day
    forms = [DecisionForm(item=item) if item.flags else _approved(item) for item in items]
    return (
        _desk(request, found, forms)
        if any(one.flags for one in items)
        else _sum(request, found, forms)
    )


def _approved(item) -> DecisionForm:
    """The form as if the host had approved this item whole."""
    prefix = f"item-{item.pk}"
    form = DecisionForm({f"{prefix}-verdict": DecisionForm.WHOLE}, item=item)
    form.is_valid()
    return form


def _desk(request: HttpRequest, found: Claim, forms: list, refused=()) -> HttpResponse:
    if found.state == Claim.State.SUBMITTED:
        mark(found)
    open_to = claim_machine.open_to(found, request.user)
    reasons = {event.name: [one.message for one in against] for event, against in open_to}
    context = {
        "claim": found,
        "standing": of_claim(found, clock.now(), HOST),
        "forms": forms,
        "problems": _problems(forms, refused),
        "flagged": sum(bool(item.flags) for item in found.by_day),
        "may": {name for name, against in reasons.items() if not against},
        "against": reasons.get("approve") or [],
        "story": story(found, HOST),
        "reopen_form": ReasonForm(label="Why you reopen the decision"),
    }
    return render(request, "expenses/hosts/claim.html", context)


def _problems(forms: list[DecisionForm], refused: Iterable[Refusal]) -> list[tuple[str, str]]:
    """Every error with the id of the field it is about, for the summary at the top."""
    found = [
        (
            form[name].id_for_label or f"{form[name].auto_id}_0",
            f"{capitalised(describe(form.item))}: {message}",
        )
        for form in forms
        if form.is_bound
        for name, messages in form.errors.items()
        for message in messages
    ]
    items = [form.item for form in forms]
    return found + [
        (refusal.field and f"id_{refusal.field}", named(refusal, items)) for refusal in refused
    ]


def _sum(request: HttpRequest, found: Claim, forms: list[DecisionForm]) -> HttpResponse:
    """What the decision comes to, before it is carried out."""
    decisions = [(form, form.decision()) for form in forms]
    total = sum((decision.amount for _, decision in decisions), Decimal(0))
    context = {
        "claim": found,
        "decisions": decisions,
        "total": Money(total, found.currency),
        "any_reason": any(decision.reason for _, decision in decisions),
    }
    return render(request, "expenses/hosts/sum.html", context)


def _ask(request: HttpRequest, found: Claim, forms: list[DecisionForm]) -> HttpResponse:
    questions = {form.item.pk: form.cleaned_data["question"] for form in forms}
    try:
        claim_machine.fire("query", found, by=request.user, questions=questions)
    except Refused as refused:
        return _desk(request, found, forms, refused.refusals)
    messages.success(request, f"{found.placement.student.called} has your question.")
    return redirect("expenses:to_decide")


def _carry_out(request: HttpRequest, found: Claim, forms: list[DecisionForm]) -> HttpResponse:
    decisions: dict[int, Decision] = {form.item.pk: form.decision() for form in forms}
    try:
        decided = carry_out(found, by=request.user, decisions=decisions)
    except Refused as refused:
        return _desk(request, found, forms, refused.refusals)
    if decided.state == Claim.State.REJECTED:
        messages.success(request, f"Claim {found.reference} is refused.")
        return redirect("expenses:to_decide")
    messages.success(
        request, f"Claim {found.reference} is approved. Pay it and record the payment."
    )
    return redirect("expenses:pay", found.pk)


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = _received(request, pk)
    form = ReasonForm(request.POST, label="Why you reopen the decision")
    if not form.is_valid():
        messages.error(request, "Say why you reopen the decision.")
        return redirect("expenses:decide", found.pk)
    try:
        claim_machine.fire("reopen", found, by=request.user, comment=form.cleaned_data["comment"])
    except Refused as refused:
        refusals.flash(request, refused)
    return redirect("expenses:decide", found.pk)


@login_required
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a payment; several may make up what was approved."""
    found = _received(request, pk)
    if found.state not in (Claim.State.APPROVED, Claim.State.DISPUTED):
        return redirect("expenses:decide", found.pk)
    form = PaymentForm(request.POST or None, claim=found)
    if request.method == "POST" and form.is_valid():
        try:
            failed = form.payments_that_failed()
            paid = record(found, by=request.user, payment=form.payment(), failed=failed)
        except Refused as refused:
            refusals.add_to_form(form, refused)
        else:
            return _recorded(request, paid)
    context = {"claim": found, "form": form, "standing": of_claim(found, clock.now(), HOST)}
    return render(request, "expenses/hosts/pay.html", context)


def _recorded(request: HttpRequest, paid: Claim) -> HttpResponse:
    if paid.state == Claim.State.PAID:
        called = paid.placement.student.called
        messages.success(request, f"The payment is recorded. {called} is asked to confirm it.")
        return redirect("expenses:to_decide")
    messages.success(request, f"The part payment is recorded. {money(paid.owed)} is left to pay.")
    return redirect("expenses:pay", paid.pk)
