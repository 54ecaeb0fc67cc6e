"""Applying and deciding in browsers that run no scripts."""

import pytest
from playwright.sync_api import expect

from applications.models import Application
from microinternships import invariants
from tests.expenses.scenes import claim_in
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    StudentFactory,
)
from tests.journeys import files, money, students
from tests.journeys.hosts import button, link, main

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_student_finds_an_advert_and_applies(person):
    cycle = CycleFactory(phase="open")
    advert = AdvertFactory(cycle=cycle, title="Listening to old wax cylinders")
    other = AdvertFactory(cycle=cycle)
    student = StudentFactory()
    page = person(student.user, java_script_enabled=False)
    page.goto("/adverts/")
    page.get_by_role("searchbox", name="Search").fill("cylinders")
    button(page, "Show adverts").first.click()
    expect(link(page, other.title)).to_have_count(0)
    link(page, advert.title).click()
    link(page, "Apply").click()
    button(page, "Start application").click()
    page.get_by_role("checkbox", name="I am free every day of week B").check()
    page.get_by_role("checkbox", name="I am available and able").check()
    page.get_by_label("Personal statement").fill(students.STATEMENT)
    button(page, "CV").set_input_files(files.cv())
    button(page, "Save and continue").click()
    students.send_application(page)
    sent = Application.objects.get()
    assert (sent.state, sent.student) == (Application.State.SUBMITTED, student)


def test_a_host_says_no_to_one_and_shortlists_another(person):
    advert = AdvertFactory(cycle=CycleFactory(phase="choosing"))
    one = ApplicationFactory(advert=advert, student__name="One Example")
    two = ApplicationFactory(advert=advert, student__name="Two Example")
    page = person(HostFactory(organisation=advert.organisation).user, java_script_enabled=False)
    page.goto(f"/host/adverts/{advert.pk}/applicants/")
    link(page, "One Example").click()
    button(page, "Shortlist").click()
    page.goto(f"/host/applicants/{two.pk}/")
    button(page, "Check this decision").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the reason")
    page.get_by_role("radio").first.check()
    page.get_by_label("Feedback").fill("Say more about rivers.")
    button(page, "Check this decision").click()
    expect(main(page)).to_contain_text("Thank you for applying")
    button(page, "Change").click()
    expect(page.get_by_label("Feedback")).to_have_value("Say more about rivers.")
    button(page, "Check this decision").click()
    button(page, "Do not select Two Example").click()
    expect(main(page)).to_contain_text("Not selected")
    states = dict(Application.objects.values_list("student__name", "state"))
    assert states == {"One Example": "shortlisted", "Two Example": "unsuccessful"}
    assert one.advert == two.advert


def test_a_host_decides_a_claim(person):
    claim = claim_in("submitted")
    host = HostFactory(organisation=claim.placement.advert.organisation).user
    page = person(host, java_script_enabled=False)
    page.goto(f"/host/claims/{claim.pk}/")
    travel = page.get_by_role("region", name="Local travel")
    travel.get_by_role("radio", name="Approve less").check()
    travel.get_by_label("Approve", exact=True).fill("18.00")
    lunch = page.get_by_role("region", name="Lunch")
    lunch.get_by_role("radio", name="Approve all of it").check()
    button(page, "Check decision").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    travel = page.get_by_role("region", name="Local travel")
    expect(travel.get_by_label("Approve", exact=True)).to_have_value("18.00")
    travel.get_by_label("Why less").fill(money.REASON)
    button(page, "Check decision").last.click()
    button(page, "Approve £26.40").click()
    claim.refresh_from_db()
    assert claim.state == "approved"
    assert invariants.broken() == []
