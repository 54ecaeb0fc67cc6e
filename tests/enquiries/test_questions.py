"""Questions about an advert: who may ask, who answers, who reads what, and until when (ST-58)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alerts.models import Alert
from enquiries.models import Question
from enquiries.policy import QUESTIONS_A_DAY
from enquiries.workflow import ask, question_machine
from microinternships import clock
from microinternships.engine import Refused
from tests.alert_letters import Post, told
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    QuestionFactory,
    StudentFactory,
)
from tests.grids import Scene, assert_cell, cells
from tests.placements.people import around

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]
State = Question.State
SECOND = timedelta(seconds=1)


@pytest.fixture
def advert():
    return AdvertFactory()


@pytest.fixture
def student():
    return StudentFactory()


@pytest.fixture
def host(advert):
    return HostFactory(organisation=advert.organisation).user


def refused(act, *args, **kwargs) -> set[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.codes


def refused_question(advert, student, text="Is there a desk?"):
    before = Question.objects.count()
    codes = refused(ask, advert, student=student, text=text)
    assert Question.objects.count() == before
    return codes


# Asking


def test_a_question_is_kept_and_the_host_is_told(advert, student, host):
    OfficeFactory()
    question = ask(advert, student=student, text="  Is there a desk? ")
    assert (question.text, question.state, question.student) == (
        "Is there a desk?",
        State.ASKED,
        student,
    )
    assert list(Alert.objects.values_list("kind", "recipient")) == [("question_asked", host.pk)]


@pytest.mark.parametrize(("seconds", "may"), [(-1, True), (0, False), (1, False)])
def test_questions_close_with_applications(advert, student, seconds, may):
    closes = advert.cycle.first_round.closes_at
    with clock.standing_at(closes + seconds * SECOND):
        if may:
            ask(advert, student=student, text="Is there a desk?")
        else:
            assert refused_question(advert, student) == {"closed"}


def test_an_advert_that_closed_early_takes_no_question(student):
    advert = AdvertFactory(own_closing_at=clock.now())
    assert refused_question(advert, student) == {"closed"}


def test_the_same_question_is_not_asked_twice(advert, student):
    ask(advert, student=student, text="Is there a desk?")
    assert refused_question(advert, student, "is there a DESK") == {"duplicate"}
    ask(AdvertFactory(cycle=advert.cycle), student=student, text="Is there a desk?")


def test_what_is_answered_below_is_not_asked_again(advert, student):
    QuestionFactory(advert=advert, state=State.ANSWERED, text="Is there a desk?")
    assert refused_question(advert, student) == {"duplicate"}


@pytest.mark.parametrize("state", [State.ASKED, State.HIDDEN])
def test_a_refusal_never_tells_what_others_asked_unread(advert, student, state):
    QuestionFactory(advert=advert, state=state, text="Is there a desk?")
    assert ask(advert, student=student, text="Is there a desk?").state == State.ASKED


def test_a_student_asks_so_many_times_a_day_about_all_adverts(advert, student):
    for number in range(QUESTIONS_A_DAY):
        other = AdvertFactory(cycle=advert.cycle)
        ask(other, student=student, text=f"Is there a desk number {number}?")
    assert refused_question(advert, student) == {"too_many"}
    ask(advert, student=StudentFactory(), text="Is there a desk?")
    with clock.standing_at(clock.now() + timedelta(days=1)):
        ask(advert, student=student, text="Is there a desk?")


def test_nothing_is_no_question(advert, student):
    assert refused_question(advert, student, " ?! ") == {"empty"}


def test_nobody_asks_their_own_organisation(advert, student):
    HostFactory(organisation=advert.organisation, user=student.user)
    assert refused_question(advert, student) == {"own"}


def test_the_database_refuses_an_empty_question_and_an_answer_without_words(advert):
    with pytest.raises(IntegrityError, match="question_asks_something"), transaction.atomic():
        QuestionFactory(advert=advert, text="")
    with pytest.raises(IntegrityError, match="answered_question_has"), transaction.atomic():
        QuestionFactory(advert=advert, state=State.ANSWERED, answer="")


# Answering, correcting, hiding


@pytest.mark.parametrize(("state", "event"), cells(question_machine))
def test_who_may_do_what_from_where(state, event):
    question = QuestionFactory(state=state)
    people = around(question.advert.organisation, question.student)
    assert_cell(question_machine, event, Scene(question, people, {"answer": "By the door."}))


def test_an_answer_is_dated_and_a_correction_too(advert, host):
    question = QuestionFactory(advert=advert)
    first = clock.now() + timedelta(hours=1)
    with clock.standing_at(first):
        question = question_machine.fire("answer", question, by=host, answer=" Yes. ")
    assert (question.answer, question.answered_at, question.corrected_at) == ("Yes.", first, None)
    with clock.standing_at(first + SECOND):
        question = question_machine.fire("correct", question, by=host, answer="No.")
    assert (question.answer, question.answered_at) == ("No.", first)
    assert question.corrected_at == first + SECOND


@pytest.mark.parametrize("given", ["", "  ", "…"])
def test_an_answer_says_something(advert, host, given):
    question = QuestionFactory(advert=advert)
    fire = question_machine.fire
    assert refused(fire, "answer", question, by=host, answer=given) == {"empty"}


def test_a_correction_changes_something(advert, host):
    question = QuestionFactory(advert=advert, state=State.ANSWERED)
    fire = question_machine.fire
    assert refused(fire, "correct", question, by=host, answer=question.answer) == {"same"}


def test_an_officer_does_not_hide_what_was_said_of_their_own_organisation(advert):
    officer = OfficeFactory(role="caseworker")
    HostFactory(organisation=advert.organisation, user=officer)
    question = QuestionFactory(advert=advert, state=State.ANSWERED)
    codes = refused(question_machine.fire, "hide", question, by=officer, comment="I would.")
    assert codes == {"own"}


def test_what_was_never_answered_cannot_be_shown_but_sent_back(advert):
    officer = OfficeFactory()
    question = QuestionFactory(advert=advert)
    question = question_machine.fire("hide", question, by=officer, comment="A mistake.")
    assert refused(question_machine.fire, "show", question, by=officer) == {"no_answer"}
    assert question_machine.fire("send_back", question, by=officer).state == State.ASKED


def test_what_is_sent_back_has_no_answer_any_more(advert):
    question = QuestionFactory(advert=advert, state=State.HIDDEN)
    question = question_machine.fire("send_back", question, by=OfficeFactory())
    assert (question.state, question.answer, question.answered_at) == (State.ASKED, "", None)


# Who reads what


def page(client, advert, user=None) -> str:
    client.logout()
    if user:
        client.force_login(user)
    return client.get(reverse("placements:advert", args=[advert.pk])).content.decode()


def test_answered_questions_stand_on_the_advert_for_everybody_without_a_name(client, advert):
    question = QuestionFactory(advert=advert, state=State.ANSWERED, student__name="Zq Asker")
    for user in (None, StudentFactory().user, question.student.user, OfficeFactory()):
        text = page(client, advert, user)
        assert question.text in text
        assert question.answer in text
        assert "Zq Asker" not in text


def test_an_unanswered_question_is_read_by_whoever_asked_and_by_the_host(client, advert, host):
    question = QuestionFactory(advert=advert, text="Zq waiting", student__name="Zq Asker")
    readers = {
        "nobody": None,
        "another student": StudentFactory().user,
        "who asked": question.student.user,
    }
    seen = {name for name, user in readers.items() if "Zq waiting" in page(client, advert, user)}
    assert seen == {"who asked"}
    client.force_login(host)
    desk = client.get(reverse("enquiries:of_advert", args=[advert.pk])).content.decode()
    one = client.get(reverse("enquiries:answer", args=[question.pk])).content.decode()
    for text in (desk, one):
        assert "Zq waiting" in text
        assert "Zq Asker" not in text


def test_a_hidden_question_is_gone_for_everybody_but_whoever_asked(client, advert):
    question = QuestionFactory(advert=advert, state=State.HIDDEN, text="Zq hidden")
    assert "Zq hidden" not in page(client, advert)
    assert "Zq hidden" not in page(client, advert, StudentFactory().user)
    own = page(client, advert, question.student.user)
    assert "Zq hidden" in own
    assert question.answer not in own


def test_other_hosts_find_nothing(client, advert):
    question = QuestionFactory(advert=advert)
    client.force_login(HostFactory().user)
    for name, pk in (("of_advert", advert.pk), ("answer", question.pk)):
        assert client.get(reverse(f"enquiries:{name}", args=[pk])).status_code == 404


@pytest.mark.parametrize(("role", "code"), [("is_recruiter", 200), ("is_approver", 404)])
def test_who_looks_after_money_alone_answers_no_question(client, advert, role, code):
    roles = {"is_admin": False, "is_recruiter": False, "is_approver": False} | {role: True}
    client.force_login(HostFactory(organisation=advert.organisation, **roles).user)
    question = QuestionFactory(advert=advert)
    page = client.get(reverse("enquiries:answer", args=[question.pk]))
    assert page.status_code == code


def test_a_closed_advert_without_questions_says_nothing_of_them(client):
    advert = AdvertFactory(cycle=CycleFactory(phase="choosing"))
    assert "Questions and answers</h2>" not in page(client, advert)
    QuestionFactory(advert=advert, state=State.ANSWERED)
    text = page(client, advert)
    assert "Questions and answers</h2>" in text
    assert reverse("enquiries:ask", args=[advert.pk]) not in text


# Pages


def test_a_student_asks_and_the_host_answers_on_the_pages(client, advert, student, host):
    client.force_login(student.user)
    url = reverse("enquiries:ask", args=[advert.pk])
    response = client.post(url, {"text": "Is there a desk?"}, follow=True)
    assert "Your question has gone to the host." in response.content.decode()
    question = Question.objects.get()
    client.force_login(host)
    task = client.get(reverse("placements:desk")).content.decode()
    assert f"Answer 1 question about “{advert}”" in task.replace("&quot;", '"')
    url = reverse("enquiries:answer", args=[question.pk])
    response = client.post(url, {"answer": "By the window."}, follow=True)
    assert "Your answer stands on the advert." in response.content.decode()
    assert "By the window." in page(client, advert)


def test_what_was_typed_stays_when_it_is_refused(client, advert, student):
    client.force_login(student.user)
    long = "Is there a desk? " * 40
    response = client.post(reverse("enquiries:ask", args=[advert.pk]), {"text": long})
    assert "at most 500 characters" in response.content.decode()
    assert response.context["form"]["text"].value() == long
    assert Question.objects.count() == 0


def test_whoever_is_no_student_is_told_that_students_ask(client, advert, host):
    client.force_login(host)
    url = reverse("enquiries:ask", args=[advert.pk])
    for response in (client.get(url), client.post(url, {"text": "Is there a desk?"})):
        assert "Questions about an advert are asked by students." in response.content.decode()
    assert Question.objects.count() == 0


def test_an_unpublished_advert_has_no_questions_page(client, student):
    client.force_login(student.user)
    advert = AdvertFactory(state="suspended")
    assert client.get(reverse("enquiries:ask", args=[advert.pk])).status_code == 404


def test_after_the_close_the_desk_asks_for_no_answer(client, advert, host):
    question = QuestionFactory(advert=advert)
    client.force_login(host)
    with clock.standing_at(advert.cycle.first_round.closes_at):
        assert "Answer 1 question" not in client.get(reverse("placements:desk")).content.decode()
        text = client.get(reverse("enquiries:of_advert", args=[advert.pk])).content.decode()
        assert "Not answered in time" in text
        assert reverse("enquiries:answer", args=[question.pk]) not in text


@pytest.mark.parametrize(
    ("name", "who"), [("placements:advert", "nobody"), ("enquiries:of_advert", "host")]
)
def test_a_list_of_questions_takes_one_number_of_queries(
    client, advert, host, name, who, django_assert_max_num_queries
):
    if who == "host":
        client.force_login(host)
    counts = []
    for more in (1, 2, 47):
        QuestionFactory.create_batch(more, advert=advert, state=State.ANSWERED)
        with django_assert_max_num_queries(15) as asked:
            assert client.get(reverse(name, args=[advert.pk])).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_the_desk_takes_one_number_of_queries_however_much_was_asked(client, advert, host):
    client.force_login(host)
    client.get(reverse("placements:desk"))  # from now on the browser has its cookie
    counts = []
    for more in (1, 2, 20):
        for _ in range(more):
            QuestionFactory(advert=AdvertFactory(organisation=advert.organisation))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("placements:desk"))
        counts.append(len(asked))
    assert len(set(counts)) == 1


# Letters


def test_each_event_tells_what_it_should():
    assert told(question_machine) == {
        "answer": ("question_answered",),
        "correct": ("answer_corrected",),
        "hide": ("question_hidden",),
        "show": ("question_shown",),
        "send_back": ("question_asked",),
    }


def test_the_letters_of_a_question(advert, student, host):
    officer = OfficeFactory()
    HostFactory(organisation=advert.organisation, is_recruiter=False)
    post = Post()
    question = ask(advert, student=student, text="Is there a desk?")
    post()
    for event, by, data in (
        ("answer", host, {"answer": "By the window."}),
        ("correct", host, {"answer": "By the door."}),
        ("hide", officer, {"comment": "It names a person."}),
        ("show", officer, {}),
        ("hide", officer, {"comment": "It names a person."}),
        ("send_back", officer, {}),
    ):
        question = question_machine.fire(event, question, by=by, **data)
        post()
    asker = student.user.pk
    assert post.told == [
        ("question_asked", host.pk),
        ("question_answered", asker),
        ("answer_corrected", asker),
        *[("question_hidden", asker), ("question_hidden", host.pk)],
        *[("question_shown", asker), ("question_shown", host.pk)],
        *[("question_hidden", asker), ("question_hidden", host.pk)],
        ("question_asked", host.pk),
    ]
    everything = "".join(message.body_text for message in post.letters.values())
    assert student.name not in everything
    assert "“It names a person.”" in post.text("question_hidden")


def test_a_question_answered_before_the_letter_left_is_not_written_about(advert, student, host):
    question = ask(advert, student=student, text="Is there a desk?")
    question_machine.fire("answer", question, by=host, answer="Yes.")
    post = Post()
    post()
    assert post.told == [("question_answered", student.user.pk)]
