"""Asking about an advert, and answering for the host."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.models import Student
from enquiries.forms import AnswerForm, QuestionForm
from enquiries.models import Question
from enquiries.workflow import ask, question_machine
from enquiries.workflow.questions import may_ask
from microinternships import clock, refusals
from microinternships.engine import Refusal, Refused
from placements.models import Advert

STUDENTS_ASK = Refusal("no_student", "Questions about an advert are asked by students.")


@login_required
def ask_about(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask about an advert that is published; the page says why not, to whoever cannot."""
    now = clock.now()
    advert = get_object_or_404(Advert.objects.published(now).select_related("organisation"), pk=pk)
    student = Student.objects.for_user(request.user).first()
    against = may_ask(advert, student, now) if student else [STUDENTS_ASK]
    form = QuestionForm(request.POST if request.method == "POST" and student else None)
    if form.is_valid():
        try:
            ask(advert, student=student, **form.cleaned_data)
        except Refused as refused:
            refusals.add_to_form(form, refused)
        else:
            said = "Your question has gone to the host. We write to you when it is answered."
            messages.success(request, said)
            return redirect(f"{reverse('placements:advert', args=[pk])}#questions")
    context = {
        "advert": advert,
        "form": form,
        "against": against,
        "closes": advert.closes_at(now),
        "questions": _readable(advert, request.user),
    }
    return render(request, "enquiries/ask.html", context)


def _readable(advert: Advert, user):
    return Question.objects.filter(advert=advert).on_the_page_for(user)


@login_required
def of_advert(request: HttpRequest, pk: int) -> HttpResponse:
    """What the host was asked about one advert, the unanswered first."""
    advert = get_object_or_404(Advert.objects.hosted_by(request.user).ready_to_show(), pk=pk)
    asked = list(Question.objects.for_host(request.user).filter(advert=advert))
    now = clock.now()
    context = {
        "advert": advert,
        "open": advert.open(now),
        "closes": advert.closes_at(now),
        "waiting": [one for one in asked if one.state == Question.State.ASKED],
        "others": [one for one in asked if one.state != Question.State.ASKED],
    }
    return render(request, "enquiries/hosts/questions.html", context)


@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one question, or correct its answer."""
    readable = Question.objects.for_host(request.user).select_related("advert__organisation")
    question = get_object_or_404(readable, pk=pk)
    event = "correct" if question.state == Question.State.ANSWERED else "answer"
    form = AnswerForm(request.POST or None, initial={"answer": question.answer})
    if request.method == "POST" and form.is_valid():
        try:
            question_machine.fire(event, question, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refusals.add_to_form(form, refused)
        else:
            said = "Your answer stands on the advert. The student who asked is told."
            messages.success(request, said)
            return redirect("enquiries:of_advert", question.advert_id)
    context = {
        "question": question,
        "form": form,
        "correcting": event == "correct",
        "against": question_machine.refusals(event, question, by=request.user),
    }
    return render(request, "enquiries/hosts/answer.html", context)
