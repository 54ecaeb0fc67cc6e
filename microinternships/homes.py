"""The first page a person sees, by who they are."""

from django.shortcuts import render


def home(request):
    return render(request, "home/public.html")
