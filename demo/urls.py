from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("sign-in/<slug:key>/", views.sign_in, name="sign_in"),
    path("mail/", views.mail, name="mail"),
    path("mail/<str:key>/", views.letter, name="letter"),
]
