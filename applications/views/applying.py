"""Applying, page by page: may I, before I start, my answers, check them, sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Student
from applications import drafts, timeline
from applications.eligibility import Eligibility, unregistered
from applications.forms.students import AnswersForm
from applications.models import Application
from applications.places import applications_used, eligibility_of
from applications.statement import MAX_WORDS, count_words
from applications.workflow import application_machine
from microinternships import clock
from microinternships.engine import Refusal, Refused
from microinternships.phrases import when
from microinternships.templatetags.words import dates_between
from placements import promises
from placements.models import Advert

PAGES = "applications/students"


def mine(user):
    """The applications of ``user`` with what their pages read."""
    return Application.objects.of(user).ready_to_show()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether this student may apply and what it takes; POST begins the draft."""
    now = clock.now()
    adverts = Advert.objects.visible_to(request.user, now).ready_to_show()
    advert = get_object_or_404(adverts, pk=pk)
    student = Student.objects.for_user(request.user).first()
    verdict = eligibility_of(student, advert.cycle) if student else unregistered(request.user.email)
    if not verdict.eligible:
        context = {"advert": advert, "verdict": verdict, "signpost": _signpost(verdict)}
        return render(request, f"{PAGES}/not_eligible.html", context)
    if earlier := _present_application(student, advert, now):
        return _to_where_it_stands(earlier)
    if not advert.open(now):
        return render(request, f"{PAGES}/not_open.html", _closed(advert, now))
    if request.method == "POST":
        draft = drafts.begin(student=student, advert=advert, now=now)
        return redirect("applications:edit", draft.pk)
    return render(request, f"{PAGES}/before.html", _before(student, advert, now))


def _signpost(verdict: Eligibility) -> str:
    return next((fail.signpost for fail in verdict.failures if fail.signpost), "")


def _closed(advert: Advert, now) -> dict:
    closes = advert.closes_at(now)
    full = advert.published(now) and advert.full_in(advert.cycle.latest_round(now))
    return {"advert": advert, "closes": closes, "past": closes <= now, "full": full}


def _present_application(student: Student, advert: Advert, now) -> Application | None:
    """The student's application in the round now open, or the last one sent."""
    own = Application.objects.filter(student=student, advert=advert)
    if in_round := advert.open_round(now):
        own = own.filter(round=in_round)
    return own.order_by("-round__number").first()


def _to_where_it_stands(application: Application) -> HttpResponse:
    if application.state == Application.State.DRAFT:
        return redirect("applications:edit", application.pk)
    return redirect("applications:application", application.pk)


def _before(student: Student, advert: Advert, now) -> dict:
    in_round = advert.open_round(now)
    used = applications_used(student, in_round)
    return {
        "advert": advert,
        "reimbursed": promises.in_full(advert),
        "round": in_round,
        "left": max(0, in_round.max_applications - used),
        "closes": advert.closes_at(now),
    }


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers. Whatever was typed is saved first and judged afterwards."""
    application = get_object_or_404(mine(request.user), pk=pk)
    if application.state != Application.State.DRAFT:
        return redirect("applications:application", pk)
    if request.method == "POST":
        return _save(request, application)
    form = AnswersForm(application=application)
    return render(request, f"{PAGES}/edit.html", _editing(application, form))


def _save(request: HttpRequest, application: Application) -> HttpResponse:
    form = AnswersForm(request.POST, request.FILES, application=application)
    form.is_valid()
    try:
        form.store()
    except drafts.NoLongerADraft:
        messages.error(request, "This application was sent already, so nothing was changed.")
        return redirect("applications:application", application.pk)
    if "autosave" in request.POST:
        return render(request, f"{PAGES}/_saved.html", {"at": clock.now()})
    if "save" not in request.POST:
        form.say_what_cannot_be_sent(_refusals(request, application))
    if form.errors:
        return render(request, f"{PAGES}/edit.html", _editing(application, form))
    if "save" in request.POST:
        closes = when(application.closes_at)
        messages.success(request, f"Your draft is saved. Send it before {closes}.")
        return redirect("applications:mine")
    return redirect("applications:check", application.pk)


def _editing(application: Application, form: AnswersForm) -> dict:
    return {
        "application": application,
        "advert": application.advert,
        "form": form,
        "limit": MAX_WORDS,
        "count": count_words(form["statement"].value() or ""),
        "open": application.advert.open_round(clock.now()) == application.round,
    }


def _refusals(request: HttpRequest, application: Application) -> list[Refusal]:
    return application_machine.refusals("submit", application, by=request.user)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Every answer once more, with what is still missing; POST sends the application."""
    application = get_object_or_404(mine(request.user).select_related("advert__cycle"), pk=pk)
    if application.state != Application.State.DRAFT:
        return _sent_already(application)
    refusals = _refusals(request, application)
    if request.method == "POST":
        try:
            application_machine.fire("submit", application, by=request.user)
        except Refused as refused:
            application.refresh_from_db()
            if application.state != Application.State.DRAFT:
                return _sent_already(application)
            refusals = refused.refusals
        else:
            return redirect("applications:sent", pk)
    return render(request, f"{PAGES}/check.html", _checking(request, application, refusals))


