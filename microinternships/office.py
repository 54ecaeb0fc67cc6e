"""What every page of the Office's admin shares: states to read, transitions to press.

A state is never a field. :class:`MachineAdmin` shows it read-only, with the
events the Office may fire as buttons, each leading to a page that says what
will happen and takes a comment; and it shows the row's history.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin
from unfold.views import ChangeList
from unfold.widgets import UnfoldAdminTextareaWidget

from microinternships import overtaken, shared
from microinternships.engine import OFFICE, Event, Machine, Refused
from microinternships.models import Transition
from microinternships.refusals import add_to_form

INPUT = "border border-base-300 rounded-default px-3 py-2 bg-white dark:bg-base-900"


class CommentForm(forms.Form):
    """The form of an event that needs nothing but a reason. Others extend it with fields named
    like the event's data."""

    comment = forms.CharField(
        label="Comment",
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        error_messages={"required": "Say why."},
    )

    def __init__(self, *args, event: Event, subject, **kwargs):
        super().__init__(*args, **kwargs)
        self.event, self.subject = event, subject
        self.fields["comment"].required = event.comment
        self.fields["comment"].help_text = (
            "Kept in the history. Say why." if event.comment else "Kept in the history."
        )

    def data_for_event(self) -> dict:
        """The keyword arguments of :meth:`Machine.fire`."""
        return self.cleaned_data


class OfficePaginator(Paginator):
    """Counts as many rows as anybody may want to leaf through; what there is grows for ever.

    Older ones are found by searching, filtering or sorting.
    """

    MOST = 10_000
    template_name = "office/pages.html"

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[: self.MOST].count()

    @property
    def has_more(self) -> bool:
        """Whether there may be rows that were not counted."""
        return self.count == self.MOST


class OfficeChangeList(ChangeList):
    """A list that works each of its links out once; the theme asks for all of them in every row."""

    def get_results(self, request) -> None:
        super().get_results(request)
        # The title tells what was found only where that is known, and less than all there is.
        if self.paginator.has_more or not (self.has_active_filters or self.query):
            self.full_result_count = self.result_count

    def get_query_string(self, new_params=None, remove=None) -> str:
        known = self.__dict__.setdefault("_links", {})
        key = (repr(new_params), repr(remove))
        if key not in known:
            known[key] = super().get_query_string(new_params, remove)
        return known[key]


class OfficeAdmin(ModelAdmin):
    """A list and a form in the Office's admin, one page of 25 at a time."""

    change_list_template = "office/list.html"
    paginator = OfficePaginator
    list_per_page = 25
    show_full_result_count = False
    list_filter_submit = True
    warn_unsaved_form = True
    change_form_template = "office/change.html"

    def get_changelist(self, request, **kwargs) -> type[OfficeChangeList]:
        return OfficeChangeList


