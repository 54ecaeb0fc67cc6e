"""How dates, times, money and counts are written; built into every template.

Filters return plain text, so that mail may use them; the tags give the same
words inside ``<time>`` for pages. A programme time is told in Oxford's zone. A
time told in another zone names it.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import template
from django.forms import Field
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from microinternships import clock
from microinternships.phrases import time_words

register = template.Library()

SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}


def _oxford_day(when: date | datetime) -> date:
    """The calendar day of ``when`` in Oxford."""
    return when.astimezone(clock.OXFORD).date() if isinstance(when, datetime) else when


@register.filter
def zone_name(zone: str | ZoneInfo) -> str:
    """The city of a zone as people say it: "New York" for America/New_York."""
    key = zone.key if isinstance(zone, ZoneInfo) else str(zone)
    if key == clock.OXFORD.key:
        return "Oxford"
    return key.rsplit("/", 1)[-1].replace("_", " ")


@register.filter(expects_localtime=False)
def day(when: date | datetime | None) -> str:
    """Monday 23 November 2026."""
    return f"{_oxford_day(when):%A %-d %B %Y}" if when else ""


@register.filter(expects_localtime=False)
def day_short(when: date | datetime | None) -> str:
    """Mon 23 Nov, for places where the year stands beside it."""
    return f"{_oxford_day(when):%a %-d %b}" if when else ""


@register.filter(expects_localtime=False)
def moment(when: datetime | None, zone: str = "") -> str:
    """Monday 23 November 2026, 12:00 noon; with a ``zone`` other than Oxford's, its name too."""
    if not when:
        return ""
    told_in = ZoneInfo(zone) if zone else clock.OXFORD
    local = when.astimezone(told_in)
    suffix = "" if told_in.key == clock.OXFORD.key else f" ({zone_name(told_in)} time)"
    return f"{local:%A %-d %B %Y}, {time_words(local.time())}{suffix}"


@register.filter(name="words")
def words(count: int | None, nouns: str) -> str:
    """``count`` with its noun: 1|words:"day" is "1 day", 2|words:"reply,replies" is "2 replies"."""
    singular, _, plural = nouns.partition(",")
    number = count or 0
    noun = singular if number == 1 else plural or f"{singular}s"
    return f"{number:,} {noun}"


@register.filter(expects_localtime=False)
def countdown(when: date | datetime | None) -> str:
    """How long is left, in Oxford's calendar days: "6 days remaining", "Deadline is today".

    A bare date counts until its end; a deadline itself is already too late.
    """
    if not when:
        return ""
    left = (_oxford_day(when) - clock.today()).days
    passed = when <= clock.now() if isinstance(when, datetime) else left < 0
    if passed:
        return "Deadline has passed"
    if left == 0:
        return "Deadline is today"
    if left == 1:
        return "Deadline is tomorrow"
    return f"{words(left, 'day')} remaining"


@register.filter
def money(amount, currency: str = "GBP") -> str:
    """£1,234.50 from a Decimal in ``currency`` or from a Money; nothing for None."""
    if amount is None or amount == "":
        return ""
    code = str(getattr(amount, "currency", currency))
    value = Decimal(getattr(amount, "amount", amount)).quantize(Decimal("0.01"))
    digits = number_format(abs(value), decimal_pos=2, use_l10n=False, force_grouping=False)
    whole, _, pence = digits.partition(".")
    sign = "−" if value < 0 else ""
    return f"{sign}{SYMBOLS.get(code, f'{code} ')}{int(whole):,}.{pence}"


