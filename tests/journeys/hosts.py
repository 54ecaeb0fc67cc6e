"""What a host and the Internship Office do in the browser, step by step."""

from playwright.sync_api import Page, expect

TITLE = "Mapping the hidden rivers of a city"
DUTY = "We will reimburse local travel"


def main(page: Page):
    return page.get_by_role("main")


def button(page: Page, name: str):
    return main(page).get_by_role("button", name=name)


def link(page: Page, name: str):
    return main(page).get_by_role("link", name=name)


def register_organisation(page: Page, name: str) -> None:
    """Everything it asks for, sent to the Office in one go."""
    page.goto("/host/")
    link(page, "Register an organisation").click()
    page.get_by_label("Organisation's name").fill(name)
    page.get_by_role("radio", name="Start-up").check()
    page.get_by_label("Sector").select_option(label="Energy and environment")
    page.get_by_label("Website").fill("https://surveyors.example.net")
    page.get_by_label("We will supervise every student on placement").check()
    page.get_by_label("Our insurance covers students on placement").check()
    page.get_by_label("We accept the terms for hosts").check()
    button(page, "Save and submit to the Office").click()
    expect(page.get_by_text(f"“{name}” has gone to the Internship Office.")).to_be_visible()


def write_advert(page: Page, title: str) -> None:
    """Three days in one of the weeks, the last of them remote; not yet with the duty to pay."""
    page.goto("/host/")
    link(page, "Write an advert").first.click()
    page.get_by_label("Title").fill(title)
    button(page, "Start the advert").click()
    page.get_by_label("The project in one line").fill("Draw what flows below the streets")
    page.get_by_label("The project", exact=True).fill("Old maps show rivers that nobody sees now.")
    page.get_by_label("What the student will observe and do").fill("Compare maps with a surveyor.")
    page.get_by_label("Who supervises, and how").fill("A surveyor, every day.")
    page.get_by_label("Sector").select_option(label="Energy and environment")
    page.get_by_label("Places", exact=True).fill("1")
    page.get_by_role("group", name="Candidate weeks").get_by_role("checkbox").first.check()
    page.get_by_label("Length in days").fill("3")
    page.get_by_role("radio", name="Hybrid").check()
    for day, mode in ((1, "In person"), (2, "In person"), (3, "Remote")):
        page.get_by_label(f"Day {day}", exact=True).select_option(label=mode)
    page.get_by_label("Town or city").fill("London")


def submit_advert(page: Page) -> None:
    """Submitting is refused until the duty is accepted, and what was typed stays."""
    button(page, "Save and submit to the Office").click()
    expect(
        page.get_by_text("Accept that you reimburse local travel and lunch").first
    ).to_be_visible()
    expect(page.get_by_label("Town or city")).to_have_value("London")
    expect(page.get_by_label("Day 3", exact=True)).to_have_value("remote")
    page.get_by_label(DUTY).check()
    button(page, "Save and submit to the Office").click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    expect(main(page)).to_contain_text("Submitted")


def approve_advert(page: Page, title: str) -> None:
    """The Office finds the advert in its queue and presses Approve."""
    page.goto("/office/")
    page.get_by_role("link", name="Adverts to review").click()
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("link", name="Approve", exact=True).click()
    page.get_by_label("Comment").fill("A clear project.")
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text(f"Approve: done for {title}")).to_be_visible()
    expect(page.get_by_role("region", name="History")).to_contain_text("A clear project.")


def _go_to_applicants(page: Page, title: str) -> None:
    page.goto("/host/")
    section = page.get_by_role("region", name="Your adverts")
    section.get_by_role("link", name=title).click()
    link(page, "See applicants").click()


def choose(page: Page, title: str, student: str) -> None:
    """The host reads the one application and shortlists whoever sent it."""
    _go_to_applicants(page, title)
    expect(main(page)).to_contain_text("1 applicant")
    link(page, student).click()
    expect(main(page)).to_contain_text("Rivers under streets")
    expect(main(page).get_by_title(f"CV of {student}")).to_be_visible()
    button(page, "Shortlist").click()
    expect(main(page)).to_contain_text("Shortlisted")


def make_offer(page: Page, title: str, student: str) -> None:
    _go_to_applicants(page, title)
    link(page, student).click()
    link(page, "Offer a place").click()
    for day in ("Monday", "Tuesday", "Wednesday"):
        page.get_by_role("checkbox", name=day).check()
    for day, mode in (("Monday", "In person"), ("Tuesday", "In person"), ("Wednesday", "Remote")):
        page.get_by_role("combobox", name=day).select_option(label=mode)
    page.get_by_label("Where the student goes").fill("1 Example Street, London")
    page.get_by_label("Whom to meet").fill("Robin Example")
    page.get_by_label("Joining instructions").fill("Ring the bell marked Maps.")
    page.get_by_label("A note to the student").fill("We look forward to meeting you.")
    button(page, "Check the offer").click()
    expect(main(page)).to_contain_text("We look forward to meeting you.")
    button(page, "Make the offer").click()
    expect(main(page)).to_contain_text("Offered")


def confirm_attendance(page: Page, placement_url: str) -> None:
    page.goto(placement_url)
    expect(page.get_by_role("radio", name="Attended", exact=True)).to_have_count(3)
    button(page, "Confirm attendance").click()
    expect(main(page)).to_contain_text("Completed")
    expect(page.get_by_role("cell", name="Yes")).to_have_count(3)
