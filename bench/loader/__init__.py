"""Lays ten years of the programme, as many rows as it will have, within a minute.

Nothing passes through the machines: nine thousand adverts would take an hour. What they would have
left is written whole, history and alerts included, so that every invariant holds.
"""

from django.db import connection, transaction

from bench.loader.applications import Applications
from bench.loader.claims import Claims
from bench.loader.cycles import Adverts, load_terms, terms
from bench.loader.history import History
from bench.loader.people import People
from bench.size import Size


def load(size: Size) -> Applications:
    """Fill an empty database; what is there now says which rows are whose."""
    history = History()
    students = size.students_of_a_cycle + size.newcomers * (size.cycles - 1)
    people = People(size.organisations, students)
    adverts = Adverts(size.adverts, people, history)
    applications = Applications(size.per_advert, adverts, people, history, size.newcomers)
    laid = terms(size.cycles)
    with transaction.atomic():
        people.load()
        load_terms(laid)
        adverts.load(laid)
        applications.load(laid)
        Claims(applications, history).load()
        history.load()
    return applications


def settle() -> None:
    """Let the database do now what it would do beside the measurement: tidy up and count."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
