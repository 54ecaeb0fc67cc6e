"""Placements: their days and terms, put right by the Office."""

from django import forms
from django.contrib import admin
from unfold.admin import TabularInline

from microinternships.office import CommentForm, MachineAdmin
from placements.admin.fields import NamedFieldsFormSet
from placements.models import DayMode, Organisation, Placement, PlacementDay
from placements.workflow import corrections, placement_machine


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
    formset = NamedFieldsFormSet
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
