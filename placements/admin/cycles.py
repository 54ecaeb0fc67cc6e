"""Cycles in the Office's admin: proposed from the pattern, read on a timeline, moved with a reason.

Django's own form for a row would store a date without asking whom it concerns, so adding and
changing have pages of their own.
"""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from microinternships import overtaken
from microinternships.engine import Refused
from microinternships.office import OfficeAdmin
from microinternships.refusals import add_to_form
from placements import foresight, moving, planning, rearming, timeline
from placements.admin.cycle_form import CycleForm, StartForm
from placements.models import Cycle

STORE = "store"


@admin.register(Cycle)
class CycleAdmin(OfficeAdmin):
    list_display = (
        "name",
        "adverts_due_at",
        "opens_at",
        "reserve_ends_at",
        "claims_close_at",
        "advert_count",
    )
    list_filter = ("season",)
    search_fields = ("name", "academic_year")

    def get_queryset(self, request):
        counted = super().get_queryset(request).annotate(adverts_in_it=Count("adverts"))
        return counted.prefetch_related("rounds")

    @admin.display(description="applications open")
    def opens_at(self, cycle: Cycle):
        return cycle.opens_at if cycle.ordered_rounds else None

    @admin.display(description="adverts")
    def advert_count(self, cycle: Cycle) -> int:
        return cycle.adverts_in_it

    def add_view(self, request, form_url="", extra_context=None) -> HttpResponse:
        """From what to propose, then every date of the proposal, each of which may be changed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if "name" in request.POST:
            return self._new(request)
        like, season, week_a = planning.next_start(list(Cycle.objects.prefetch_related("weeks")))
        first = {"like": like, "season": season, "week_a": week_a}
        form = StartForm(request.GET or None, initial=first)
        if not form.is_valid():
            return self._page(request, "start.html", "Create a cycle", form=form)
        chosen = form.cleaned_data
        values = planning.proposal(chosen["week_a"], season=chosen["season"], like=chosen["like"])
        return self._form_page(request, CycleForm(values=values), values, "Create a cycle")

    def _new(self, request: HttpRequest) -> HttpResponse:
        form = CycleForm(request.POST, values={})
        if form.is_valid() and request.POST.get("do") == STORE:
            try:
                cycle = moving.create(form.values, by=request.user)
            except Refused as refused:
                add_to_form(form, refused)
            else:
                messages.success(request, f"{cycle} is created.")
                return redirect("admin:placements_cycle_change", cycle.pk)
        return self._form_page(request, form, _typed(form), "Create a cycle")

    def change_view(self, request, object_id, form_url="", extra_context=None) -> HttpResponse:
        """The timeline, and a form whose changes are shown with their consequences first."""
        cycle = self.get_object(request, object_id)
        if cycle is None:
            raise Http404
        if not self.has_view_or_change_permission(request, cycle):
            raise PermissionDenied
        stored = planning.flat(cycle)
        if not self.has_change_permission(request, cycle):
            return self._page(request, "read.html", str(cycle), **self._about(stored, cycle))
        if request.method != "POST":
            return self._form_page(request, _form(stored), stored, str(cycle), cycle)
        form = _form(stored, request.POST, self.get_object(request, object_id))
        if timeline.history(cycle, since=overtaken.read_until(request)):
            form = _form(stored, overtaken.follow(form, _form(stored)), form.instance)
        elif form.is_valid() and request.POST.get("do") == STORE:
            return self._change(request, cycle, form)
        return self._form_page(request, form, _typed(form), str(cycle), cycle)

    def _change(self, request: HttpRequest, cycle: Cycle, form: CycleForm) -> HttpResponse:
        """The consequences of ``form``; with a reason, the change itself."""
        changed = planning.differences(cycle, form.values)
        if not changed:
            messages.info(request, "Nothing is changed.")
            return redirect("admin:placements_cycle_change", cycle.pk)
        against = moving.refusals(cycle, changed)
        if "reason" in request.POST and not against:
            try:
                decided = {"reason": request.POST["reason"], "read": overtaken.read_until(request)}
                moving.change(cycle, form.values, by=request.user, **decided)
            except Refused as refused:
                if overtaken.CODE in refused.codes:
                    return self.change_view(request, str(cycle.pk))
                against = refused.refusals
            else:
                messages.success(request, f"{cycle} is changed.")
                return redirect("admin:placements_cycle_change", cycle.pk)
        return self._page(
            request,
            "confirm.html",
            f"Change {cycle}",
            cycle=cycle,
            changed=timeline.told(changed),
            against=against,
            reason=_reason(request),
            groups=moving.groups(cycle, changed),
            rearmed=rearming.rearmed(cycle, form.values),
            typed=list(_hidden(request)),
        )

    def _form_page(self, request, form, values, title, cycle: Cycle | None = None) -> HttpResponse:
        about = self._about(values, cycle)
        rows = {row.name: row for row in about["timeline"]}
        about["fields"] = [(form[name], rows.get(name)) for name, _ in form.labels]
        read = overtaken.read_until(request)
        about["missed"] = timeline.history(cycle, since=read) if cycle else []
        about["reason"] = _reason(request)
        return self._page(request, "form.html", title, form=form, **about)

    def _about(self, values: dict, cycle: Cycle | None) -> dict:
        return {
            "cycle": cycle,
            "timeline": timeline.rows(values),
            "remarks": foresight.remarks(values, cycle),
            "history": timeline.history(cycle) if cycle else [],
        }

    def _page(self, request, template: str, title: str, **context) -> HttpResponse:
        shared = self.admin_site.each_context(request)
        back = reverse("admin:placements_cycle_changelist")
        context = {**shared, "opts": self.opts, "title": title, "back": back, **context}
        return TemplateResponse(request, f"office/cycle/{template}", context)


def _form(stored: dict, data: QueryDict | None = None, cycle: Cycle | None = None) -> CycleForm:
    form = CycleForm(data, values=stored, instance=cycle)
    overtaken.remember_initial(form)
    return form


def _typed(form: CycleForm) -> dict:
    """As much of the form as makes sense, for the timeline beside it."""
    form.is_valid()
    return form.values


def _reason(request: HttpRequest) -> str:
    """What was typed on the page of consequences, also after a look back at the dates."""
    return request.POST.get("reason", request.POST.get("reason_so_far", ""))


def _hidden(request: HttpRequest):
    """What was typed, to be sent again with the reason."""
    for name in request.POST:
        if name not in ("csrfmiddlewaretoken", "reason", "reason_so_far", "do"):
            yield name, request.POST[name]
