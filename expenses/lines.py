"""The page on which a claim is written: a card per day, its lines laid ready to fill in.

Each line is a small form. A line for one day keeps its name whether or not it is stored yet,
so what was typed finds its place again after an error; whatever is right is stored at once,
so an uploaded receipt is never lost to a mistake in another field.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from expenses.drafts import Line, keep_line, remove_line
from expenses.forms import LineForm, SeveralDaysForm
from expenses.models import Claim, Item
from expenses.policy import DayVerdict, categories, day_verdicts
from microinternships.engine import Refused

REFUSAL_FIELDS = {"receipt": "receipt", "days": "several"}


@dataclass(slots=True)
class Card:
    """One day of the placement: its lines, or the reason why there are none."""

    verdict: DayVerdict
    lines: list[LineForm] = field(default_factory=list)


class Lines:
    """All the lines of one draft, bound to what was posted when ``data`` is given."""

    def __init__(self, claim: Claim, *, now: datetime, data=None, files=None):
        self.claim, self.data, self.files = claim, data, files
        self.verdicts = day_verdicts(claim.placement, now)
        self.currency = self._chosen_currency()
        self.days = [verdict.day for verdict in self.verdicts if verdict.passed]
        left = {item.pk: item for item in claim.ordered_items}
        self.cards = [self._card(verdict, left) for verdict in self.verdicts]
        self.several = [self._several_line(item) for item in left.values()]
        self.another = self._several_line(None) if self.days else None

    def _chosen_currency(self) -> str:
        posted = (self.data or {}).get("currency", "")
        return posted if posted in settings.CURRENCIES else self.claim.currency

    @property
    def asks_for_currency(self) -> bool:
        return self.claim.placement.advert.country != "GB" or self.claim.currency != "GBP"

    def _card(self, verdict: DayVerdict, left: dict[int, Item]) -> Card:
        card = Card(verdict)
        for category in verdict.categories:
            alone = (
                item
                for item in left.values()
                if item.category == category and item.ordered_days == [verdict.day]
            )
            item = next(alone, None)
            if item:
                del left[item.pk]
            card.lines.append(self._line(verdict.day, category, item))
        return card

    def _line(self, day, category: str, item: Item | None, *, bound: bool = True) -> LineForm:
        return LineForm(
            self.data if bound else None,
            self.files if bound else None,
            days=[day],
            category=category,
            item=item,
            currency=self.currency,
            prefix=f"day-{day.pk}-{category}",
        )

    def _several_line(self, item: Item | None, data=None) -> SeveralDaysForm:
        return SeveralDaysForm(
            data or self.data,
            self.files,
            days=self.days,
            categories=categories(self.claim.placement),
            item=item,
            currency=self.currency,
            prefix=f"item-{item.pk}" if item else "several",
        )

    def __iter__(self) -> Iterator[LineForm]:
        for card in self.cards:
            yield from card.lines
        yield from self.several
        if self.another:
            yield self.another

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every error with the id of the field it is about, for the summary at the top: there it
        names its line, as in "Lunch on Tuesday 8 December: Add the receipt."
        """
        return [
            (_jump_to(form, name), f"{form.line_words}: {message}")
            for form in self
            if form.is_bound
            for name, messages in form.errors.items()
            for message in messages
        ]

    def save(self, *, by, without: str = "") -> None:
        """Store whatever is right; errors stay on their forms. ``without`` is an item to remove."""
        for form in list(self):
            if form.item and str(form.item.pk) == without:
                remove_line(self.claim, form.item, by=by)
                self._clear(form)
            elif form.has_input():
                self._keep(form, by)

    def ask_for_what_is_missing(self) -> None:
        """What is started must be finished before the claim is checked."""
        for form in self:
            if form.is_bound and form.has_input():
                form.ask_for_what_is_missing()

    def _keep(self, form: LineForm, by) -> None:
        line, item = self._line_from(form), form.item
        given = line.receipt or line.amount is not None or line.note
        try:
            if item and not given and not item.proof and not form.errors:
                remove_line(self.claim, item, by=by)
                self._clear(form)
            elif given or item:
                form.item = keep_line(self.claim, line, by=by, item=item)
        except Refused as refused:
            for refusal in refused.refusals:
                name = REFUSAL_FIELDS.get(refusal.field)
                form.add_error(name if name in form.fields else None, refusal.message)
        if form is self.another and form.item:
            self._give_its_own_name(form)

    def _line_from(self, form: LineForm) -> Line:
        typed = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
        before = form.item.claimed.amount if form.item and form.item.claimed else None
        return Line(
            days=form.chosen_days(),
            category=form.chosen_category(),
            amount=before if "amount" in form.errors else typed.get("amount"),
            currency=self.currency,
            note=typed.get("note", ""),
            receipt=typed.get("receipt"),
        )

    def _clear(self, form: LineForm) -> None:
        """Show the line of a removed item empty, or no more."""
        for card in self.cards:
            for place, line in enumerate(card.lines):
                if line is form:
                    card.lines[place] = self._line(form.days[0], form.category, None, bound=False)
        self.several = [line for line in self.several if line is not form]

    def _give_its_own_name(self, form: SeveralDaysForm) -> None:
        """The line that was new is stored now; what was typed moves to the item's own form."""
        data, item = self.data.copy(), form.item
        for name in form.fields:
            data.setlist(f"item-{item.pk}-{name}", data.getlist(f"several-{name}"))
            data.pop(f"several-{name}", None)
        stored = self._several_line(item, data)
        stored.is_valid()
        self.several.append(stored)
        self.another = SeveralDaysForm(
            days=self.days,
            categories=categories(self.claim.placement),
            currency=self.currency,
            prefix="several",
        )


def _jump_to(form: LineForm, name: str) -> str:
    if name not in form.fields:
        return form[next(iter(form.fields))].auto_id
    return form[name].id_for_label or f"{form[name].auto_id}_0"
