"""Turns a kind's one plain-text template into a mail with a text and an HTML part.

A template extends ``alerts/mail.txt`` and fills its blocks::

    {% extends "alerts/mail.txt" %}
    {% block subject %}You have an offer: {{ application.advert.title }}{% endblock %}
    {% block body %}
    Dear {{ recipient.called }},

    Answer by {{ offer.respond_by|moment }}, Oxford time. A paragraph ends at an empty line.

    - A line that starts with a hyphen
    - is an item of a list.
    {% endblock %}
    {% block action %}Answer your offer{% endblock %}
    {% block url %}{% url "applications:detail" application.pk %}{% endblock %}

Nothing is escaped in the template, because it is text; the HTML part escapes it.
A path in ``url`` is made absolute with SITE_URL. ``signature`` may be replaced as well.
"""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

from alerts.kinds import Attachment, Kind
from alerts.models import Alert, Subscription

PARTS = ("subject", "body", "action", "url", "signature")
LONGEST_SUBJECT = 250

_inline = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject_line: str
    body: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


def write(kind: Kind, alert: Alert, subject, recipient) -> Letter:
    """The mail of ``alert`` as it reads now; raises whatever its template or callables raise."""
    context = {
        "alert": alert,
        "recipient": recipient,
        "deadline": alert.deadline,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "preferences_url": _preferences_url(kind),
        subject._meta.model_name: subject,
        **kind.context(subject, recipient),
    }
    parts = _parts(kind.template, context)
    subject_line = " ".join(parts["subject"].split())[:LONGEST_SUBJECT]
    if not subject_line or not parts["body"]:
        raise ValueError(f"The alert {kind.name} needs a subject and a body.")
    return Letter(
        to=recipient.email,
        subject_line=subject_line,
        body=parts["body"],
        text=_text(parts),
        html=_html(parts, subject_line),
        attachments=tuple(kind.attachments(subject, recipient)),
        headers=_list_headers(kind, subject, recipient),
    )


def _preferences_url(kind: Kind) -> str:
    """Where the reader of an optional letter can switch it off."""
    return urljoin(settings.SITE_URL, reverse("alerts:preferences")) if kind.switchable else ""


def post(letter: Letter, alert: Alert) -> None:
    """Hand ``letter`` to the mail server. A second try of an alert repeats its Message-ID."""
    message = EmailMultiAlternatives(
        letter.subject_line,
        letter.text,
        to=[letter.to],
        reply_to=[settings.CONTACT_EMAIL],
        headers={
            "Message-ID": f"<alert-{alert.pk}-{alert.queued_at:%Y%m%d%H%M%S}@{_host()}>",
            "Auto-Submitted": "auto-generated",
            **dict(letter.headers),
        },
    )
    message.attach_alternative(letter.html, "text/html")
    for name, content, mimetype in letter.attachments:
        message.attach(name, content, mimetype)
    message.send()


def _list_headers(kind: Kind, subject, recipient) -> tuple[tuple[str, str], ...]:
    """By which a mail program offers to stop such mail in one press (RFC 2369, 8058)."""
    if isinstance(recipient, Subscription):
        name = f"Internship Alerts <internship-alerts.{_host()}>"
        stop = recipient.unsubscribe_url if recipient.on_list else ""
    else:
        name = f"<{kind.name.replace('_', '-')}.{_host()}>"
        stop = kind.stop_url(subject)
    if not stop:
        return ()
    return (
        ("List-Id", name),
        ("List-Unsubscribe", f"<{urljoin(settings.SITE_URL, stop)}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )


def _parts(template_name: str, context: dict) -> dict[str, str]:
    template = get_template(template_name).template
    rendered = {
        part: template.render(Context(context | {"part": part}, autoescape=False)).strip()
        for part in PARTS
    }
    rendered["url"] = urljoin(settings.SITE_URL, rendered["url"]) if rendered["url"] else ""
    rendered["body"] = re.sub(r"\n\s*\n", "\n\n", rendered["body"])
    return rendered


def _text(parts: dict[str, str]) -> str:
    action = f"{parts['action']}:\n{parts['url']}" if parts["url"] else ""
    blocks = (parts["body"], action, f"-- \n{parts['signature']}")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _html(parts: dict[str, str], subject_line: str) -> str:
    page = render_to_string(
        "alerts/mail.html",
        {
            "subject_line": subject_line,
            "paragraphs": _paragraphs(parts["body"]),
            "action": parts["action"],
            "url": parts["url"],
            "signature": parts["signature"],
            "site_url": settings.SITE_URL,
        },
    )
    return _inline.inline(page)


def _paragraphs(body: str) -> SafeString:
    return format_html_join("\n", "{}", ((_paragraph(block),) for block in body.split("\n\n")))


def _paragraph(block: str) -> SafeString:
    """Paragraph lines, then items, in the order written; a run of hyphens is one list."""
    html: list[SafeString] = []
    for is_list, lines in _runs(block):
        rows = [mark_safe(urlize(line, autoescape=True)) for line in lines]
        if is_list:
            items = format_html_join("", "<li>{}</li>", ((row,) for row in rows))
            html.append(format_html("<ul>{}</ul>", items))
        else:
            html.append(
                format_html(
                    "<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((r,) for r in rows))
                )
            )
    return format_html_join("\n", "{}", ((part,) for part in html))


def _runs(block: str) -> list[tuple[bool, list[str]]]:
    runs: list[tuple[bool, list[str]]] = []
    for line in block.splitlines():
        text = line.strip()
        is_item = text.startswith("- ")
        if not runs or runs[-1][0] != is_item:
            runs.append((is_item, []))
        runs[-1][1].append(text.removeprefix("- ") if is_item else text)
    return runs


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
