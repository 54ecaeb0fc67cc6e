"""Cycles with their rounds and weeks."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count
from unfold.admin import TabularInline

from microinternships.office import OfficeAdmin
from placements import dates
from placements.admin.fields import NamedFieldsFormSet
from placements.models import CandidateWeek, Cycle, Round


class RoundInline(TabularInline):
    model = Round
    extra = 0
    min_num = 1


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
