from django.shortcuts import render

from microinternships import prose
from pages.models import Page


def show(request, slug: str):
    """A page of prose. Without its row it says what came with the site."""
    page = Page.objects.filter(slug=slug).first() or Page(slug=slug)
    words = page.words
    context = {"page": page, "words": words, "body": prose.render(words.body)}
    return render(request, "pages/page.html", context)
