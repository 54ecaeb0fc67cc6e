"""Adverts: read as they stand, changed by buttons."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path

from microinternships.office import CommentForm, MachineAdmin
from placements.admin import reviewing
from placements.admin.fields import MomentField
from placements.models import Advert, ChangeRequest
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


ASKED_FOR = {
    ChangeRequest.Wish.LONGER: "extend",
    ChangeRequest.Wish.CLOSE: "close_early",
    ChangeRequest.Wish.OTHER: "amend_terms",
}


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


@admin.register(Advert)
class AdvertAdmin(MachineAdmin):
    machine = advert_machine
    change_form_outer_before_template = "placements/office/advert_buttons.html"
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

    def get_readonly_fields(self, request, obj=None):
        """No advert moves; what students can read is changed by the buttons, which tell them."""
        kept = (*super().get_readonly_fields(request, obj), "organisation", "cycle")
        if obj is None or obj.state not in (Advert.State.APPROVED, Advert.State.SUSPENDED):
            return kept
        return (*kept, *(name for name in (*WORDING, *TERMS) if name not in kept))

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
