"""Workshops in the Office's admin: to plan, to announce, to change, and who comes (OF-02)."""

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from microinternships import clock, phrases, spreadsheets
from microinternships.office import CommentForm, MachineAdmin
from microinternships.templatetags.words import words
from placements.admin.fields import MomentField
from workshops.models import Booking, Workshop
from workshops.workflow import booking_machine, workshop_machine
from workshops.workflow.workshops import WHEN_AND_WHERE, WORDS_AND_PLACES

NO_DRAFT_ANY_MORE = (
    "This is no draft any more, so nothing was saved. Change it by the buttons: they tell whoever "
    "has booked it."
)
COPIED = ("title", "summary", "description", "mode", "place", "joining_link", "places")
ON_THE_LIST = ("Name", "Asks to be addressed", "College", "E-mail", "Place", "Booked")


class WorkshopForm(forms.ModelForm):
    """A draft. Says beside its field what the database would refuse."""

    def clean_places(self) -> int:
        if self.cleaned_data["places"] < 1:
            raise forms.ValidationError("Give at least 1 place.")
        return self.cleaned_data["places"]

    def clean_joining_link(self) -> str:
        link = self.cleaned_data["joining_link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError("Give a link that begins with https://.")
        return link

    def clean(self) -> None:
        super().clean()
        starts, ends = (self.cleaned_data.get(name) for name in ("starts_at", "ends_at"))
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "It has to end after it starts.")


