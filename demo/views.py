"""Sign-in by one press, and the mail the demonstration wrote. Installed with DEMO only."""

from django.contrib.auth import login, logout
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from demo import mailbox
from demo.people import BY_KEY, PEOPLE

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def people(request):
    return render(request, "demo/people.html", {"people": PEOPLE})


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request, key: str):
    person = BY_KEY.get(key)
    user = User.objects.filter(email=person.email).first() if person else None
    if user is None:
        raise Http404
    if request.method == "POST":
        logout(request)
        login(request, user, backend=BACKEND)
        return redirect("home")
    return render(request, "demo/sign_in.html", {"person": person})


@require_safe
def mail(request):
    to = request.GET.get("to", "")
    return render(request, "demo/mail.html", {"letters": mailbox.letters(to=to)[:100], "to": to})


@require_safe
def letter(request, key: str):
    one = mailbox.letter(key)
    if one is None:
        raise Http404
    return render(request, "demo/letter.html", {"letter": one})