def _sent_already(application: Application) -> HttpResponse:
    return redirect("applications:sent", application.pk)


def _checking(request: HttpRequest, application: Application, refusals) -> dict:
    edit_url = reverse("applications:edit", args=[application.pk])
    problems = [
        (refusal.message, f"{edit_url}#{anchor(refusal.field)}" if refusal.field else "")
        for refusal in refusals
    ]
    return {
        "application": application,
        "advert": application.advert,
        "reimbursed": promises.in_full(application.advert),
        "edit_url": edit_url,
        "problems": problems,
        "tried": request.method == "POST",
        "rows": _rows(application, edit_url),
        "next_url": next((url for _, url in problems if url), edit_url),
    }


def anchor(field: str) -> str:
    return "id_weeks_0" if field == "weeks" else f"id_{field}"


def _rows(application: Application, edit_url: str) -> list[dict]:
    """The check-answers rows, in the order of the questions."""
    advert = application.advert
    weeks = "\n".join(
        f"Free every day of week {week.label}, {dates_between(week.starts_on, week.ends_on)}"
        for week in application.weeks.all()
    )
    words = count_words(application.statement)
    rows = [
        ("weeks", "Availability", weeks),
        ("committed", "Commitment", "Available and able to commit" * application.committed),
    ]
    if advert.remote_across_zones:
        seen = "I have seen the host’s time zone" * application.zone_acknowledged
        rows.append(("zone_acknowledged", "Time zone", seen))
    if advert.question:
        rows.append(("answer", advert.question, application.answer))
    statement = application.statement and f"{application.statement}\n\n({words} words)"
    rows += [("statement", "Personal statement", statement), ("cv", "CV", _cv_words(application))]
    return [
        {"label": label, "value": value, "url": f"{edit_url}#{anchor(name)}", "name": name}
        for name, label, value in rows
    ]


def _cv_words(application: Application) -> str:
    if not application.cv:
        return ""
    pages = "1 page" if application.cv_pages == 1 else f"{application.cv_pages} pages"
    return f"{application.cv_name}, {pages}"


@login_required
@require_safe
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """The confirmation, which can be bookmarked."""
    application = get_object_or_404(mine(request.user), pk=pk)
    if application.submitted_at is None:
        return redirect("applications:application", pk)
    arrived = when(application.submitted_at)
    context = {
        "application": application,
        "arrived": f"It arrived on {arrived}, for “{application.advert}”.",
        "next": _next_steps(application),
    }
    return render(request, f"{PAGES}/sent.html", context)


def _next_steps(application: Application) -> list[str]:
    in_round = application.round
    weeks = " or ".join(f"{week.starts_on:%-d %B}" for week in application.advert.offered_weeks)
    return [
        f"Until {when(application.closes_at)}, you can take your application back to change it.",
        f"The host reads the applications and chooses by {when(in_round.choose_by)}.",
        timeline.hears(application, clock.now()),
        f"If you are offered a place, answer by the time your offer gives; the last answers in "
        f"this round are due on {when(in_round.answer_by)}.",
        f"Ask your college about vacation residence now: the placement would be in the week of "
        f"{weeks}.",
    ]
