"""The workshops to come, for everybody to read and for students to book."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.models import Student
from microinternships import clock, prose, refusals
from microinternships.engine import Refused
from placements.calendar import response
from workshops import calendar, standing
from workshops.models import Booking, Workshop
from workshops.workflow import book, booking_machine
from workshops.workflow.bookings import may_book

NO_PLACE = "You have no place at this workshop, and you do not wait for one."


def workshops(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    mine = {one.workshop_id: one for one in Booking.objects.active().of(request.user)}
    rows = [
        (one, standing.of(one, mine.get(one.pk), now))
        for one in Workshop.objects.coming(now).with_counts()
    ]
    return render(request, "workshops/list.html", {"rows": rows})


def workshop(request: HttpRequest, pk: int) -> HttpResponse:
    """One workshop. The Office also reads a draft."""
    now = clock.now()
    shown = get_object_or_404(Workshop.objects.visible_to(request.user).with_counts(), pk=pk)
    student = Student.objects.for_user(request.user).first()
    booking = _own_booking(request, shown)
    context = {
        "workshop": shown,
        "about": prose.render(shown.description),
        "standing": standing.of(shown, booking, now),
        "places": standing.places(shown),
        "booking": booking,
        "student": student,
        "open": shown.announced and not shown.begun(now),
        "over": shown.over(now),
        "against": may_book(shown, student, now) if student and not booking else [],
    }
    return render(request, "workshops/workshop.html", context)


def _own_booking(request: HttpRequest, of: Workshop) -> Booking | None:
    return Booking.objects.active().of(request.user).filter(workshop=of).first()


@login_required
@require_POST
def book_place(request: HttpRequest, pk: int) -> HttpResponse:
    """A place, or one in the line if none is free; whichever it is, the page then says so."""
    student = get_object_or_404(Student.objects.for_user(request.user))
    shown = get_object_or_404(Workshop.objects.public(), pk=pk)
    try:
        booking = book(shown, student=student)
    except Refused as refused:
        refusals.flash(request, refused)
    else:
        messages.success(request, _told(booking))
    return redirect("workshops:workshop", pk)


def _told(booking: Booking) -> str:
    if booking.has_a_place:
        return "You have a place. We have sent you an e-mail that says when and where."
    number = booking.number_in_line
    return f"You are number {number} on the waiting list. We write to you when a place is yours."


@login_required
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first: a place that somebody waits for does not come back."""
    get_object_or_404(Student.objects.for_user(request.user))
    shown = get_object_or_404(Workshop.objects.public().with_counts(), pk=pk)
    booking = _own_booking(request, shown)
    if booking is None:
        messages.info(request, NO_PLACE)
        return redirect("workshops:workshop", pk)
    if request.method == "POST":
        try:
            booking_machine.fire("give_up", booking, by=request.user)
        except Refused as refused:
            refusals.flash(request, refused)
        else:
            had = "given up your place" if booking.has_a_place else "left the waiting list"
            messages.success(request, f"You have {had}. Until it begins you can book again.")
        return redirect("workshops:workshop", pk)
    against = booking_machine.refusals("give_up", booking, by=request.user)
    context = {"workshop": shown, "booking": booking, "against": against}
    return render(request, "workshops/give_up.html", context)


def workshop_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Workshop.objects.public(), pk=pk)
    file = calendar.of_workshop(shown, _own_booking(request, shown))
    return response(file, f"workshop {shown}")
