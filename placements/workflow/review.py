"""The Office's review of an advert: what it said when it came, and what was asked of its host."""

from microinternships.engine import Act, Refusal
from placements import advert_fields
from placements.models import Advert, FieldComment, Submission

SAY_WHAT = "Say what should change: beside a field, or here for the whole advert."


def keep_submission(act: Act) -> None:
    """Keep what the Office is to read, so that it can see later what has changed since."""
    Submission.objects.create(
        advert=act.subject, made_at=act.now, told=advert_fields.told(act.subject)
    )


def something_is_asked(act: Act) -> Refusal | None:
    """``comments`` maps names of fields to what is asked about each."""
    comments = _written(act)
    if not set(comments) <= set(advert_fields.NAMES):
        return Refusal("comments", "Comment on the advert's own fields.")
    if not comments and not act.comment:
        return Refusal("comment", SAY_WHAT, "comment")
    return None


def keep_comments(act: Act) -> None:
    """Store the comments with the submission that they are about."""
    if not act.subject.submissions.exists():
        keep_submission(act)
    latest = act.subject.submissions.last()
    FieldComment.objects.bulk_create(
        FieldComment(submission=latest, name=name, text=text)
        for name, text in _written(act).items()
    )


def _written(act: Act) -> dict[str, str]:
    given = act.data.get("comments") or {}
    return {name: text.strip() for name, text in given.items() if text.strip()}


def asked_of(advert: Advert) -> dict[str, str]:
    """What waits for the host's answer, by field; nothing once the advert is submitted again."""
    if advert.state != Advert.State.CHANGES_REQUESTED:
        return {}
    latest = advert.submissions.last()
    comments = latest.comments.all() if latest else ()
    return {comment.name: comment.text for comment in comments}


def asked_in_words(advert: Advert) -> list[tuple[str, str]]:
    """The same as (label, comment), in the order of the form."""
    asked = asked_of(advert)
    return [
        (advert_fields.LABELS[name], asked[name]) for name in advert_fields.NAMES if name in asked
    ]
