"""Addresses of this app, by who uses them."""

from django.urls import path

from expenses.views import hosts, receipts, students

app_name = "expenses"

for_students = [
    path("claims/", students.mine, name="mine"),
    path("placements/<int:pk>/claim/", students.start, name="start"),
    path("claims/<int:pk>/", students.claim, name="claim"),
    path("claims/<int:pk>/check/", students.check, name="check"),
    path("claims/<int:pk>/answer/", students.answer, name="answer"),
    path("claims/<int:pk>/<str:event>/", students.press, name="press"),
]
for_hosts = [
    path("host/claims/", hosts.to_decide, name="to_decide"),
    path("host/claims/<int:pk>/", hosts.decide, name="decide"),
    path("host/claims/<int:pk>/reopen/", hosts.reopen, name="reopen"),
    path("host/claims/<int:pk>/pay/", hosts.pay, name="pay"),
]

urlpatterns = [
    *for_students,
    *for_hosts,
    path("receipts/<int:pk>/", receipts.receipt, name="receipt"),
]
