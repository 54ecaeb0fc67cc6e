"""Saved searches: keep one, see them, change or delete one from the page or from its mail."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Student
from placements import searches
from placements.models import SavedSearch

LOOK_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


class EveryForm(forms.ModelForm):
    class Meta:
        model = SavedSearch
        fields = ("every",)
        labels = {"every": "Write to me"}
        widgets = {"every": forms.RadioSelect}


@login_required
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    mine = list(SavedSearch.objects.filter(student__user=request.user))
    fitting = searches.fitting_now(mine)
    rows = [(one, _browse(one.query), fitting.get(one.pk, 0)) for one in mine]
    return render(request, "placements/searches/saved.html", {"rows": rows})


@login_required
@LOOK_OR_SEND
def save(request: HttpRequest) -> HttpResponse:
    """Keep the search in the address. The one that is kept already is shown instead."""
    student = get_object_or_404(Student.objects.for_user(request.user))
    query = searches.canonical(request.GET)
    mine = SavedSearch.objects.filter(student=student)
    known, new = mine.filter(query=query).first(), False
    form = EveryForm(request.POST or None)
    if request.method == "POST" and not known and form.is_valid():
        known, new = searches.keep(student, query, **form.cleaned_data)
    if new:
        told = "Saved. We write to you when new adverts fit it, in this cycle and in later ones."
        messages.success(request, told)
        return redirect("placements:searches")
    if known:
        messages.info(request, "You have saved this search already.")
        return redirect(known)
    context = {
        "form": form,
        "described": searches.described(query),
        "left_out": searches.cycles_left_out(request.GET),
        "back": _browse(request.GET.urlencode()),
        "most": searches.MOST if mine.count() >= searches.MOST else 0,
    }
    return render(request, "placements/searches/save.html", context)


@LOOK_OR_SEND
def search(request: HttpRequest, token: str) -> HttpResponse:
    """Change how often one search is answered. Whoever holds its token received it by e-mail."""
    one = get_object_or_404(SavedSearch, token=token)
    form = EveryForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your choice is saved.")
        return redirect(one)
    context = {"search": one, "form": form, "browse": _browse(one.query)}
    return render(request, "placements/searches/search.html", context)


@csrf_exempt
@LOOK_OR_SEND
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Delete a search in one press, here or in the mail program (RFC 8058), which knows no CSRF
    token and must not be redirected. Pressing again is no error."""
    one = SavedSearch.objects.filter(token=token).first()
    query = one.query if one else ""
    if one and request.method == "POST":
        one.delete()
        one = None
    again = f"{reverse('placements:search_new')}?{query}"
    context = {"search": one, "described": searches.described(query), "again": again}
    return render(request, "placements/searches/stop.html", context)


def _browse(query: str) -> str:
    address = reverse("placements:browse")
    return f"{address}?{query}" if query else address
