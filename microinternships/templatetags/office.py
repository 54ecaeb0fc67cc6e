"""What the Office's pages say of a row, in the site's own words and not in the theme's.

The rows of its lists are, cell for cell, what the theme draws, without its work per row: the theme
works out the headers of a list, with all of their links, again in every row.
"""

from collections.abc import Iterator
from datetime import date, datetime, time

from django import template
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import lookup_field
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.fields import UnfoldAdminReadonlyField
from unfold.templatetags.unfold_list import (
    CHECKBOX_CLASSES,
    LINK_CLASSES,
    ROW_CLASSES,
    result_headers,
)
from unfold.utils import display_for_field, display_for_value

from microinternships import clock
from microinternships.phrases import time_words
from microinternships.templatetags.words import day, moment, zone_name

register = template.Library()

CHECKBOX = "action_checkbox"
LINK, CELL, TICK = (" ".join(names) for names in (LINK_CLASSES, ROW_CLASSES, CHECKBOX_CLASSES))
ON_ONE_LINE = (models.DateField, models.TimeField, models.ForeignKey)


def in_words(value, field: models.Field | None, *, short: bool = False) -> str | None:
    """``value`` of ``field`` as the site writes it, ``short`` in a table; "" for nothing.

    None where the site has no words of its own for such a value.
    """
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        local = value.astimezone(clock.OXFORD)
        return f"{_short(local)}, {_whole(time_words(local))}" if short else moment(value)
    if isinstance(value, date):
        return _short(value) if short else day(value)
    if isinstance(value, time):
        return time_words(value)
    if getattr(field, "name", None) == "zone":
        return zone_name(value)
    if isinstance(field, ArrayField):
        labels = dict(field.base_field.flatchoices)
        return "; ".join(labels.get(one, one) for one in value)
    return None


def _short(when: date) -> str:
    """As in "Mon 23 Nov 2026", on one line."""
    return _whole(f"{when:%a %-d %b %Y}")


def _whole(said: str) -> str:
    return said.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def contents(field: UnfoldAdminReadonlyField):
    """What stands where a field is only to be read; "" for nothing."""
    own, _, value = field.resolved_field or (None, None, "")
    said = in_words(value, own)
    return field.contents() if said is None else said


@register.filter
def as_it_was(field: BoundField) -> SafeString:
    """What a group of choices said when its form was opened, hidden, if the form remembers it."""
    remembered = field.field.show_hidden_initial
    return field.as_hidden(only_initial=True) if remembered else SafeString("")


@register.inclusion_tag("office/results.html", takes_context=True)
def office_results(context, cl) -> dict:
    """The table of the change list ``cl``, or what stands there when it found nothing."""
    headers = list(result_headers(cl))
    labels = [header["text"] for header in headers]
    return {
        "cl": cl,
        "result_headers": headers,
        "num_sorted_fields": sum(header["sortable"] and header["sorted"] for header in headers),
        "rows": [list(cells(cl, row, labels)) for row in cl.result_list],
        "has_add_permission": cl.model_admin.has_add_permission(context["request"]),
    }


def cells(cl, row: models.Model, labels: list) -> Iterator[SafeString]:
    """The cells of one row; ``labels`` name the columns where they stand below each other."""
    tag = "th"  # of the first cell that leads to the row's page
    for name, label in zip(cl.list_display, labels, strict=True):
        text, on_one_line = _text(cl.model_admin, name, row)
        if name == CHECKBOX:
            yield format_html('<td class="{}" data-label="Select record">{}</td>', TICK, text)
            continue
        css = f"field-{name} {CELL} nowrap" if on_one_line else f"field-{name} {CELL}"
        if name in (cl.list_display_links or ()):
            link = _link(cl, row, text)
            yield format_html('<{} class="{}" data-label="{}">{}</{}>', tag, css, label, link, tag)
            tag = "td"
        else:
            yield format_html('<td class="{}" data-label="{}">{}</td>', css, label, text)


def _link(cl, row: models.Model, text) -> SafeString:
    filters = {"preserved_filters": cl.preserved_filters, "opts": cl.opts}
    url = add_preserved_filters(filters, cl.url_for_result(row))
    return format_html('<a href="{}" class="{}" {}>{}</a>', url, LINK, _chosen(cl, row), text)


def _chosen(cl, row: models.Model) -> str:
    """What a list that opened in a window of its own hands to the page behind it."""
    if not cl.is_popup:
        return ""
    key = row.serializable_value(cl.to_field or cl.lookup_opts.pk.attname)
    return format_html(' data-popup-opener="{}"', key)


def _text(admin, name: str, row: models.Model) -> tuple[object, bool]:
    """What stands in a cell, and whether it stays on one line."""
    empty = admin.get_empty_value_display()
    try:
        field, attribute, value = lookup_field(name, row, admin)
    except ObjectDoesNotExist:
        return empty, False
    empty = getattr(attribute, "empty_value_display", empty)
    said = in_words(value, field, short=True)
    if field is None or field.auto_created:
        told = display_for_value(value, empty) if said is None else said or empty
        return told, isinstance(value, date | time)
    if isinstance(field.remote_field, models.ManyToOneRel):
        other = getattr(row, field.name)
        return empty if other is None else other, isinstance(field, ON_ONE_LINE)
    told = display_for_field(value, field, empty) if said is None else said or empty
    return told, isinstance(field, ON_ONE_LINE)
