"""What hosts do with organisations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from microinternships import refusals
from microinternships.engine import Refused
from placements import rules
from placements.forms.organisations import OrganisationForm
from placements.models import Organisation
from placements.workflow import organisation_machine, register_organisation, save_organisation

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
    found = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    context = {
        "organisation": found,
        "kind": KINDS.get(found.state, "neutral"),
        "next": NEXT[found.state],
        "mine": rules.membership(request.user, found),
        "people": found.members.count(),
    }
    return render(request, "placements/hosts/organisation_page.html", context)


@login_required
def organisation_new(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation = register_organisation(form.save(commit=False), by=request.user)
        return _after_saving(request, form, organisation)
    return render(request, "placements/hosts/organisation.html", {"form": form})


@login_required
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if organisation.state != Organisation.State.DRAFT:
        reads = organisation.get_state_display().lower()
        messages.info(request, f"{organisation} can no longer be changed here: it is “{reads}”.")
        return redirect("placements:desk")
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            save_organisation(organisation, by=request.user, fields=form.Meta.fields)
        except Refused as refused:
            refusals.add_to_form(form, refused)
        else:
            return _after_saving(request, form, organisation)
    context = {"form": form, "organisation": organisation}
    return render(request, "placements/hosts/organisation.html", context)


def _after_saving(request, form: OrganisationForm, organisation: Organisation) -> HttpResponse:
    """Go on with what was saved: submit it if that was asked, or say what still stands against."""
    if not form.wants_submit:
        messages.success(request, "Your draft is saved. The Office has not seen it yet.")
        return redirect("placements:organisation_edit", organisation.pk)
    try:
        organisation_machine.fire("submit", organisation, by=request.user)
    except Refused as refused:
        refusals.add_to_form(form, refused)
        form.helper.form_action = reverse("placements:organisation_edit", args=[organisation.pk])
        context = {"form": form, "organisation": organisation, "saved": True}
        return render(request, "placements/hosts/organisation.html", context)
    messages.success(request, f"“{organisation}” has gone to the Internship Office.")
    return redirect("placements:desk")
