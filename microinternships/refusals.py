"""From refusals to what a page shows; and those of what may be hostile, to the log."""

import logging

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form, ModelForm
from django.http import HttpRequest

from microinternships.engine import Refused

# A line for every uploaded file and every choice of a row that is refused.
log = logging.getLogger("microinternships.refused")


def add_to_form(form: Form | ModelForm, refused: Refused) -> None:
    """Put each refusal beside its field, or above the form when the form has no such field.

    The form must have been validated. It may name other fields for some
    refusals in a mapping ``refusal_fields``.
    """
    aliases = getattr(form, "refusal_fields", {})
    for refusal in refused.refusals:
        name = aliases.get(refusal.field, refusal.field)
        error = ValidationError(refusal.message, code=refusal.code)
        form.add_error(name if name in form.fields else None, error)


def flash(request: HttpRequest, refused: Refused) -> None:
    """Say every reason once, on the page that the button leads back to."""
    for refusal in refused.refusals:
        messages.error(request, refusal.message)


class _Noted(forms.Field):
    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            if getattr(error, "code", "") in ("invalid_choice", "invalid_pk_value", "invalid_list"):
                log.warning("choice refused (%s): %.80r", error.code, value)
            raise


class OneOf(_Noted, forms.ModelChoiceField):
    """One of the rows that somebody may choose; any other is refused and leaves a line."""


class SomeOf(_Noted, forms.ModelMultipleChoiceField):
    """Some of the rows that somebody may choose; any other is refused and leaves a line."""