class MachineAdmin(OfficeAdmin):
    """Admin of a model whose ``state`` belongs to ``machine``."""

    machine: Machine
    event_forms: dict[str, type[CommentForm]] = {}
    main_events: dict[str, str] = {}  # for a state, the event that most often comes next
    told_besides: tuple[str, ...] = ()  # events that people hear of by what follows from them
    change_form_outer_before_template = "office/buttons.html"
    change_form_outer_after_template = "office/history.html"

    @method_decorator(shared.page)
    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, extra_context)

    def get_readonly_fields(self, request, obj=None):
        return ("state", *super().get_readonly_fields(request, obj))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Each says what it said when the page was opened, so that what is typed can be told."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.show_hidden_initial = True
        return field

    def save_model(self, request, obj, form, change) -> None:
        """Only what was typed: no state and no colleague's words are put back as they were."""
        obj.save(update_fields=form.changed_data)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_urls(self):
        name = "{}_{}_do".format(*self._names)
        doing = path(
            "<path:object_id>/do/<slug:event>/", self.admin_site.admin_view(self.do_view), name=name
        )
        return [doing, *super().get_urls()]

    @property
    def _names(self) -> tuple[str, str]:
        return self.opts.app_label, self.opts.model_name

    def change_view(self, request, object_id, form_url="", extra_context=None):
        subject = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if subject is not None:
            context["history"] = history = self._history(subject)
            context["buttons"] = self._buttons(request, subject, _last(history))
            context |= self.about(subject)
        return super().change_view(request, object_id, form_url, context)

    def about(self, subject) -> dict:
        """What else its page tells of ``subject``."""
        return {}

    def main_event(self, subject) -> str:
        """The name of the event whose button stands out on the page of ``subject``; "" for none."""
        return self.main_events.get(subject.state, "")

    def seen_at(self, subject) -> str:
        """Where students read ``subject``; "" where they have no such page."""
        return ""

    def to_read(self, subject) -> list[tuple[str, str]]:
        """Pairs of label and text that whoever fires an event should have before them."""
        return []

    def _history(self, subject) -> list[Transition]:
        """Oldest first, each row with its event's and its states' own words."""
        rows = list(Transition.objects.of(subject).select_related("by"))
        states = dict(self.machine.states)
        for row in rows:
            row.label = self.machine.label_of(row.event)
            row.came_to = "" if row.source == row.target else states.get(row.target, row.target)
        return rows

    def _buttons(self, request, subject, read: int) -> list[dict]:
        """Each leads on with what was there to be read here."""
        if not self.has_change_permission(request, subject):
            return []
        url = "admin:{}_{}_do".format(*self._names)
        main = self.main_event(subject)
        return [
            {
                "event": event,
                "main": event.name == main,
                "refusals": refusals,
                "url": reverse(url, args=[subject.pk, event.name], query={"read": read}),
            }
            for event, refusals in self.machine.open_to(subject, request.user)
            if OFFICE in event.who
        ]

    def do_view(self, request, object_id, event):
        """Ask for whatever the event needs, then fire it."""
        subject = self.get_object(request, object_id)
        row = self.machine.events.get(event)
        if subject is None or row is None or OFFICE not in row.who:
            raise Http404
        if not self.has_change_permission(request, subject):
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form, refused = self._event_form(row, subject, *sent), Refused(())
        read = overtaken.read_until(request)
        if form.is_bound and form.is_valid():
            given = {**form.data_for_event(), "read": read}
            try:
                self.machine.fire(event, subject, by=request.user, **given)
            except Refused as told:
                refused = told
            else:
                messages.success(request, f"{row.label}: done for {subject}.")
                return redirect("admin:{}_{}_change".format(*self._names), subject.pk)
        history = self._history(subject)
        missed = [one for one in history if read is not None and one.pk > read]
        if form.is_bound and missed:
            form = self._followed(form)
        add_to_form(form, refused)
        context = {"read": _last(history), "missed": missed, **self._do_context(request, row, form)}
        return TemplateResponse(request, "office/do.html", context)

    def _event_form(self, event: Event, subject, *sent) -> CommentForm:
        form = self.event_forms.get(event.name, CommentForm)(*sent, event=event, subject=subject)
        form.order_fields([*(name for name in form.fields if name != "comment"), "comment"])
        overtaken.remember_initial(form)
        _dress(form)
        return form

    def _followed(self, form: CommentForm) -> CommentForm:
        """The form once more, about the row as it stands now."""
        subject = self.model._base_manager.get(pk=form.subject.pk)
        data = overtaken.follow(form, self._event_form(form.event, subject))
        again = self._event_form(form.event, subject, data, form.files)
        again.is_valid()
        return again

    def _do_context(self, request, event: Event, form: CommentForm) -> dict:
        subject = form.subject
        states = dict(self.machine.states)
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": event.label,
            "original": subject,
            "event": event,
            "form": form,
            "refusals": []
            if form.is_bound
            else self.machine.refusals(event.name, subject, by=request.user),
            "target": states.get(event.target or subject.state),
            "tells": event.alerts or event.name in self.told_besides,
            "to_read": self.to_read(subject),
            "seen_at": self.seen_at(subject),
            "back": reverse("admin:{}_{}_change".format(*self._names), args=[subject.pk]),
        }


def _dress(form: forms.Form) -> None:
    """Give the theme's look to the inputs that bring none."""
    for widget in (field.widget for field in form.fields.values()):
        ticked = getattr(widget, "input_type", "") in ("checkbox", "radio")
        if not (ticked or isinstance(widget, forms.MultiWidget)):
            widget.attrs.setdefault("class", INPUT)


def _last(history: list[Transition]) -> int:
    return history[-1].pk if history else 0
