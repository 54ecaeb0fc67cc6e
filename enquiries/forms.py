"""What people write: a question, its answer."""

from django import forms

from enquiries.models import Question


def _long_text(field: str, label: str, rows: int, required: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=Question._meta.get_field(field).max_length,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        error_messages={"required": required},
    )


class QuestionForm(forms.Form):
    text = _long_text(
        "text",
        "Your question",
        4,
        "Write your question.",
        "At most 500 characters. Leave out what would tell who you are.",
    )


class AnswerForm(forms.Form):
    answer = _long_text(
        "answer",
        "Your answer",
        6,
        "Write an answer.",
        "At most 1,500 characters. Everybody reads it.",
    )
