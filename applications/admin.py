"""Applications, offers and waivers in the Office's admin: to read, and to act with a comment."""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextareaWidget,
)

from applications.eligibility import RULES
from applications.models import Application, Offer, Reason, Waiver
from applications.workflow import application_machine, offer_machine
from applications.workflow.effects import TERMS
from microinternships.office import CommentForm, MachineAdmin, OfficeAdmin
from microinternships.phrases import day_words
from placements.models import DayMode


class NotSelectForm(CommentForm):
    reason = forms.ChoiceField(
        choices=[("", "Choose a reason"), *Reason.choices],
        help_text="The student reads this.",
        widget=UnfoldAdminSelectWidget,
    )
    feedback = forms.CharField(
        required=False, help_text="The student reads this.", widget=UnfoldAdminTextareaWidget
    )


class ExtendForm(CommentForm):
    respond_by = forms.SplitDateTimeField(
        label="Answer by", widget=UnfoldAdminSplitDateTimeWidget, help_text="Oxford time."
    )


class OfferTermsForm(CommentForm):
    """An offer's terms, and a mode for each date of the advert's weeks on which the student comes.

    For a host who asks: they begin as the offer, else the advert's last offer, else the advert.
    """

    NAMES = (*(name for name in TERMS if name != "week"), "message")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer = self.subject if isinstance(self.subject, Offer) else None
        advert = offer.application.advert if offer else self.subject.advert
        last = offer or Offer.objects.filter(application__advert=advert).first() or advert
        self.fields |= forms.fields_for_model(Offer, self.NAMES)
        for name in self.NAMES:
            self.fields[name].initial = getattr(last, name, "")
        self.fields["message"].initial = offer.message if offer else ""
        self.weeks = advert.offered_weeks
        modes = dict(offer.dated_days) if offer else {}
        for day in (day for week in self.weeks for day in week.dates):
            self.fields[f"{day:%Y-%m-%d}"] = forms.ChoiceField(
                label=f"{day:%A %-d %B %Y}",
                choices=[("", "No"), *DayMode.choices],
                required=False,
                initial=modes.get(day, ""),
            )

    def data_for_event(self) -> dict:
        given = self.cleaned_data
        chosen = [
            (week, day, mode)
            for week in self.weeks
            for day in week.dates
            if (mode := given[f"{day:%Y-%m-%d}"])
        ]
        return {
            "comment": given["comment"],
            "week": chosen[0][0] if chosen else None,
            "days": [(day, mode) for _, day, mode in chosen],
            **{name: given[name] for name in self.NAMES},
        }


@admin.register(Application)
class ApplicationAdmin(MachineAdmin):
    machine = application_machine
    event_forms = {"not_select": NotSelectForm, "offer": OfferTermsForm}
    list_display = ("reference", "student", "advert", "organisation", "round", "state", "arrived")
    list_filter = ("state", "advert__cycle", "by_default")
    list_select_related = ("student", "advert__organisation", "round__cycle")
    search_fields = ("reference", "student__name", "student__email", "advert__title")
    exclude = ("cv",)
    readonly_fields = ("read_cv", "verdict")

    def get_readonly_fields(self, request, obj=None):
        own = [field.name for field in Application._meta.fields if field.name not in ("cv", "id")]
        return (*own, "weeks", "read_cv", "verdict")

    def get_fields(self, request, obj=None):
        return [name for name in self.get_readonly_fields(request, obj) if name != "eligibility"]

    @admin.display(description="organisation")
    def organisation(self, application: Application):
        return application.advert.organisation

    @admin.display(description="arrived", ordering="submitted_at")
    def arrived(self, application: Application):
        return application.submitted_at

    @admin.display(description="CV")
    def read_cv(self, application: Application):
        if not application.cv:
            return "none yet"
        url = reverse("applications:cv", args=[application.pk])
        return format_html('<a href="{}">{}</a>', url, application.cv_name)

    @admin.display(description="eligibility when sent")
    def verdict(self, application: Application) -> str:
        verdicts = (application.eligibility or {}).get("verdicts", [])
        return "; ".join(
            f"{one['title']}: {'yes' if one['passed'] else 'waived' if one['waived'] else 'no'} "
            f"({one['fact']})"
            for one in verdicts
        )

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(Offer)
class OfferAdmin(MachineAdmin):
    machine = offer_machine
    event_forms = {"extend": ExtendForm, "amend": OfferTermsForm}
    list_display = ("student", "advert", "state", "made_at", "respond_by", "answered_at")
    list_filter = ("state", "application__advert__cycle")
    list_select_related = ("application__student", "application__advert")
    search_fields = ("application__reference", "application__student__name")

    def get_readonly_fields(self, request, obj=None):
        own = [field.name for field in Offer._meta.fields if field.name not in ("id", "days")]
        return (*own, "dates")

    def get_fields(self, request, obj=None):
        return self.get_readonly_fields(request, obj)

    @admin.display(description="days")
    def dates(self, offer: Offer) -> str:
        days = offer.dated_days
        return "\n".join(f"{day_words(day)}: {DayMode(mode).label.lower()}" for day, mode in days)

    @admin.display(description="student")
    def student(self, offer: Offer):
        return offer.application.student

    @admin.display(description="advert")
    def advert(self, offer: Offer):
        return offer.application.advert

    def has_add_permission(self, request) -> bool:
        return False


class WaiverForm(forms.ModelForm):
    rule = forms.ChoiceField(
        choices=[(rule.code, rule.title) for rule in RULES], widget=UnfoldAdminSelectWidget
    )


@admin.register(Waiver)
class WaiverAdmin(OfficeAdmin):
    """A manager sets one rule aside for one student, and says why (OF-21)."""

    form = WaiverForm
    list_display = ("student", "cycle", "rule", "by")
    list_select_related = ("student", "cycle", "by")
    autocomplete_fields = ("student", "cycle")
    exclude = ("by",)
    search_fields = ("student__name",)

    def save_model(self, request, obj, form, change) -> None:
        obj.by = request.user
        super().save_model(request, obj, form, change)

    def _is_manager(self, request) -> bool:
        return request.user.is_superuser or request.user.office_role == "manager"

    def has_add_permission(self, request) -> bool:
        return self._is_manager(request)

    def has_change_permission(self, request, obj=None) -> bool:
        return self._is_manager(request)
