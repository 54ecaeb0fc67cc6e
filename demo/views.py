"""Sign-in by one press, the site as on another day, and the mail. Installed with DEMO only."""

from django.contrib.auth import login, logout
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from demo import mailbox
from demo.people import BY_KEY, PEOPLE
from demo.viewing import DayForm, MilestoneForm, view_at, viewed_at
from microinternships import clock

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def people(request):
    today = clock.today()
    return _people(request, day=DayForm(initial={"day": today}), milestone=MilestoneForm())


def _people(request, *, day: DayForm, milestone: MilestoneForm):
    wrong = day if day.errors else milestone
    context = {"people": PEOPLE, "day_form": day, "milestone_form": milestone, "wrong": wrong}
    return render(request, "demo/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request, key: str):
    person = BY_KEY.get(key)
    user = User.objects.filter(email=person.email).first() if person else None
    if user is None:
        raise Http404
    if request.method == "POST":
        moment = viewed_at(request)
        logout(request)
        login(request, user, backend=BACKEND)
        view_at(request, moment)
        return redirect("home")
    return render(request, "demo/sign_in.html", {"person": person})


@require_POST
def view_on_day(request):
    """Look at the site as on a day and an hour."""
    form = DayForm(request.POST)
    if not form.is_valid():
        return _people(request, day=form, milestone=MilestoneForm())
    view_at(request, form.moment())
    return redirect("demo:people")


@require_POST
def view_at_milestone(request):
    """Look at the site as just after one of the cycles' milestones."""
    form = MilestoneForm(request.POST)
    if not form.is_valid():
        return _people(request, day=DayForm(initial={"day": clock.today()}), milestone=form)
    view_at(request, form.moment())
    return redirect("demo:people")


@require_POST
def back_to_today(request):
    """Look at the site as it is now, on the page where the button stood."""
    view_at(request, None)
    page = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return redirect(page if ours else "demo:people")


@require_safe
def mail(request):
    to = request.GET.get("to", "")
    letters = mailbox.letters(to=to)[:100]
    return render(request, "demo/mail.html", {"letters": letters, "to": to, "people": PEOPLE})


@require_safe
def letter(request, key: str):
    one = mailbox.letter(key)
    if one is None:
        raise Http404
    return render(request, "demo/letter.html", {"letter": one})
