"""Prove the invariants on the stored rows: ``manage.py check_invariants``."""

import sys

from django.core.management.base import BaseCommand

from microinternships.invariants import Invariant, invariants


class Command(BaseCommand):
    help = (
        "Prints each invariant with ok, or with the rows that break it. Exits with 1 if any does."
    )

    def handle(self, *args, **options) -> None:
        ordered = sorted(invariants, key=lambda one: one.number)
        if not all([self._holds(one) for one in ordered]):
            sys.exit(1)

    def _holds(self, one: Invariant) -> bool:
        rows = list(one.check())
        style = self.style.ERROR if rows else self.style.SUCCESS
        verdict = style("BROKEN" if rows else "ok")
        self.stdout.write(f"{one.number:>2}  {verdict}  {one.sentence}")
        for row in rows:
            # Ids only: what is printed ends up in logs.
            self.stdout.write(f"      {row._meta.label_lower} {row.pk}")
        return not rows
