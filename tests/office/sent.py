"""What a browser sends of a form as it is shown, with what each field said when it was opened."""

import re
from html import unescape

from microinternships import overtaken

HIDDEN = re.compile(
    r'<input type="hidden" name="(initial-[^"]+|read|\w+-[A-Z_]+_FORMS)"(?: value="([^"]*)")?'
)


def as_sent(page, **typed) -> dict:
    """Of the form in ``page.context``, but for what is ``typed``."""
    record = page.context.get("adminform")
    form = record.form if record else page.context["form"]
    sent: dict = {field.html_name: overtaken.as_sent(field) for field in form}
    for name, value in HIDDEN.findall(page.text):
        sent.setdefault(name, []).append(unescape(value))
    return sent | typed
