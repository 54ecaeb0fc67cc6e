"""Many rows at once, through PostgreSQL's COPY: every constraint, key and trigger still looks."""

from collections.abc import Iterable

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from psycopg.sql import SQL, Identifier


def copy(model: type[models.Model], rows: Iterable[dict]) -> None:
    """Insert ``rows``, each with the attributes in which it differs from an empty ``model()``.

    All have the same attributes, with values as psycopg takes them. A column that is new to
    ``model`` needs nothing here as long as its default will do.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    same = {name: value for name, value in _defaults(model).items() if name not in first}
    columns = {field.attname: field.column for field in model._meta.concrete_fields}
    names = [Identifier(columns[name]) for name in (*first, *same)]
    into = SQL("COPY {} ({}) FROM STDIN").format(
        Identifier(model._meta.db_table), SQL(", ").join(names)
    )
    rest = tuple(same.values())
    with connection.cursor() as cursor, cursor.copy(into) as written:
        written.write_row((*first.values(), *rest))
        for row in rows:
            written.write_row((*row.values(), *rest))


def _defaults(model: type[models.Model]) -> dict[str, object]:
    """What the database would be given for a ``model()`` that nobody has changed."""
    empty = model()
    return {
        field.attname: field.get_db_prep_save(getattr(empty, field.attname), connection)
        for field in model._meta.concrete_fields
        if not (field.generated or field.primary_key or field.db_default is not NOT_PROVIDED)
    }


def number_on(*kinds: type[models.Model]) -> None:
    """Let the next row of each kind have a number above those that were copied."""
    with connection.cursor() as cursor:
        for kind in kinds:
            table, key = kind._meta.db_table, kind._meta.pk.column
            cursor.execute(
                SQL(
                    "SELECT setval(pg_get_serial_sequence({}, {}), COALESCE(max({}), 1)) FROM {}"
                ).format(table, key, Identifier(key), Identifier(table))
            )
