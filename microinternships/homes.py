"""The first page a person sees, by who they are."""

from applications.homes import student_tasks
from django.shortcuts import redirect, render

from accounts.models import Student
from microinternships import clock
from placements.models import Advert, Cycle, Placement


def home(request):
    """A student's own page; hosts and the Office are sent to theirs."""
    if not request.user.is_authenticated:
        return public_home(request)
    if Student.objects.for_user(request.user).exists():
        return student_home(request)
    if request.user.host_memberships.exists():
        return redirect("placements:desk")
    if request.user.is_staff:
        return redirect("admin:index")
    return render(request, "home/unknown.html")


def public_home(request):
    now = clock.now()
    cycles = Cycle.objects.open_for_applications(now).prefetch_related("rounds", "weeks")
    context = {"cycles": cycles, "open_count": Advert.objects.open(now).count()}
    return render(request, "home/public.html", context)


def student_home(request):
    now = clock.now()
    context = {
        "tasks": student_tasks(request.user, now),
        "placements": Placement.objects.active()
        .filter(student__user=request.user, advert__cycle__claims_close_at__gt=now)
        .ready_to_show(),
        "open_count": Advert.objects.open(now).count(),
    }
    return render(request, "home/student.html", context)
