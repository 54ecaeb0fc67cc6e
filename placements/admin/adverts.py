"""Adverts: read as they stand, changed by buttons."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse

from microinternships.office import CommentForm, MachineAdmin
from placements import advert_fields
from placements.admin import reviewing
from placements.admin.fields import MomentField
from placements.advert_fields import LABELS, NAMES, PARTS
from placements.forms.adverts import DAY_MODES, AdvertForm, day_modes
from placements.models import Advert, ChangeRequest
from placements.policy import TO_FILL_IN
from placements.workflow import advert_machine
from placements.workflow.changes import TERMS, WORDING


class AskedForm(CommentForm):
    """Begins with what the host asks for, if that is what it does."""

    wish = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = getattr(self.subject, "change_request", None)
        if asked and asked.wish == self.wish:
            self.fill_in(asked)

    def fill_in(self, asked: ChangeRequest) -> None:
        self.initial["comment"] = f"You asked: {asked.reason}"


class ExtendForm(AskedForm):
    wish = ChangeRequest.Wish.LONGER
    closes_at = MomentField(label="Applications close", help_text="Oxford time.")

    def fill_in(self, asked: ChangeRequest) -> None:
        super().fill_in(asked)
        self.initial["closes_at"] = asked.closes_at


class CloseForm(AskedForm):
    wish = ChangeRequest.Wish.CLOSE


MISSING = {**dict(TO_FILL_IN), "title": "Give the advert a title."}
GIVE = "Give this: an approved advert has it."
ASKED_FOR = {
    ChangeRequest.Wish.LONGER: "extend",
    ChangeRequest.Wish.CLOSE: "close_early",
    ChangeRequest.Wish.OTHER: "amend_terms",
}


class PermitForm(CommentForm):
    until = MomentField(label="May be submitted until", help_text="Oxford time.")


class ChangesForm(CommentForm):
    """Some of the advert's own fields, as its host's form asks for them and in its order."""

    names: tuple[str, ...] = ()
    refusal_fields = AdvertForm.refusal_fields

    def __init__(self, *args, event, subject, **kwargs):
        super().__init__(*args, event=event, subject=subject, **kwargs)
        self.fields["comment"].required = True  # of the Office, also where a host need not say why
        self.fields["comment"].help_text = "Kept in the history. Say why."
        whole = AdvertForm(instance=subject)
        for name in (name for name in NAMES if name in self.names):
            for one in DAY_MODES if name == "day_modes" else (name,):
                self.fields[one] = field = whole.fields[one]
                field.label = LABELS.get(one, field.label)
                field.required = field.required and one not in ("place", *DAY_MODES)
                field.error_messages |= {"required": MISSING.get(one, GIVE)}
                self.initial[one] = whole.get_initial_for_field(field, one)

    def data_for_event(self) -> dict:
        """``changes`` as the machine takes them; what is missing or wrong is for its guards."""
        given = self.cleaned_data | {"day_modes": day_modes(self.cleaned_data)}
        changes = {name: given[name] for name in self.names}
        return {"comment": given["comment"], "changes": changes}


class WordingForm(ChangesForm):
    names = WORDING


class TermsForm(ChangesForm):
    names = TERMS


@admin.register(Advert)
class AdvertAdmin(MachineAdmin):
    machine = advert_machine
    change_form_outer_before_template = "placements/office/advert_buttons.html"
    change_form_outer_after_template = "placements/office/advert_words.html"
    main_events = {Advert.State.SUBMITTED: "approve", Advert.State.SUSPENDED: "resume"}
    event_forms = {
        "extend": ExtendForm,
        "close_early": CloseForm,
        "permit": PermitForm,
        "amend": WordingForm,
        "amend_terms": TermsForm,
    }
    list_display = ("title", "organisation", "cycle", "state", "mode", "days", "places", "taken")
    list_filter = ("state", "cycle", "mode", "sector")
    list_select_related = ("organisation", "cycle")
    search_fields = ("title", "organisation__name", "summary")
    fields = (
        "state",
        "organisation",
        "cycle",
        "created_at",
        "submitted_by",
        "submit_late_until",
        "own_closing_at",
    )

    def get_readonly_fields(self, request, obj=None):
        """No advert moves; what it says is changed by its host, or by the buttons, which tell."""
        return self.fields

    def about(self, subject: Advert) -> dict:
        told = advert_fields.told(subject)
        parts = [
            (part.title, [(LABELS[name], told[name]) for name in part.names]) for part in PARTS
        ]
        return {"parts": parts}

    def seen_at(self, subject: Advert) -> str:
        return reverse("placements:advert", args=[subject.pk])

    def main_event(self, subject: Advert) -> str:
        """Where a host asks for something, what does it."""
        asked = getattr(subject, "change_request", None)
        return ASKED_FOR[asked.wish] if asked else super().main_event(subject)

    def to_read(self, subject: Advert) -> list[tuple[str, str]]:
        asked = getattr(subject, "change_request", None)
        return [("The host asks", f"{asked}\n{asked.reason}")] if asked else []

    def get_queryset(self, request):
        return super().get_queryset(request).with_places_held()

    def get_urls(self):
        name = "placements_advert_review"
        address = "<int:object_id>/review/"
        return [
            path(address, self.admin_site.admin_view(self.review), name=name),
            *super().get_urls(),
        ]

    def do_view(self, request, object_id, event):
        """Changes are asked for field by field, on the page of the review."""
        if event == "request_changes" and request.method == "GET":
            return redirect("admin:placements_advert_review", object_id)
        return super().do_view(request, object_id, event)

    def review(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_change = self.has_change_permission(request)
        return reviewing.review(request, object_id, may_change=may_change)

    @admin.display(description="placed")
    def taken(self, advert: Advert) -> int:
        return advert.places_held

    def has_add_permission(self, request) -> bool:
        return False
