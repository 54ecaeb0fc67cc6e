"""What the forms of this admin share."""

from django import forms
from django.forms.models import BaseInlineFormSet
from unfold.widgets import UnfoldAdminSplitDateTimeWidget


class MomentField(forms.SplitDateTimeField):
    """A day and a time in Oxford."""

    widget = UnfoldAdminSplitDateTimeWidget


class NamedFieldsFormSet(BaseInlineFormSet):
    """Says each field's name to a screen reader: in a table it stands only above the column."""

    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if not isinstance(field.widget, forms.MultiWidget):
                field.widget.attrs.setdefault("aria-label", field.label)
