"""The first page a person sees, by who they are."""

from datetime import datetime

from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import Student
from alerts.models import Announcement
from applications import homes as applying
from applications.eligibility import Verdict
from applications.places import eligibility_of
from expenses import homes as claiming
from microinternships import clock, shared
from microinternships.templatetags.words import dates_between
from placements.models import Advert, Cycle, Invitation, Placement
from placements.models.placement import PlacementQuerySet
from workshops import homes as attending


@shared.page
def home(request):
    """A student's own page; hosts and the Office are sent to theirs."""
    if not request.user.is_authenticated:
        return public_home(request)
    if student := Student.objects.for_user(request.user).first():
        return student_home(request, student)
    if request.user.host_memberships.exists():
        return redirect("placements:desk")
    if request.user.is_staff:
        return redirect("admin:index")
    invited = Invitation.objects.open_for(request.user, clock.now()).select_related("organisation")
    return render(request, "home/unknown.html", {"invitations": invited})


def public_home(request):
    """The page itself has a token for its form; what it tells is the same for everybody."""
    return render(request, "home/public.html", shared.kept("home", _for_everybody))


def _for_everybody() -> dict:
    now = clock.now()
    cycles = Cycle.objects.open_for_applications(now).prefetch_related("rounds", "weeks")
    return {
        "cycles": list(cycles),
        "open_count": Advert.objects.open(now).count(),
        "news": list(Announcement.objects.published(now)[:3]),
    }


def student_home(request, student: Student):
    now = clock.now()
    applications = applying.student_tasks(request.user, now)
    placements = list(_current_placements(request.user, now))
    claims = claiming.student_tasks(request.user, placements, now)
    context = {
        "tasks": sorted([*applications.tasks, *claims], key=lambda task: task["due"] or now),
        "applications": applications.applications,
        "next_date": applications.next_date,
        "placements": [_placement_line(one) for one in placements],
        "open_count": Advert.objects.open(now).count(),
        "workshops": attending.student_workshops(request.user, now),
        "refusal": _why_not(student, now),
    }
    return render(request, "home/student.html", context)


def _why_not(student: Student, now: datetime) -> Verdict | None:
    """The first rule by which ``student`` may not apply in the cycle now open, if there is one."""
    cycle = Cycle.objects.open_for_applications(now).first()
    failures = eligibility_of(student, cycle).failures if cycle else []
    return failures[0] if failures else None


def _current_placements(user, now: datetime) -> PlacementQuerySet:
    """A student's placements, until nothing can be claimed for them any more."""
    mine = Placement.objects.active().filter(student__user=user)
    return mine.filter(advert__cycle__claims_close_at__gt=now).ready_to_show()


def _placement_line(placement: Placement) -> dict:
    days = dates_between(placement.first_day, placement.last_day)
    return {
        "label": placement.advert.title,
        "url": reverse("placements:placement", args=[placement.pk]),
        "note": f"{placement.advert.organisation}, {days}",
    }
