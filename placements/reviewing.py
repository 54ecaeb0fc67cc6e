"""An advert as its reviewer reads it: field by field, with flags, earlier comments and changes."""

from dataclasses import dataclass

from placements import advert_fields, wages
from placements.comparing import Piece, compared
from placements.forms.reviewing import ReviewForm
from placements.models import Advert, Submission


@dataclass(frozen=True, slots=True)
class Row:
    """One field. ``pieces`` are its words, each with whether it reads like wages or fees."""

    name: str
    label: str
    pieces: list[tuple[str, bool]]
    box: object

    @property
    def flagged(self) -> bool:
        return any(flagged for _, flagged in self.pieces)


@dataclass(frozen=True, slots=True)
class Change:
    """A field that was commented on or has changed since the submission before."""

    label: str
    asked: str
    pieces: list[Piece]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "kept" for piece in self.pieces)


def parts(advert: Advert, form: ReviewForm) -> list[tuple[str, list[Row]]]:
    """(heading, rows) in the order of the host's form."""
    told = advert_fields.told(advert)
    return [
        (part.title, [_row(name, told[name], form) for name in part.names])
        for part in advert_fields.PARTS
    ]


def _row(name: str, words: str, form: ReviewForm) -> Row:
    typed = name in advert_fields.TYPED
    pieces = list(wages.marked(words)) if typed else [(words, False)]
    return Row(
        name, advert_fields.LABELS[name], [piece for piece in pieces if piece[0]], form.on(name)
    )


def submissions(advert: Advert) -> list[Submission]:
    """Oldest first, each with the comments on it."""
    return list(advert.submissions.prefetch_related("comments"))


def changes(made: list[Submission]) -> list[Change]:
    """What the last of ``made`` says differently from the one before, and about what was asked."""
    if len(made) < 2:
        return []
    before, after = made[-2:]
    asked = {comment.name: comment.text for comment in before.comments.all()}
    return [
        Change(advert_fields.LABELS[name], asked.get(name, ""), compared(old, new))
        for name in advert_fields.NAMES
        if (old := before.told.get(name, "")) != (new := after.told.get(name, "")) or name in asked
    ]
