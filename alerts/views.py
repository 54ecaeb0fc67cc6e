"""News, and the Internship Alerts mailing list. Whoever holds a token received it by e-mail."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alerts import kinds, preferences, subscriptions
from alerts.forms import PreferencesForm, SubscribeForm, TopicsForm
from alerts.models import Announcement, Subscription
from microinternships import clock, prose
from microinternships.phrases import when

A_PAGE = 10
LOOK_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _sent(request: HttpRequest):
    """What was sent, even when that is nothing at all."""
    return request.POST if request.method == "POST" else None


def news(request: HttpRequest):
    found = Announcement.objects.published(clock.now())
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "alerts/news.html", {"page_obj": page})


def announcement(request: HttpRequest, slug: str):
    """One announcement. The Office also reads what is not published yet."""
    one = get_object_or_404(Announcement.objects.visible_to(request.user, clock.now()), slug=slug)
    preview = "" if one.is_published(clock.now()) else _when_it_appears(one)
    context = {"announcement": one, "body": prose.render(one.body), "preview": preview}
    return render(request, "alerts/announcement.html", context)


def _when_it_appears(one: Announcement) -> str:
    if one.published_at is None:
        return "This is a draft. Only the Internship Office can read it."
    return f"Only the Internship Office can read this until {when(one.published_at)}."


@login_required
@LOOK_OR_SEND
def choose(request: HttpRequest):
    """Which optional alerts somebody wants, and which come whatever they choose."""
    audiences = preferences.audiences_of(request.user)
    off = preferences.switched_off(request.user)
    form = PreferencesForm(_sent(request), audiences=audiences, off=off)
    if form.is_valid():
        preferences.choose(request.user, shown=form.shown, wanted=form.wanted)
        messages.success(request, "Your choice is saved.")
        return redirect("alerts:preferences")
    always = [(form.LEGENDS[one], kinds.never_off(one)) for one in audiences]
    return render(request, "alerts/preferences.html", {"form": form, "always": always})


@LOOK_OR_SEND
def subscribe(request: HttpRequest):
    """Ask for an address. The answer is the same whether the list knows it or not."""
    if request.method == "POST" and not ratelimit.consume(request, action="internship_alerts"):
        return ratelimit.respond_429(request)
    known = {"email": request.user.email} if request.user.is_authenticated else {}
    form = SubscribeForm(_sent(request), initial=known)
    if form.is_valid():
        subscriptions.ask(**form.cleaned_data)
        return redirect("alerts:asked")
    return render(request, "alerts/subscribe.html", {"form": form})


def asked(request: HttpRequest):
    return render(request, "alerts/asked.html")


@LOOK_OR_SEND
def confirm(request: HttpRequest, token: str):
    """Join by a press of a button, because mail scanners follow links."""
    subscription = get_object_or_404(Subscription, token=token)
    if request.method == "POST":
        subscriptions.confirm(subscription)
    if subscription.on_list:
        return redirect("alerts:manage", token)
    return render(request, "alerts/confirm.html", {"subscription": subscription})


@LOOK_OR_SEND
def manage(request: HttpRequest, token: str):
    subscription = get_object_or_404(Subscription, token=token)
    if not subscription.on_list:
        return redirect("alerts:confirm", token)
    form = TopicsForm(_sent(request), initial={"topics": subscription.topics})
    saved = form.is_valid()
    if saved:
        subscriptions.choose(subscription, form.cleaned_data["topics"])
    context = {"form": form, "subscription": subscription, "saved": saved}
    return render(request, "alerts/manage.html", context)


@csrf_exempt
@LOOK_OR_SEND
def unsubscribe(request: HttpRequest, token: str):
    """Leave by one press, here or in the mail program (RFC 8058), which knows no CSRF token and
    must not be redirected."""
    subscription = get_object_or_404(Subscription, token=token)
    if request.method == "POST":
        subscriptions.leave(subscription)
    context = {"subscription": subscription, "left": not subscription.on_list}
    return render(request, "alerts/unsubscribe.html", context)
