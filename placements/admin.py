"""Cycles, organisations, adverts and placements in the Office's admin."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.forms.models import BaseInlineFormSet
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminSplitDateTimeWidget

from microinternships.office import CommentForm, MachineAdmin, OfficeAdmin
from placements import dates
from placements.models import (
    Advert,
    CandidateWeek,
    Cycle,
    DayMode,
    HostMember,
    Organisation,
    Placement,
    PlacementDay,
    Round,
)
from placements.workflow import advert_machine, corrections, organisation_machine, placement_machine
from placements.workflow.changes import TERMS, WORDING


class MomentField(forms.SplitDateTimeField):
    """A day and a time in Oxford."""

    widget = UnfoldAdminSplitDateTimeWidget


class ExtendForm(CommentForm):
    closes_at = MomentField(label="Applications close", help_text="Oxford time.")


class PermitForm(CommentForm):
    until = MomentField(label="May be submitted until", help_text="Oxford time.")


class ChangesForm(CommentForm):
    """The advert's own fields, as they are; ``changes`` are those that become another."""

    names: tuple[str, ...] = ()

    def __init__(self, *args, event, subject, **kwargs):
        super().__init__(*args, event=event, subject=subject, **kwargs)
        self.fields |= forms.fields_for_model(Advert, self.names)
        for name, field in self.fields.items():
            if name in self.names:
                field.initial = getattr(subject, name)
        if "weeks" in self.fields:
            self.fields["weeks"].queryset = subject.cycle.weeks.all()
            self.fields["weeks"].initial = subject.weeks.all()
        self.order_fields([*self.names, "comment"])

    def data_for_event(self) -> dict:
        given = {name: self.cleaned_data[name] for name in self.names}
        return {"comment": self.cleaned_data["comment"], "changes": given}


class WordingForm(ChangesForm):
    names = WORDING


class TermsForm(ChangesForm):
    names = TERMS


class RoundInline(TabularInline):
    model = Round
    extra = 0
    min_num = 1


class NamedFieldsFormSet(BaseInlineFormSet):
    """Says each field's name to a screen reader: in a table it stands only above the column."""

    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if not isinstance(field.widget, forms.MultiWidget):
                field.widget.attrs.setdefault("aria-label", field.label)


class WeekFormSet(NamedFieldsFormSet):
    """The last part of a cycle's form: it sees all dates together and names each wrong pair."""

    def clean(self) -> None:
        super().clean()
        rounds = getattr(self.instance, "rounds_in_form", [])
        weeks = [form.instance for form in self._kept()]
        if wrong := dates.problems(self.instance, rounds=rounds, weeks=weeks):
            raise ValidationError(wrong)

    def _kept(self) -> list[forms.ModelForm]:
        return [
            form
            for form in self.forms
            if form.has_changed() or form.instance.pk
            if not form.cleaned_data.get("DELETE")
        ]


class RoundFormSet(NamedFieldsFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form.instance for form in self.forms if not form.cleaned_data.get("DELETE")]
        self.instance.rounds_in_form = sorted(kept, key=lambda one: one.number)


RoundInline.formset = RoundFormSet


class WeekInline(TabularInline):
    model = CandidateWeek
    formset = WeekFormSet
    extra = 0
    min_num = 2
    max_num = 2


@admin.register(Cycle)
class CycleAdmin(OfficeAdmin):
    list_display = (
        "name",
        "season",
        "academic_year",
        "adverts_due_at",
        "opens_at",
        "reserve_ends_at",
        "claims_close_at",
        "advert_count",
    )
    list_filter = ("season",)
    search_fields = ("name", "academic_year")
    inlines = (RoundInline, WeekInline)

    def get_queryset(self, request):
        counted = super().get_queryset(request).annotate(adverts_in_it=Count("adverts"))
        return counted.prefetch_related("rounds")

    @admin.display(description="applications open")
    def opens_at(self, cycle: Cycle):
        return cycle.opens_at if cycle.ordered_rounds else None

    @admin.display(description="adverts")
    def advert_count(self, cycle: Cycle) -> int:
        return cycle.adverts_in_it


class MemberInline(TabularInline):
    model = HostMember
    formset = NamedFieldsFormSet
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(Organisation)
class OrganisationAdmin(MachineAdmin):
    machine = organisation_machine
    list_display = ("name", "kind", "country", "state", "website")
    list_filter = ("state", "kind")
    search_fields = ("name", "website")
    inlines = (MemberInline,)


