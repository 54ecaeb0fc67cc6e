"""The people of an organisation: who they are, inviting, roles, leaving."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from microinternships import clock, refusals
from microinternships.engine import Refused
from microinternships.phrases import when
from placements import rules
from placements.forms.people import InviteForm, RolesForm
from placements.history import sentence_about
from placements.models import HostMember, Invitation, JoinRequest, Organisation, Role
from placements.workflow import invitations
from placements.workflow import people as changing

FIRST_ROLES = [Role.RECRUITER]


def _sent(request: HttpRequest):
    """What was sent, even when no box was ticked at all."""
    return request.POST if request.method == "POST" else None


@login_required
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who acts for the organisation. Its admins, and the Office where they cannot, invite here and
    answer those who ask to join."""
    organisation = get_object_or_404(_houses(request.user), pk=pk)
    form = _invitation(_sent(request))
    if request.method == "POST":
        if not rules.looks_after_people(request.user, organisation):
            raise Http404
        if not ratelimit.consume(request, action="invitation", user=request.user):
            return ratelimit.respond_429(request)
        if form.is_valid() and _invite(request, organisation, form):
            return redirect("placements:people", organisation.pk)
    return render(request, "placements/people/people.html", _about(request, organisation, form))


def _invitation(data=None) -> InviteForm:
    return InviteForm(data, initial={"roles": FIRST_ROLES})


def _houses(user) -> QuerySet[Organisation]:
    """Whose people ``user`` may read of: their own, and all for those who run the programme."""
    if rules.is_office(user):
        return Organisation.objects.all()
    return Organisation.objects.visible_to(user)


def _invite(request: HttpRequest, organisation: Organisation, form: InviteForm) -> bool:
    try:
        sent = invitations.invite(
            organisation, **form.cleaned_data, by=request.user, now=clock.now()
        )
    except Refused as refused:
        refusals.add_to_form(form, refused)
        return False
    messages.success(
        request, f"{sent.email} is invited. The invitation runs out on {when(sent.expires_at)}."
    )
    return True


def _about(
    request: HttpRequest,
    organisation: Organisation,
    form: InviteForm,
    answer: tuple[JoinRequest, RolesForm] | None = None,
) -> dict:
    """Everybody reads who the others are; what waits for an admin is read by admins.

    ``answer`` is the form about one request as it was sent, with what is wrong with it.
    """
    members = list(organisation.members.select_related("user").order_by("user__name", "pk"))
    mine = next((member for member in members if member.user_id == request.user.pk), None)
    may_change = (mine is not None and mine.is_admin) or rules.is_office(request.user)
    context = {"organisation": organisation, "members": members, "mine": mine}
    changes = organisation.member_changes.select_related("user", "by")
    context["history"] = [(change.at, sentence_about(change)) for change in changes]
    context["may_change"] = may_change
    if may_change:
        now, waiting = clock.now(), organisation.invitations.waiting().select_related("invited_by")
        asked = organisation.join_requests.filter(answered_at=None).select_related("user")
        context["form"] = form
        context["waiting"] = [(one, one.expired(now)) for one in waiting]
        sent = dict([answer] if answer else [])
        context["asked"] = [(one, sent.get(one) or _roles_for(one)) for one in asked]
        context["wrong"] = form.errors or any(one.errors for one in sent.values())
    return context


def _roles_for(asked: JoinRequest, data=None) -> RolesForm:
    """Each request has a form of its own on the page, so its fields have names of their own."""
    return RolesForm(data, prefix=f"request-{asked.pk}", initial={"roles": FIRST_ROLES})


@login_required
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """The roles of one member, for who looks after the people of their organisation."""
    found = _member(request, pk)
    if not rules.looks_after_people(request.user, found.organisation):
        raise Http404
    form = RolesForm(_sent(request), initial={"roles": found.roles})
    if request.method == "POST" and form.is_valid():
        try:
            changing.change_roles(found, **form.cleaned_data, by=request.user)
        except Refused as refused:
            refusals.add_to_form(form, refused)
        else:
            messages.success(request, f"The roles of {found.user} are saved.")
            return redirect("placements:people", found.organisation_id)
    context = {"form": form, "member": found, "organisation": found.organisation}
    return render(request, "placements/people/member.html", context)