def dates_between(first: date, last: date) -> str:
    """Monday 7 to Friday 11 December 2026: what both ends share is said once."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    if first.month != last.month:
        return f"{first:%A %-d %B} to {day(last)}"
    return f"{first:%A %-d} to {day(last)}"


def _time_tag(when: date | datetime, text: str) -> SafeString:
    machine = when.astimezone(clock.OXFORD) if isinstance(when, datetime) else when
    return format_html('<time datetime="{}">{}</time>', machine.isoformat(), text)


@register.simple_tag(name="moment")
def moment_tag(when: datetime, zone: str = "") -> SafeString:
    return _time_tag(when, moment(when, zone))


@register.simple_tag(name="day")
def day_tag(when: date | datetime) -> SafeString:
    return _time_tag(when, day(when))


@register.simple_tag
def date_range(first: date, last: date) -> SafeString:
    return format_html('<span class="date-range">{}</span>', dates_between(first, last))


@register.inclusion_tag("components/deadline.html")
def deadline(when: datetime, verb: str = "Closes", past: str = "Closed") -> dict:
    """Closes Monday 23 November 2026, 12:00 noon, 6 days remaining."""
    left = countdown(when)
    return {
        "when": _time_tag(when, moment(when)),
        "passed": when <= clock.now(),
        "verb": verb,
        "past": past,
        "left": left,
        "near": left.startswith("Deadline is"),
        "joined_by": ". " if left.startswith("Deadline") else ", ",
    }


def _shift(local: date, oxford: date) -> str:
    """Says when a time falls on another day in Oxford than where it was told."""
    days = (oxford - local).days
    return {1: " the next day", -1: " the day before"}.get(days, "")


def hours_in_both_zones(starts: time, ends: time, zone: str, on: date) -> tuple[str, str]:
    """A working day's hours in the host's zone and in Oxford's, on the date ``on``.

    The second is empty where the host keeps Oxford's zone. On which date matters:
    clocks change on different weekends in different countries.
    """
    host_zone = ZoneInfo(zone)
    host = f"{time_words(starts)} to {time_words(ends)}"
    if host_zone.key == clock.OXFORD.key:
        return host, ""
    told = []
    for at in (starts, ends):
        there = datetime.combine(on, at, host_zone)
        here = there.astimezone(clock.OXFORD)
        told.append(time_words(here.time()) + _shift(there.date(), here.date()))
    return host, " to ".join(told)


@register.inclusion_tag("components/both_zones.html")
def both_zones(terms, on: date) -> dict:
    """The hours of ``terms`` on a day: the host's and, if some are worked from afar, Oxford's."""
    host, oxford = hours_in_both_zones(terms.day_starts, terms.day_ends, terms.zone, on)
    return {
        "host": host,
        "oxford": oxford,
        "zone": zone_name(terms.zone),
        "same": host == oxford,
        "local": not terms.remote_across_zones,
    }


@register.inclusion_tag("components/key_dates.html")
def key_dates(dates: Iterable[dict], title: str = "Key dates") -> dict:
    """A timeline of ``{"label", "when", "until", "note"}``; all but the first two may be missing.

    ``when`` is a moment or a day, ``until`` the last day of a range. What is over
    is marked as past and the first that is not as next.
    """
    rows, next_found = [], False
    for entry in dates:
        when, until = entry["when"], entry.get("until")
        end = until or when
        over = end <= clock.now() if isinstance(end, datetime) else end < clock.today()
        is_next = not over and not next_found
        next_found = next_found or is_next
        rows.append(
            {
                "label": entry["label"],
                "note": entry.get("note", ""),
                "text": _when_words(when, until),
                "machine": when.isoformat(),
                "state": "past" if over else "next" if is_next else "coming",
            }
        )
    return {"rows": rows, "title": title}


def _when_words(when: date | datetime, until: date | None) -> str:
    if until:
        return dates_between(_oxford_day(when), until)
    return moment(when) if isinstance(when, datetime) else day(when)


@register.filter
def hours(span: timedelta | None) -> str:
    """A length of working time: "7.5 hours", "1 hour"."""
    if span is None:
        return ""
    number = round(span.total_seconds() / 3600, 2)
    return f"{number:g} {'hour' if number == 1 else 'hours'}"


@register.filter
def sentence_list(items: Iterable[object], last: str = "and") -> str:
    """A, B and C; another word before the last if it is given."""
    said = [str(item) for item in items]
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} {last} {said[-1]}"


@register.filter
def get_item(mapping: dict, key: object):
    return mapping.get(key)


@register.simple_tag
def error_links(form) -> SafeString:
    """The errors of ``form`` as list items, each a link to the field it is about."""
    lines = [(_first_id(form[name]), _said_alone(form[name], e)) for name, e in _field_errors(form)]
    general = format_html_join("", "<li>{}</li>", ((error,) for error in form.non_field_errors()))
    return general + format_html_join("", '<li><a href="#{}">{}</a></li>', lines)


def _field_errors(form) -> list[tuple[str, str]]:
    return [
        (name, e) for name, errors in form.errors.items() if name in form.fields for e in errors
    ]


def _said_alone(field, error: str) -> str:
    """``error`` so that it makes sense away from its field: "This field is required." does not."""
    if str(error) != str(Field.default_error_messages["required"]):
        return error
    return f"{str(field.label).rstrip('?:.')}: this is required."


def _first_id(field) -> str:
    """The id to jump to: of a group of choices the first, otherwise the field's own."""
    if field.id_for_label:
        return field.id_for_label
    return f"{field.auto_id}_0"


@register.simple_tag
def field_widget(field, css_class: str = "") -> SafeString:
    """``field``'s input in the house's look, marked as wrong when it has errors."""
    wanted = css_class or _css_class(field.field.widget)
    given = field.field.widget.attrs.get("class", "")
    marked = "is-invalid" if field.errors else ""
    classes = " ".join(name for name in (given, wanted, marked) if name)
    return field.as_widget(attrs={"class": classes})


def _css_class(widget) -> str:
    kind = getattr(widget, "input_type", "")
    if kind == "select":
        return "form-select"
    return "form-check-input" if kind in ("checkbox", "radio") else "form-control"
