"""What became of a text: the words that stayed, went and came, in reading order."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# Where less than this stays of a text, old and new read better whole than woven into each other.
WOVEN_FROM = 0.4


@dataclass(frozen=True, slots=True)
class Piece:
    """``kind`` is "kept", "gone" or "new"."""

    kind: str
    text: str


def compared(before: str, after: str) -> list[Piece]:
    """``before`` turned into ``after``, word by word. Both can be read from the pieces."""
    if before == after:
        return [Piece("kept", after)] if after else []
    if _matcher(before.split(), after.split()).ratio() < WOVEN_FROM:
        return [Piece(kind, text) for kind, text in (("gone", before), ("new", after)) if text]
    old, new = (re.findall(r"\s+|\S+", text) for text in (before, after))
    pieces = []
    for tag, a, b, c, d in _matcher(old, new).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", "".join(old[a:b])))
            continue
        pieces += [Piece("gone", "".join(old[a:b]))] if a < b else []
        pieces += [Piece("new", "".join(new[c:d]))] if c < d else []
    return pieces


def _matcher(old: list[str], new: list[str]) -> SequenceMatcher:
    return SequenceMatcher(None, old, new, autojunk=False)
