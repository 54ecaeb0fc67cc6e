"""What withdrawing an advert or cancelling a placement means for applications."""

from accounts.models import Student
from applications.models import Application, Offer
from applications.places import has_free_place, places_taken
from applications.workflow.effects import fire_effect
from microinternships.engine import OFFICE, Act, Refusal
from placements.models import Advert, Mode, Placement
from placements.workflow import changes


def applicants(advert: Advert):
    """Students come before adverts in the order of locks."""
    return [Student.objects.filter(pk__in=advert.applications.values("student"))]


def nothing_promised_unless_office(act: Act) -> Refusal | None:
    offers = Offer.objects.made().filter(application__advert=act.subject)
    placements = Placement.objects.active().filter(advert=act.subject)
    if act.role == OFFICE or not (offers.exists() or placements.exists()):
        return None
    return Refusal(
        "promised",
        "Students already hold offers or placements. Ask the Internship Office to withdraw it.",
    )


def end_applications(act: Act) -> None:
    for application in act.subject.applications.live(act.now).order_by("pk"):
        fire_effect("advert_withdrawn", application, act)


def offers_keep_their_mode(act: Act) -> Refusal | None:
    """What a student is about to accept stays within what the advert allows."""
    mode = act.data["changes"].get("mode", act.subject.mode)
    offers = Offer.objects.made().filter(application__advert=act.subject)
    modes = {one for offer in offers for _, one in offer.dated_days}
    if mode == Mode.HYBRID or modes <= {mode}:
        return None
    sentence = "An open offer has days of another mode. Change or withdraw that offer first."
    return Refusal("promised", sentence, "mode")


def offers_keep_their_week(act: Act) -> Refusal | None:
    weeks = act.data["changes"].get("weeks")
    offers = Offer.objects.made().filter(application__advert=act.subject)
    if weeks is None or not offers.exclude(week__in=weeks).exists():
        return None
    sentence = "An open offer is for a week you take away. Change or withdraw that offer first."
    return Refusal("promised", sentence, "weeks")


def offers_keep_what_is_reimbursed(act: Act) -> Refusal | None:
    """A student who is about to accept has read it."""
    name = changes.turned_in_kind(act)
    offers = Offer.objects.made().filter(application__advert=act.subject)
    days = [mode for offer in offers for _, mode in offer.dated_days] if name else []
    if Mode.IN_PERSON not in days:
        return None
    what = changes.IN_KIND[name]
    sentence = f"An open offer says that {what} is reimbursed. Wait for the answer first."
    return Refusal("promised", sentence, name)


def answers_keep_their_question(act: Act) -> Refusal | None:
    """An answer that was sent stands beneath the question that it answers."""
    before = act.subject.question
    changed = act.data["changes"].get("question", before) != before
    if not changed or not act.subject.applications.sent().exists():
        return None
    return Refusal("answered", "Students have sent answers to it, so it stays.", "question")


def names_stay_hidden(act: Act) -> Refusal | None:
    """Whoever applied where names are hidden is not named after all."""
    shown = act.subject.name_blind and not act.data["changes"].get("name_blind", True)
    if not shown or not act.subject.applications.sent().exists():
        return None
    sentence = "Students have applied while their names were hidden, so they stay hidden."
    return Refusal("hidden", sentence, "name_blind")


def places_for_those_offered(act: Act) -> Refusal | None:
    taken = places_taken(act.subject)
    if act.data["changes"].get("places", act.subject.places) >= taken:
        return None
    sentence = f"{taken} of its places are taken by offers and placements."
    return Refusal("taken", sentence, "places")


def its_application(placement: Placement):
    return [
        Student.objects.filter(pk=placement.student_id),
        Application.objects.filter(offers__placement=placement),
    ]


def end_placed(act: Act) -> None:
    """A cancelled placement ends its application, which gives the place back."""
    placed = Application.objects.filter(offers__placement=act.subject, state="placed")
    for application in placed:
        fire_effect("placement_cancelled", application, act)


def no_offer_holds_the_place(act: Act) -> Refusal | None:
    if has_free_place(act.subject.advert):
        return None
    return Refusal("offered", "Every place is taken by offers and placements.")


def place_again(act: Act) -> None:
    """A reinstated placement takes its application back from its end."""
    for application in Application.objects.filter(offers__placement=act.subject, state="cancelled"):
        fire_effect("placement_reinstated", application, act)
