"""What a student has: their applications, each one's story, what they saved."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Student
from applications import drafts, timeline
from applications.held import as_student_sees
from applications.models import Application, SavedAdvert
from applications.statement import count_words
from applications.views.applying import PAGES, anchor, mine
from applications.workflow import application_machine
from microinternships import clock
from microinternships.engine import Refused
from microinternships.refusals import flash
from placements.models import Advert, Round

State = Application.State

# What a student may press, with what the page in between says.
PRESSED = {
    "withdraw": (
        "Withdraw your application?",
        "The host will not consider you for this placement any more.",
        "Withdraw application",
        "Your application is withdrawn.",
    ),
    "take_back": (
        "Take your application back?",
        "It becomes a draft that you can change. It counts as not sent until you send it again.",
        "Take back to change it",
        "Your application is a draft again. Send it again before applications close.",
    ),
    "take_up_again": (
        "Take your application up again?",
        "It becomes a draft with the answers you gave. It counts once you send it.",
        "Take up again",
        "Your application is a draft again. Send it before applications close.",
    ),
}


@login_required
@require_safe
def my_applications(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    student = Student.objects.for_user(request.user).first()
    own = Application.objects.of(request.user).ready_to_list()
    applications = timeline.most_urgent_first(own, now)
    context = {
        "student": student,
        "applications": applications,
        "rounds": slots(student, now) if student else [],
        "saved": saved_adverts(student, now, applications) if student else [],
    }
    return render(request, f"{PAGES}/mine.html", context)


def slots(student: Student, now) -> list[dict]:
    """For each round now open, how many applications are left of how many."""
    rounds = list(Round.objects.open(now).select_related("cycle").order_by("closes_at"))
    counting = Application.objects.counting().filter(student=student, round__in=rounds)
    used = dict(counting.order_by().values_list("round").annotate(n=Count("pk")))
    return [
        {
            "round": one,
            "most": one.max_applications,
            "left": max(0, one.max_applications - used.get(one.pk, 0)),
        }
        for one in rounds
    ]


def saved_adverts(student: Student, now, lines: list[dict]) -> list[dict]:
    """The adverts a student saved, by deadline, with how their own application stands."""
    saved = Advert.objects.published(now).filter(saves__student=student).ready_to_show()
    status = {line["application"].advert_id: line["status"] for line in reversed(lines)}
    rows = [
        {"advert": advert, "closes": advert.closes_at(now), "status": status.get(advert.pk)}
        for advert in saved
    ]
    return sorted(rows, key=lambda row: (row["closes"] <= now, row["closes"]))


@login_required
@require_safe
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: how it stands, what can be done, the story, the answers as sent."""
    now = clock.now()
    subject = get_object_or_404(mine(request.user), pk=pk)
    seen = as_student_sees(subject, now)
    context = {
        "application": subject,
        "advert": subject.advert,
        "seen": seen,
        "status": timeline.status_of(subject, now),
        "story": timeline.story(subject, now),
        "dates": timeline.key_dates(subject),
        "offer": _offer_to_show(subject, seen, now),
        "placement": _placement(subject, seen),
        "feedback": subject.feedback if seen == State.UNSUCCESSFUL else "",
        "words": count_words(subject.statement),
        "still_open": _still_open(request, seen),
        "buttons": _buttons(request, subject),
        "continues": seen == State.DRAFT and subject.closes_at > now,
        "resume": _resume(request, subject, seen),
    }
    return render(request, f"{PAGES}/application.html", context)


def _offer_to_show(subject: Application, seen: str, now):
    offer = subject.open_offer
    if seen != State.OFFERED or offer is None or offer.overdue(now):
        return None
    return offer


def _placement(subject: Application, seen: str):
    if seen != State.PLACED:
        return None
    return next((offer.placement_id for offer in subject.offers.all() if offer.placement_id), None)


def _resume(request: HttpRequest, subject: Application, seen: str) -> str:
    """The place on the form of the first question that is not answered yet (ST-27)."""
    name = drafts.next_question(subject, request.user) if seen == State.DRAFT else ""
    return anchor(name) if name else ""


def _still_open(request: HttpRequest, seen: str) -> int | None:
    """How many adverts are open, told to somebody whose application came to nothing."""
    if seen not in (State.UNSUCCESSFUL, State.CANCELLED, State.DECLINED):
        return None
    return Advert.objects.open(clock.now()).count()


def _buttons(request: HttpRequest, subject: Application) -> list[dict]:
    """What the student may press now; only what a held decision cannot change."""
    return [
        {"event": event.name, "label": event.label, "danger": event.name == "withdraw"}
        for event, refusals in application_machine.open_to(subject, request.user)
        if event.name in PRESSED and not refusals
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def press(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Withdraw, take back or take up again: a page that says what will happen, then the event."""
    subject = get_object_or_404(mine(request.user), pk=pk)
    title, text, button, done = PRESSED[event]
    if request.method == "POST":
        try:
            application_machine.fire(event, subject, by=request.user)
        except Refused as refused:
            flash(request, refused)
            return redirect("applications:application", pk)
        messages.success(request, done)
        to_edit = event != "withdraw"
        return redirect("applications:edit" if to_edit else "applications:application", pk)
    context = {
        "application": subject,
        "advert": subject.advert,
        "title": title,
        "text": text,
        "more": _consequence(subject, event),
        "button": button,
        "danger": event == "withdraw",
        "refusals": application_machine.refusals(event, subject, by=request.user),
    }
    return render(request, f"{PAGES}/confirm.html", context)


def _consequence(subject: Application, event: str) -> str:
    if event != "withdraw":
        return ""
    if clock.now() < subject.closes_at:
        return "It stops counting towards the applications you may send in this round."
    return "It still counts towards the applications you may send in this round."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_draft(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(mine(request.user).filter(state=State.DRAFT), pk=pk)
    if request.method == "POST":
        try:
            drafts.delete(subject)
        except drafts.NoLongerADraft:
            raise Http404 from None
        messages.success(request, f"Your draft for “{subject.advert}” is deleted.")
        return redirect("applications:mine")
    context = {
        "application": subject,
        "advert": subject.advert,
        "title": "Delete this draft?",
        "text": "Your statement, your answers and your CV in this draft will be gone.",
        "button": "Delete draft",
        "danger": True,
    }
    return render(request, f"{PAGES}/confirm.html", context)


@login_required
@require_POST
def save_advert(request: HttpRequest, pk: int) -> HttpResponse:
    """Save an advert, or with ``keep=no`` take it off the list; then back to the button.

    Pressing twice changes nothing more, so that a double press is no surprise.
    """
    now = clock.now()
    advert = get_object_or_404(Advert.objects.visible_to(request.user, now), pk=pk)
    student = get_object_or_404(Student.objects.for_user(request.user))
    keep = request.POST.get("keep") != "no"
    if keep:
        SavedAdvert.objects.get_or_create(
            student=student, advert=advert, defaults={"saved_at": now}
        )
    else:
        SavedAdvert.objects.filter(student=student, advert=advert).delete()
    if request.htmx:
        context = {"advert": advert, "saved": keep}
        return render(request, f"{PAGES}/_kept.html", context)
    messages.success(request, "Saved." if keep else "Taken off your saved adverts.")
    return redirect(_back(request, advert))


def _back(request: HttpRequest, advert: Advert) -> str:
    """Where the button stood, if that is on this site: to the advert's card on a list."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    )
    return f"{back}#advert-{advert.pk}" if safe else reverse("applications:mine")
