"""What hosts do with organisations: register one, change it, accept the terms, ask to join one."""

from collections.abc import Sequence

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.models import User
from microinternships import clock, prose, refusals
from microinternships.engine import Refused
from placements import rules, terms
from placements.forms.organisations import DetailsForm, OrganisationForm
from placements.forms.people import JoinForm
from placements.likeness import Likeness, like
from placements.models import JoinRequest, Organisation
from placements.workflow import (
    invitations,
    organisation_machine,
    register_organisation,
    save_organisation,
)

State = Organisation.State
KINDS = {State.VERIFIED: "good", State.DECLINED: "bad", State.SUSPENDED: "bad"}
NEXT = {
    State.DRAFT: "The Internship Office has not seen it yet.",
    State.SUBMITTED: "The Internship Office looks at it. You can write adverts meanwhile.",
    State.VERIFIED: "Its adverts can be approved.",
    State.DECLINED: "Its adverts cannot be approved. Write to us if something has changed.",
    State.SUSPENDED: "Its adverts cannot be approved for now. Write to us about it.",
}


@login_required
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """What its hosts see of their organisation."""
    found = _own(request, pk)
    context = {
        "organisation": found,
        "kind": KINDS.get(found.state, "neutral"),
        "next": NEXT[found.state],
        "mine": rules.membership(request.user, found),
        "people": found.members.count(),
        "accepted": found.terms_accepted.select_related("accepted_by").last(),
        "asked": terms.current(),
    }
    return render(request, "placements/hosts/organisation_page.html", context)


@login_required
def organisation_new(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None, asked=terms.current())
    found: Sequence[Likeness] = ()
    if request.method == "POST" and form.is_valid():
        made, found = _register(request, form)
        if made:
            return _after_saving(request, form, made)
    return render(request, "placements/hosts/organisation.html", {"form": form, "found": found})


@transaction.atomic
def _register(request: HttpRequest, form) -> tuple[Organisation | None, Sequence[Likeness]]:
    """The new organisation or, for now, those that are like it. Whoever registers it is locked, so
    that a button pressed twice registers one and then points it out."""
    list(User.objects.select_for_update(no_key=True).filter(pk=request.user.pk))
    found = _known_alike(request, form)
    if form.points_out(found):
        return None, found
    return register_organisation(form.save(commit=False), by=request.user), found


@login_required
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """All of a draft; afterwards only what the Office does not check."""
    held = _own(request, pk)
    if held.state != State.DRAFT:
        return _change_details(request, held)
    asked = None if terms.accepted_by(held) else terms.current()
    form = OrganisationForm(request.POST or None, instance=held, asked=asked)
    found: Sequence[Likeness] = ()
    if request.method == "POST" and form.is_valid():
        found = _known_alike(request, form)
        if not form.points_out(found) and _save(request, form, held):
            return _after_saving(request, form, held)
    context = {"form": form, "organisation": held, "found": found}
    return render(request, "placements/hosts/organisation.html", context)


def _own(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)


def _known_alike(request: HttpRequest, form: OrganisationForm) -> list[Likeness]:
    """What may be the same organisation; nobody learns of one whose name is not public."""
    given, known = form.cleaned_data, Organisation.objects.known_to(request.user)
    others = known.exclude(pk=form.instance.pk)
    return like(given["name"], given["website"], among=others)


def _save(request: HttpRequest, form, held: Organisation) -> bool:
    try:
        save_organisation(held, by=request.user, fields=form.Meta.fields)
    except Refused as refused:
        refusals.add_to_form(form, refused)
        return False
    return True


def _change_details(request: HttpRequest, held: Organisation) -> HttpResponse:
    form = DetailsForm(request.POST or None, instance=held)
    if request.method == "POST" and form.is_valid() and _save(request, form, held):
        messages.success(request, f"The details of {held} are saved.")
        return redirect("placements:organisation", held.pk)
    context = {"form": form, "organisation": held}
    return render(request, "placements/hosts/organisation_details.html", context)


def _after_saving(request, form: OrganisationForm, held: Organisation) -> HttpResponse:
    """Go on with what was saved: submit it if that was asked, or say what still stands against."""
    try:
        if form.accepts_version is not None:
            terms.accept(held, version=form.accepts_version, by=request.user)
        if form.wants_submit:
            organisation_machine.fire("submit", held, by=request.user)
    except Refused as refused:
        refusals.add_to_form(form, refused)
        form.helper.form_action = reverse("placements:organisation_edit", args=[held.pk])
        context = {"form": form, "organisation": held, "saved": True}
        return render(request, "placements/hosts/organisation.html", context)
    if not form.wants_submit:
        messages.success(request, "Your draft is saved. The Office has not seen it yet.")
        return redirect("placements:organisation_edit", held.pk)
    messages.success(request, f"“{held}” has gone to the Internship Office.")
    return redirect("placements:organisation", held.pk)


@login_required
def accept_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """The terms for hosts, to accept for the organisation."""
    held = _own(request, pk)
    if not rules.is_admin(request.user, held):
        raise Http404
    page = terms.current()
    if request.method == "POST":
        as_shown = request.POST.get("version") == str(page.version)
        try:
            terms.accept(held, version=page.version if as_shown else 0, by=request.user)
        except Refused as refused:
            refusals.flash(request, refused)
            return redirect("placements:terms", held.pk)
        messages.success(request, f"The terms are accepted for {held}.")
        return redirect("placements:organisation", held.pk)
    context = {"organisation": held, "page": page, "body": prose.render(page.words.body)}
    context["accepted"] = terms.accepted_by(held)
    return render(request, "placements/hosts/terms.html", context)


@login_required
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the admins of an organisation, whose name is public, to let one join."""
    found = get_object_or_404(Organisation.objects.known_to(request.user), pk=pk)
    if rules.is_member(request.user, found):
        return redirect("placements:organisation", found.pk)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not ratelimit.consume(request, action="join", user=request.user):
            return ratelimit.respond_429(request)
        try:
            invitations.ask_to_join(found, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refused:
            refusals.add_to_form(form, refused)
        else:
            return redirect("placements:join", found.pk)
    waiting = JoinRequest.objects.filter(organisation=found, user=request.user, answered_at=None)
    context = {"organisation": found, "form": form, "waiting": waiting.exists()}
    context["next"] = [
        f"The admins of {found} have been told.",
        f"We write to {request.user.email} when they have answered.",
    ]
    return render(request, "placements/people/join.html", context)
