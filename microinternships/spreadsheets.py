"""Files for spreadsheets, whose cells are words and never formulas."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse

# With these a cell begins that a spreadsheet would work out (OWASP, CSV injection).
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_words(cell: object) -> str:
    """``cell`` with an apostrophe before it where a spreadsheet would take it for a formula."""
    words = str(cell)
    return f"'{words}" if words.startswith(BEGINS_A_FORMULA) else words


def response(name: str, header: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """A CSV file, marked as UTF-8 in the way that spreadsheets look for."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    csv.writer(answer).writerows([as_words(cell) for cell in row] for row in (header, *rows))
    return answer
