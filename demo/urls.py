from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("sign-in/<slug:key>/", views.sign_in, name="sign_in"),
    path("view/day/", views.view_on_day, name="view_on_day"),
    path("view/milestone/", views.view_at_milestone, name="view_at_milestone"),
    path("view/today/", views.back_to_today, name="back_to_today"),
    path("mail/", views.mail, name="mail"),
    path("mail/<str:key>/", views.letter, name="letter"),
]
