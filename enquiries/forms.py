"""What people write: a question, its answer, a concern."""

from django import forms

from enquiries.models import Concern, Question


def _long_text(of, *, label: str, rows: int, required: str, help_text: str) -> forms.CharField:
    """A text as long as the model's field ``of`` takes."""
    return forms.CharField(
        label=label,
        max_length=of.field.max_length,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        error_messages={"required": required},
    )


class QuestionForm(forms.Form):
    text = _long_text(
        Question.text,
        label="Your question",
        rows=4,
        required="Write your question.",
        help_text="At most 500 characters. Leave out what would tell who you are.",
    )


class AnswerForm(forms.Form):
    answer = _long_text(
        Question.answer,
        label="Your answer",
        rows=6,
        required="Write an answer.",
        help_text="At most 1,500 characters.",
    )


class ConcernForm(forms.Form):
    text = _long_text(
        Concern.text,
        label="What happened, or what worries you",
        rows=8,
        required="Say what happened.",
        help_text="Say when it was and who was there, if you can. At most 3,000 characters.",
    )
