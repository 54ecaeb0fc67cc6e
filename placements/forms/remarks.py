"""What stands beside a field besides its errors: what the Office asked, which words read like pay.

A remark stops nothing. It is named among the descriptions of its input, and its place is there
before it, so that one which comes while somebody types can be put in.
"""

from dataclasses import dataclass

from django import forms

from placements import advert_fields, wages


@dataclass(frozen=True, slots=True)
class Remark:
    """``kind`` is "office" or "wages"."""

    kind: str
    text: str


class RemarkedField(forms.BoundField):
    @property
    def remarks(self) -> list[Remark]:
        return self.form.remarks_on(self.name)

    @property
    def has_remarks(self) -> bool:
        """Whether there is, or may come, a remark on this field."""
        return self.name in advert_fields.TYPED or bool(self.remarks)

    @property
    def aria_describedby(self) -> str | None:
        named = super().aria_describedby
        if not self.has_remarks:
            return named
        return " ".join(filter(None, (named, f"{self.auto_id}_remarks")))


class Remarked(forms.BaseForm):
    """A form on an advert's fields. ``asked`` are the Office's comments, by field."""

    bound_field_class = RemarkedField
    refusal_fields: dict[str, str] = {}

    def __init__(self, *args, asked: dict[str, str] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = {
            self.refusal_fields.get(name, name): text for name, text in (asked or {}).items()
        }

    def remarks_on(self, name: str) -> list[Remark]:
        said = [Remark("office", self.asked[name])] if name in self.asked else []
        if name in advert_fields.TYPED:
            said += [Remark("wages", text) for text in wages.advice(self[name].value() or "")]
        return said