@admin.register(Advert)
class AdvertAdmin(MachineAdmin):
    machine = advert_machine
    event_forms = {
        "extend": ExtendForm,
        "permit": PermitForm,
        "amend": WordingForm,
        "amend_terms": TermsForm,
    }
    list_display = ("title", "organisation", "cycle", "state", "mode", "days", "places", "taken")
    list_filter = ("state", "cycle", "mode", "sector")
    list_select_related = ("organisation", "cycle")
    search_fields = ("title", "organisation__name", "summary")
    autocomplete_fields = ("organisation", "cycle")

    def get_readonly_fields(self, request, obj=None):
        """What students can read is changed by the buttons, which tell them."""
        kept = super().get_readonly_fields(request, obj)
        if obj is None or obj.state not in (Advert.State.APPROVED, Advert.State.SUSPENDED):
            return kept
        return (*kept, *(name for name in (*WORDING, *TERMS) if name not in kept))

    def get_queryset(self, request):
        active = Count("placements", filter=Q(placements__state__in=Placement.ACTIVE))
        return super().get_queryset(request).annotate(placements_taken=active)

    @admin.display(description="placed")
    def taken(self, advert: Advert) -> int:
        return advert.placements_taken

    def has_add_permission(self, request) -> bool:
        return False


class CorrectDaysForm(CommentForm):
    """For each day its mode, and whether the student came."""

    CAME = {"": None, "yes": True, "no": False}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for day in self.subject.ordered_days:
            came = {None: "", True: "yes", False: "no"}[day.attended]
            self.fields[f"mode_{day.pk}"] = forms.ChoiceField(
                label=str(day), choices=DayMode.choices, initial=day.mode
            )
            self.fields[f"came_{day.pk}"] = forms.ChoiceField(
                label=f"{day}: attended",
                choices=[("", "Not known yet"), ("yes", "Yes"), ("no", "No")],
                required=False,
                initial=came,
            )

    def data_for_event(self) -> dict:
        given = self.cleaned_data
        days = {
            day.date: (given[f"mode_{day.pk}"], self.CAME[given[f"came_{day.pk}"]])
            for day in self.subject.ordered_days
        }
        return {"comment": given["comment"], "days": days}


class PlacementTermsForm(CommentForm):
    """The terms, and a mode for each date of the cycle's weeks on which the student comes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= forms.fields_for_model(Placement, corrections.TERMS)
        for name in corrections.TERMS:
            self.fields[name].initial = getattr(self.subject, name)
        modes = {day.date: day.mode for day in self.subject.ordered_days}
        self.dates = [day for week in self.subject.advert.offered_weeks for day in week.dates]
        for day in self.dates:
            self.fields[f"{day:%Y-%m-%d}"] = forms.ChoiceField(
                label=f"{day:%A %-d %B %Y}",
                choices=[("", "No"), *DayMode.choices],
                required=False,
                initial=modes.get(day, ""),
            )

    def data_for_event(self) -> dict:
        given = self.cleaned_data
        modes = {day: given[f"{day:%Y-%m-%d}"] for day in self.dates}
        return {
            "comment": given["comment"],
            "terms": {name: given[name] for name in corrections.TERMS},
            "days": [(day, mode) for day, mode in modes.items() if mode],
        }


class DayInline(TabularInline):
    model = PlacementDay
    extra = 0
    fields = ("date", "mode", "attended", "travel_reason", "active")
    readonly_fields = ("active", "date", "mode", "attended")

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Placement)
class PlacementAdmin(MachineAdmin):
    machine = placement_machine
    event_forms = {"correct_days": CorrectDaysForm, "amend": PlacementTermsForm}
    list_display = ("student", "advert", "organisation", "week", "state")
    list_filter = ("state", "advert__cycle")
    list_select_related = ("student", "advert__organisation", "week")
    search_fields = ("student__name", "student__email", "advert__title")
    readonly_fields = ("student", "advert", "week", "attendance_by_default", *corrections.TERMS)
    inlines = (DayInline,)

    @admin.display(description="organisation")
    def organisation(self, placement: Placement) -> Organisation:
        return placement.advert.organisation

    def has_add_permission(self, request) -> bool:
        return False
