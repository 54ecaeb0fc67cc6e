"""Questions in the Office's admin: to read, and to hide with a reason."""

from django.contrib import admin

from enquiries.models import Question
from enquiries.workflow import question_machine
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

    @admin.display(description="organisation")
    def organisation(self, question: Question):
        return question.advert.organisation

    def has_add_permission(self, request) -> bool:
        return False