class ChangeForm(CommentForm):
    """Some fields of an announced workshop, as they are now."""

    names: tuple[str, ...]
    widgets: dict[str, type[forms.Widget]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= forms.fields_for_model(Workshop, self.names, widgets=self.widgets)
        for name in self.names:
            self.fields[name].initial = getattr(self.subject, name)


class MoveForm(ChangeForm):
    names = WHEN_AND_WHERE
    widgets = {"mode": UnfoldAdminSelectWidget}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            old = self.fields[name]
            self.fields[name] = MomentField(
                label=old.label, help_text=old.help_text, initial=old.initial
            )
        self.fields["comment"].help_text = "Everybody booked reads it, with what is changed."


class ReviseForm(ChangeForm):
    names = WORDS_AND_PLACES
    widgets = {"description": UnfoldAdminTextareaWidget, "title": UnfoldAdminTextInputWidget}


class CancelForm(CommentForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"].help_text = "Say why. Everybody booked reads it."


class TakeOffForm(CommentForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"].help_text = "Say why. The student reads it."


def _locked_as_a_draft(workshop: Workshop) -> bool:
    drafts = Workshop.objects.filter(pk=workshop.pk, state=Workshop.State.DRAFT)
    return bool(drafts.select_for_update(no_key=True))


class WhenFilter(admin.SimpleListFilter):
    title = "when"
    parameter_name = "when"

    def lookups(self, request, model_admin) -> list[tuple[str, str]]:
        return [("coming", "To come"), ("over", "Over")]

    def queryset(self, request, queryset):
        now = clock.now()
        if self.value() == "coming":
            return queryset.not_over(now)
        return queryset.filter(ends_at__lte=now) if self.value() == "over" else queryset


@admin.register(Workshop)
class WorkshopAdmin(MachineAdmin):
    """A draft is typed; what is announced changes through events, which tell those booked."""

    machine = workshop_machine
    form = WorkshopForm
    main_events = {Workshop.State.DRAFT: "announce"}
    event_forms = {"move": MoveForm, "revise": ReviseForm, "cancel": CancelForm}
    told_besides = ("revise", "cancel")  # who moves up, and whose booking ends
    list_display = ("title", "starts_at", "mode", "state", "places", "with_a_place", "in_line")
    list_filter = ("state", WhenFilter, "mode")
    search_fields = ("title", "summary")
    ordering = ("-starts_at", "-pk")
    fields = (
        *("state", "title", "summary", "description", "starts_at", "ends_at"),
        *("mode", "place", "joining_link", "places"),
    )
    actions_detail = ("who_comes", "download", "copy")
    view_on_site = False

    def get_queryset(self, request):
        return super().get_queryset(request).with_counts()

    @admin.display(description="booked", ordering="booked")
    def with_a_place(self, workshop: Workshop) -> int:
        return workshop.booked

    @admin.display(description="waiting", ordering="waiting")
    def in_line(self, workshop: Workshop) -> int:
        return workshop.waiting

    def get_readonly_fields(self, request, obj=None):
        typed = obj is None or obj.state == Workshop.State.DRAFT
        return super().get_readonly_fields(request, obj) if typed else self.fields

    def get_changeform_initial_data(self, request) -> dict:
        """A new one like another is that one without its time."""
        like = request.GET.get("like", "")
        known = Workshop.objects.filter(pk=like) if like.isascii() and like.isdigit() else ()
        return {name: getattr(one, name) for one in known for name in COPIED}

    @transaction.atomic
    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What a colleague has announced meanwhile is not changed past those who have booked it."""
        workshop = self.get_object(request, object_id) if request.method == "POST" else None
        if workshop is not None and not _locked_as_a_draft(workshop):
            messages.error(request, NO_DRAFT_ANY_MORE)
            return redirect("admin:workshops_workshop_change", workshop.pk)
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            obj.save()

    def seen_at(self, subject: Workshop) -> str:
        return reverse("workshops:workshop", args=[subject.pk])

    def to_read(self, subject: Workshop) -> list[tuple[str, str]]:
        told = [("When and where", f"{subject.when}, {subject.where}")]
        if subject.booked or subject.waiting:
            place = words(subject.booked, "student has a place,students have a place")
            wait = words(subject.waiting, "waits,wait")
            told.append(("Who is booked", f"{place}, and {wait}"))
        return told

    @action(description="Who comes", permissions=["view"])
    def who_comes(self, request, object_id):
        only = {"workshop__id__exact": object_id}
        return redirect(reverse("admin:workshops_booking_changelist", query=only))

    @action(description="Download who comes", permissions=["view"])
    def download(self, request, object_id):
        """Those with a place, then those who wait, as a file for a spreadsheet."""
        workshop = get_object_or_404(Workshop, pk=object_id)
        held = workshop.bookings.active().select_related("student__user").order_by("state", "pk")
        rows = [
            (
                booking.student.name,
                booking.student.how_to_address,
                booking.student.college,
                booking.student.email,
                booking.get_state_display(),
                phrases.when(booking.booked_at),
            )
            for booking in held
        ]
        return spreadsheets.response(f"who-comes-{slugify(workshop)}", ON_THE_LIST, rows)

    @action(description="Copy to a new date", permissions=["copy"])
    def copy(self, request, object_id):
        return redirect(reverse("admin:workshops_workshop_add", query={"like": object_id}))

    def has_copy_permission(self, request, object_id=None) -> bool:
        return self.has_add_permission(request)


@admin.register(Booking)
class BookingAdmin(MachineAdmin):
    """Who comes, in the order in which they booked."""

    machine = booking_machine
    event_forms = {"take_off": TakeOffForm}
    list_display = ("student", "addressed", "college", "workshop", "state", "booked_at")
    list_filter = ("state",)
    list_select_related = ("student__user", "workshop")
    search_fields = ("student__name", "student__email", "workshop__title")
    ordering = ("-workshop__starts_at", "pk")
    fields = readonly_fields = ("student", "workshop", "booked_at")

    @admin.display(description="asks to be addressed", empty_value="")
    def addressed(self, booking: Booking) -> str:
        return booking.student.how_to_address

    @admin.display(description="college", ordering="student__college")
    def college(self, booking: Booking) -> str:
        return booking.student.college

    def has_add_permission(self, request) -> bool:
        return False