@login_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then take somebody off the organisation; for oneself it is leaving."""
    found = _member(request, pk)
    leaving = found.user_id == request.user.pk
    if not (leaving or rules.looks_after_people(request.user, found.organisation)):
        raise Http404
    organisation = found.organisation
    if request.method == "POST":
        try:
            changing.remove(found, by=request.user)
        except Refused as refused:
            refusals.flash(request, refused)
            return redirect("placements:people", organisation.pk)
        done = f"You no longer act for {organisation}." if leaving else f"{found.user} is removed."
        messages.success(request, done)
        return redirect("home") if leaving else redirect("placements:people", organisation.pk)
    context = {"member": found, "organisation": organisation, "leaving": leaving}
    context["against"] = changing.against(found)
    context["invitations"] = changing.invited_by(found).count()
    return render(request, "placements/people/remove.html", context)


def _member(request: HttpRequest, pk: int) -> HostMember:
    seen = HostMember.objects.filter(organisation__in=_houses(request.user))
    return get_object_or_404(seen.select_related("user", "organisation"), pk=pk)


@login_required
@require_POST
def invitation_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _press(request, pk, invitations.send_again, "The invitation is sent again.")


@login_required
@require_POST
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _press(request, pk, invitations.withdraw, "The invitation is withdrawn.")


def _press(request: HttpRequest, pk: int, does, done: str) -> HttpResponse:
    mine = Invitation.objects.filter(organisation__in=_looked_after(request.user))
    invitation = get_object_or_404(mine.select_related("organisation"), pk=pk)
    try:
        does(invitation, by=request.user, now=clock.now())
    except Refused as refused:
        refusals.flash(request, refused)
    else:
        messages.success(request, done)
    return redirect("placements:people", invitation.organisation_id)


@login_required
@require_POST
def join_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody who asked act for the organisation, or say no."""
    mine = JoinRequest.objects.filter(organisation__in=_looked_after(request.user))
    asked = get_object_or_404(mine.select_related("organisation", "user"), pk=pk)
    form, says_no = _roles_for(asked, request.POST), "no" in request.POST
    roles = form.cleaned_data["roles"] if form.is_valid() and not says_no else []
    if not (roles or says_no or asked.answered_at):
        context = _about(request, asked.organisation, _invitation(), (asked, form))
        return render(request, "placements/people/people.html", context)
    try:
        invitations.answer(asked, roles=roles, by=request.user, now=clock.now())
    except Refused as refused:
        refusals.flash(request, refused)
    else:
        told = "was told that you said no" if says_no else f"acts for {asked.organisation} now"
        messages.success(request, f"{asked.user} {told}.")
    return redirect("placements:people", asked.organisation_id)


def _looked_after(user) -> QuerySet[Organisation]:
    """Many-rows twin of ``rules.looks_after_people``."""
    if rules.is_office(user):
        return Organisation.objects.all()
    return Organisation.objects.filter(members__user=user, members__is_admin=True)


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of an invitation opens: for anybody who holds it, to accept once signed in."""
    invited = Invitation.objects.select_related("organisation", "invited_by")
    found = get_object_or_404(invited, token=token)
    if not request.user.is_authenticated:
        return render(request, "placements/people/invitation.html", _offered(found, clock.now()))
    if request.method == "POST":
        try:
            invitations.accept(found, by=request.user, now=clock.now())
        except Refused as refused:
            refusals.flash(request, refused)
            return redirect("placements:invitation", token)
        messages.success(request, f"You act for {found.organisation} now.")
        return redirect("placements:organisation", found.organisation_id)
    if rules.is_member(request.user, found.organisation) and found.accepted_at:
        return redirect("placements:organisation", found.organisation_id)
    context = _offered(found, clock.now(), request.user)
    return render(request, "placements/people/invitation.html", context)


def _offered(found: Invitation, now, user=None) -> dict:
    against = invitations.against_accepting(found, by=user, now=now)
    return {
        "invitation": found,
        "roles": [Role(role) for role in found.roles],
        "against": against,
        "other_address": any(refusal.code == "other_address" for refusal in against),
    }
