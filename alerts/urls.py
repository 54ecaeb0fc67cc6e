from django.urls import path

from alerts import feeds, views

app_name = "alerts"

urlpatterns = [
    path("news/", views.news, name="news"),
    path("news/feed/", feeds.NewsFeed(), name="feed"),
    path("news/<slug:slug>/", views.announcement, name="announcement"),
    path("account/alerts/", views.choose, name="preferences"),
    path("internship-alerts/", views.subscribe, name="subscribe"),
    path("internship-alerts/check-your-email/", views.asked, name="asked"),
    path("internship-alerts/<token>/", views.manage, name="manage"),
    path("internship-alerts/<token>/confirm/", views.confirm, name="confirm"),
    path("internship-alerts/<token>/unsubscribe/", views.unsubscribe, name="unsubscribe"),
]
