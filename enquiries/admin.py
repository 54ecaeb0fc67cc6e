"""Questions and concerns in the Office's admin: to read, to hide, to look into and to answer."""

from django import forms
from django.contrib import admin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from enquiries.models import Concern, Question
from enquiries.workflow import concern_machine, question_machine
from microinternships.office import CommentForm, MachineAdmin


class HideForm(CommentForm):
    """The reason is sent to the student who asked and to the host."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"].help_text = "Say why. The student who asked and the host read it."


@admin.register(Question)
class QuestionAdmin(MachineAdmin):
    machine = question_machine
    event_forms = {"hide": HideForm}
    list_display = ("__str__", "advert", "organisation", "student", "state", "asked_at")
    list_filter = ("state", "advert__cycle")
    list_select_related = ("advert__organisation", "student")
    search_fields = ("text", "answer", "advert__title", "advert__organisation__name")

    def get_readonly_fields(self, request, obj=None):
        return tuple(field.name for field in Question._meta.fields if field.name != "id")

    def to_read(self, subject: Question) -> list[tuple[str, str]]:
        answer = [("Answer", subject.answer)] if subject.answer else []
        return [("Question", subject.text), *answer]

    @admin.display(description="organisation")
    def organisation(self, question: Question):
        return question.advert.organisation

    def has_add_permission(self, request) -> bool:
        return False


class CloseForm(CommentForm):
    """What came of it, and what the reporter reads; the comment stays inside the Office."""

    outcome = forms.ChoiceField(
        choices=[("", "Choose what came of it"), *Concern.Outcome.choices],
        help_text="Whoever reported it reads this.",
        widget=UnfoldAdminSelectWidget,
    )
    answer = forms.CharField(
        help_text="Whoever reported it reads this.",
        max_length=Concern.answer.field.max_length,
        widget=UnfoldAdminTextareaWidget,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"].help_text = "What was done and why. Only the Office reads this."


@admin.register(Concern)
class ConcernAdmin(MachineAdmin):
    """Confidential from the host: whoever also acts for that organisation finds nothing here."""

    machine = concern_machine
    event_forms = {"close": CloseForm}
    main_events = dict.fromkeys(Concern.WAITING, "close")
    list_display = ("__str__", "organisation", "reporter", "state", "outcome", "reported_at")
    list_filter = ("state", "outcome")
    search_fields = ("text", "reporter__name", "reporter__email")

    def get_queryset(self, request):
        return Concern.objects.for_office(request.user).ready_to_show()

    def get_readonly_fields(self, request, obj=None):
        return tuple(field.name for field in Concern._meta.fields if field.name != "id")

    def to_read(self, subject: Concern) -> list[tuple[str, str]]:
        return [("What happened", subject.text), ("Reported by", str(subject.reporter))]

    def has_add_permission(self, request) -> bool:
        return False
