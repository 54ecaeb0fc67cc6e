from django.urls import path

from pages import views
from pages.models import Page

app_name = "pages"

urlpatterns = [
    path("faq/", views.show, {"slug": Page.Slug.FAQ}, name="faq"),
    path("accessibility/", views.show, {"slug": Page.Slug.ACCESSIBILITY}, name="accessibility"),
    path("for-hosts/", views.show, {"slug": Page.Slug.HOSTS}, name="hosts"),
]
