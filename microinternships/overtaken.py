"""A form that was open while somebody else changed what it is about.

The page says as ``read`` up to which row of the history it was read, and so do the links that lead
on from it. Whoever stores compares that under the lock and refuses; the form then comes back with
what was left alone in it as it stands now, and what was typed as it was typed.
"""

from django.forms import BaseForm, BoundField
from django.http import HttpRequest, QueryDict

CODE = "overtaken"  # of the refusals that say so


def read_until(request: HttpRequest) -> int | None:
    """The last row that was there to be read; 0 before the first, None where no page says so."""
    row = request.POST.get("read", request.GET.get("read", ""))
    return int(row) if row.isascii() and row.isdigit() and len(row) < 19 else None


def remember_initial(form: BaseForm) -> None:
    """Let ``form`` send what each field said when it was opened, so that it can :func:`follow`."""
    for field in form.fields.values():
        field.show_hidden_initial = True


def follow(form: BaseForm, now: BaseForm) -> QueryDict:
    """What was sent in ``form``, but what was left as it stood becomes what ``now`` shows."""
    data = form.data.copy()
    for field in now:
        if field.name not in form.changed_data:
            data.setlist(field.html_name, as_sent(field))
            data.pop(field.html_initial_name, None)
    return data


def as_sent(field: BoundField) -> list[str]:
    """What a browser sends of this field when nobody touches it."""
    value = field.value()
    if isinstance(value, bool):
        return ["on"] if value else []
    told = field.field.widget.format_value(value)
    return told if isinstance(told, list) else [told or ""]
