"""What hosts do with adverts, and the page that says what waits for them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from microinternships import clock, refusals, shared
from microinternships.engine import HOST, Refused
from microinternships.models import Transition
from placements import standing, timetable, worklist
from placements.forms.starting import CopyForm, StartAdvertForm
from placements.history import told_to_hosts
from placements.models import Advert, Cycle, Organisation
from placements.views.editing import asked_of_all, hosted, may_edit
from placements.workflow import advert_machine, copy_to_cycle, start_draft
from placements.workflow.review import asked_in_words

EARLIER_PER_PAGE = 25


@shared.page
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """A host's home: what waits, most urgent first, then adverts in the same order.

    Who acts for several organisations may look at one of them: ``?organisation=``.
    """
    mine = worklist.Desk(request.user, clock.now())
    chosen = _chosen(request, mine.organisations)
    shown = [chosen] if chosen else mine.organisations
    adverts = [one for one in mine.adverts if one.organisation in shown]
    adverts.sort(key=lambda one: standing.order(one, mine.now))
    context = {
        "organisations": mine.organisations,
        "chosen": chosen,
        "groups": _groups(mine, chosen),
        "writes": any(one.pk in mine.looked_after for one in shown),
        "adverts": _with_standing(adverts, mine.now),
        "there_are_earlier": any(one.has_earlier for one in shown),
    }
    return render(request, "placements/hosts/desk.html", context)


@login_required
def earlier_adverts(request: HttpRequest) -> HttpResponse:
    """The adverts of cycles in which nothing is left to be done, the latest first."""
    now = clock.now()
    chosen = _chosen(request, Organisation.objects.visible_to(request.user))
    over = Advert.objects.hosted_by(request.user).of_cycles_over(now).ready_to_list()
    if chosen:
        over = over.filter(organisation=chosen)
    page = Paginator(over, EARLIER_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "chosen": chosen, "adverts": _with_standing(page.object_list, now)}
    return render(request, "placements/hosts/earlier.html", context)


def _with_standing(adverts: Iterable[Advert], now: datetime) -> list:
    return [(advert, standing.of_advert(advert, now)) for advert in adverts]


def _chosen(request: HttpRequest, organisations: list[Organisation]) -> Organisation | None:
    asked = request.GET.get("organisation", "")
    return next((one for one in organisations if str(one.pk) == asked), None)


def _groups(mine: worklist.Desk, chosen: Organisation | None) -> list:
    """What waits. Beside each other, the tasks of several organisations say for which they are."""
    found = worklist.groups(mine, organisation=chosen and chosen.pk)
    if chosen or len(mine.organisations) < 2:
        return found
    names = {one.pk: one.name for one in mine.organisations}
    return [(group, [_naming(task, names) for task in tasks]) for group, tasks in found]


def _naming(task: worklist.Task, names: dict[int, str]) -> worklist.Task:
    name = names.get(task.organisation, "")
    return task if name in task.label else replace(task, note=f"{name}. {task.note}".strip())


@login_required
def advert_new(request: HttpRequest) -> HttpResponse:
    organisations = _recruits_for(request.user)
    cycles = Cycle.objects.accepting_adverts_of(organisations, clock.now())
    adverts = Advert.objects.filter(organisation__in=organisations).select_related("cycle")
    given = {
        "organisations": organisations,
        "cycles": cycles,
        "adverts": adverts.only("title", "cycle__name"),
        "initial": request.GET.dict(),
    }
    form = StartAdvertForm(request.POST or None, **given)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _start(form.cleaned_data, by=request.user)
        except Refused as refused:
            refusals.add_to_form(form, refused)
        else:
            return redirect("placements:advert_edit", draft.pk)
    context = {"form": form, "organisations": organisations, "cycles": cycles}
    if not organisations:
        context["acts_for"] = list(Organisation.objects.visible_to(request.user))
    return render(request, "placements/hosts/advert_new.html", context)


def _start(given: dict, *, by) -> Advert:
    copied = given.pop("copied", None)
    if copied is None:
        return start_draft(**given, by=by)
    whole = Advert.objects.get(pk=copied.pk)
    whole.title = given.pop("title") or whole.title
    return copy_to_cycle(whole, **given, by=by)


def _recruits_for(user) -> QuerySet[Organisation]:
    return Organisation.objects.filter(members__in=user.host_memberships.recruiting()).exclude(
        state__in=(Organisation.State.DECLINED, Organisation.State.SUSPENDED)
    )


@login_required
def advert_host(request: HttpRequest, pk: int) -> HttpResponse:
    """The host's page of one advert: how it stands, what was asked, what can be done."""
    advert = hosted(request, pk)
    now = clock.now()
    history = list(Transition.objects.of(advert))
    context = {
        "advert": advert,
        "standing": standing.of_advert(advert, now),
        "taken": advert.placements.active().count(),
        "asked": asked_of_all(advert, history),
        "asked_of_fields": asked_in_words(advert),
        "timeline": told_to_hosts(history),
        "published": advert.published(now),
        "dates": timetable.of_advert(advert),
        "changeable": advert_machine.may("amend", advert, by=request.user),
        "editable": may_edit(request.user, advert),
        "copy": CopyForm(cycles=cycles) if (cycles := _cycles_to_copy_to(advert)) else None,
    }
    buttons = _buttons(advert, request.user)
    return render(request, "placements/hosts/advert.html", {**context, **buttons})


def _buttons(advert: Advert, user) -> dict:
    """What a host may press, by the event's name, each with what stands against it."""
    return {
        event.name: {"event": event, "against": against}
        for event, against in advert_machine.open_to(advert, user)
        if HOST in event.who
    }


def _cycles_to_copy_to(advert: Advert) -> QuerySet[Cycle]:
    accepting = Cycle.objects.accepting_adverts_of([advert.organisation_id], clock.now())
    return accepting.exclude(pk=advert.cycle_id)


@login_required
@require_POST
def advert_submit(request: HttpRequest, pk: int) -> HttpResponse:
    advert = hosted(request, pk)
    try:
        advert_machine.fire("submit", advert, by=request.user)
    except Refused as refused:
        refusals.flash(request, refused)
    else:
        messages.success(request, "Your advert has gone to the Internship Office.")
    return redirect("placements:advert_host", advert.pk)


@login_required
@require_POST
def advert_copy(request: HttpRequest, pk: int) -> HttpResponse:
    advert = hosted(request, pk)
    form = CopyForm(request.POST, cycles=_cycles_to_copy_to(advert))
    if not form.is_valid():
        messages.error(request, "Choose a cycle that still takes adverts.")
        return redirect("placements:advert_host", advert.pk)
    try:
        draft = copy_to_cycle(advert, cycle=form.cleaned_data["cycle"], by=request.user)
    except Refused as refused:
        refusals.flash(request, refused)
        return redirect("placements:advert_host", advert.pk)
    messages.success(request, f"Copied to {draft.cycle} as a draft.")
    return redirect("placements:advert_edit", draft.pk)
