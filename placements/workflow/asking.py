"""What a host asks the Office to do with an advert that students can read (HO-22)."""

from microinternships.engine import Act, Refusal
from placements.models import ChangeRequest
from placements.workflow import changes

Wish = ChangeRequest.Wish


def takes_applications(act: Act) -> Refusal | None:
    if act.subject.open(act.now):
        return None
    return Refusal("not_open", "This advert takes no applications now, so there is none to close.")


def wish_can_be_met(act: Act) -> Refusal | None:
    """Nobody asks for what the Office could not do: the same rules stand against both."""
    wish = act.data.get("wish")
    if wish == Wish.LONGER:
        return changes.hosts_still_choose(act) or changes.later_close(act)
    if wish == Wish.CLOSE:
        return takes_applications(act)
    if wish == Wish.OTHER:
        return None
    return Refusal("wish", "Choose what you ask for.", "wish")


def something_is_asked(act: Act) -> Refusal | None:
    if ChangeRequest.objects.filter(advert=act.subject).exists():
        return None
    sentence = "The Office is asked for nothing now: it has answered, or it was taken back."
    return Refusal("nothing_asked", sentence)


def keep_request(act: Act) -> None:
    """Keep it for the Office, and write into the history what was asked."""
    wish = act.data["wish"]
    asked = {
        "wish": wish,
        "closes_at": act.data["closes_at"] if wish == Wish.LONGER else None,
        "reason": act.comment,
        "asked_at": act.now,
    }
    request, _ = ChangeRequest.objects.update_or_create(advert=act.subject, defaults=asked)
    if wish != Wish.OTHER:
        act.comment = f"{request}: {act.comment}"


def forget_request(act: Act) -> None:
    ChangeRequest.objects.filter(advert=act.subject).delete()
