"""The personal statement's one counting rule, which the browser's counter repeats."""

MAX_WORDS = 300


def count_words(text: str) -> int:
    """The number of words in ``text``: runs of characters between white space."""
    return len(text.split())
