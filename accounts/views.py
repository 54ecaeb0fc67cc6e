"""What everybody with an account may say about themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.forms import DetailsForm
from accounts.models import Student, User


@login_required
def details(request: HttpRequest) -> HttpResponse:
    """Name, known-as name and pronouns. Whoever acts with this person reads them."""
    student = Student.objects.for_user(request.user).first()
    mine = User.objects.get(pk=request.user.pk)
    form = DetailsForm(request.POST or None, instance=mine, named_by_register=bool(student))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your details are saved.")
        return redirect("accounts:details")
    return render(request, "account/details.html", {"form": form, "student": student})
