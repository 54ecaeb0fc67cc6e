from django.urls import path

from pages import views
from pages.models import Page

app_name = "pages"

urlpatterns = [
    path("faq/", views.show, {"slug": Page.Slug.FAQ}, name="faq"),
    path("accessibility/", views.show, {"slug": Page.Slug.ACCESSIBILITY}, name="accessibility"),
    path("terms-for-hosts/", views.show, {"slug": Page.Slug.HOST_TERMS}, name="host-terms"),
    path("for-hosts/", views.show, {"slug": Page.Slug.HOSTS}, name="hosts"),
]
