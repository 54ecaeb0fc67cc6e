"""What the forms of hosts share: their layout, and drafts with gaps."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms


def section(title: str, *layout, key: str = "") -> Div:
    """A part of a long form under a heading of its own; ``key`` is the heading's anchor."""
    anchor = f' id="{key}"' if key else ""
    return Div(HTML(f"<h2{anchor}>{title}</h2>"), *layout)


def helper(*layout, buttons: tuple[Submit, ...]) -> FormHelper:
    helper = FormHelper()
    helper.attrs = {"novalidate": ""}
    helper.layout = Layout(*layout, Div(*buttons, css_class="actions"))
    return helper


def save_or_submit() -> tuple[Submit, ...]:
    return (
        Submit("do", "Save and submit to the Office", css_id="do-submit"),
        Submit("keep", "Save draft", css_class="btn-outline-primary", css_id="do-keep"),
    )


class DraftForm(forms.ModelForm):
    """Fields named in ``needed_at_submit`` read as required and may be saved empty."""

    use_required_attribute = False
    needed_at_submit: tuple[str, ...] = ()

    @property
    def wants_submit(self) -> bool:
        return "do" in self.data

    def full_clean(self) -> None:
        self._require(False)
        super().full_clean()
        self._require(True)

    def _require(self, required: bool) -> None:
        for name in self.needed_at_submit:
            self.fields[name].required = required
