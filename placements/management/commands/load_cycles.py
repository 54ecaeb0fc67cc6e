"""Load the programme's published cycles and propose the milestones that were not published."""

import csv
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from microinternships import phrases
from placements import dates, foresight, planning
from placements.models import CandidateWeek, Cycle, Round

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "cycles.csv"


class Command(BaseCommand):
    help = "Load the cycles of a CSV file. A cycle that is already there keeps its dates."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default=PUBLISHED, type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be loaded")

    @transaction.atomic
    def handle(self, *, file: Path, dry_run: bool, **options):
        with file.open(newline="", encoding="utf-8") as rows:
            for line, row in enumerate(csv.DictReader(rows), start=2):
                try:
                    self._load(row, dry_run=dry_run)
                except (KeyError, ValueError) as problem:
                    raise CommandError(f"{file.name}, line {line}: {problem}") from problem
        if dry_run:
            self.stdout.write("Nothing was stored.")

    def _load(self, row: dict[str, str], *, dry_run: bool) -> None:
        name = f"{row['season']} {row['academic_year']}"
        if Cycle.objects.filter(name=name).exists():
            self.stdout.write(f"{name}: already there, left as it is.")
            return
        milestones = milestones_of(row)
        if wrong := milestones.problems():
            raise ValueError(" ".join(wrong))
        if not dry_run:
            store(row, name, milestones)
        self._say(row, name, milestones)

    def _say(self, row: dict[str, str], name: str, milestones: dates.Milestones) -> None:
        given = "as published" if row["applications_close"] else "proposed"
        closes = phrases.when(milestones.round.closes_at)
        self.stdout.write(f"{name}: loaded; applications close {closes} ({given}).")
        for sentence in foresight.bank_holidays(planning.flat_of(milestones)):
            self.stdout.write(f"  {sentence}")


def milestones_of(row: dict[str, str]) -> dates.Milestones:
    """The published dates of a row, and the pattern's for the rest."""
    weeks = {}
    for letter in ("a", "b"):
        first, last = (_date(row[f"week_{letter}_{edge}"]) for edge in ("start", "end"))
        if last != first + dates.FRIDAY:
            raise ValueError(f"week {letter.upper()} has to run from Monday to Friday.")
        weeks[letter] = first
    return dates.propose(
        weeks["a"],
        week_b=weeks["b"],
        opens=_date(row["adverts_appear"]) if row["adverts_appear"] else None,
        closes=_date(row["applications_close"]) if row["applications_close"] else None,
    )


def store(row: dict[str, str], name: str, milestones: dates.Milestones) -> Cycle:
    cycle = Cycle.objects.create(
        name=name,
        academic_year=row["academic_year"],
        season=Cycle.Season(row["season"].lower()),
        **milestones.of_cycle(),
    )
    Round.objects.create(
        cycle=cycle, answer_working_days=dates.ANSWER_WORKING_DAYS, **milestones.of_round()
    )
    CandidateWeek.objects.bulk_create(
        CandidateWeek(cycle=cycle, label=week.label, starts_on=week.starts_on)
        for week in milestones.weeks
    )
    return cycle


def _date(text: str) -> date:
    return date.fromisoformat(text)
