"""Looking for an advert: ticks, words, the way back, and saving from a card, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from applications.models import SavedAdvert
from tests.factories import AdvertFactory, CycleFactory, StudentFactory
from tests.journeys.hosts import button, link, main
from tests.journeys.test_keyboard import press, tab_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def adverts():
    cycle = CycleFactory()
    return [
        AdvertFactory(cycle=cycle, title="Old sea charts", mode="remote", place="", sector="arts"),
        AdvertFactory(cycle=cycle, title="New sea charts", mode="hybrid", sector="media"),
        AdvertFactory(cycle=cycle, title="A survey of ponds", mode="in_person", sector="energy"),
    ]


def tick(page: Page, group: str, label: str):
    return page.get_by_role("group", name=group).get_by_label(label)


def count(page: Page):
    return main(page).get_by_role("status").filter(has_text="advert")


def words(page: Page):
    return page.get_by_role("searchbox", name="Search")


def test_a_tick_swaps_the_results_in_place_and_says_how_many(visitor, adverts):
    old, _, ponds = adverts
    page = visitor()
    page.goto("/adverts/")
    expect(count(page)).to_have_text("3 adverts")
    page.evaluate("window.stayed = true")
    tick(page, "Mode", "Remote").check()
    expect(count(page)).to_have_text("1 advert")
    expect(page).to_have_url(re.compile(r"[?&]mode=remote"))
    expect(link(page, old.title)).to_be_visible()
    expect(link(page, ponds.title)).to_have_count(0)
    expect(tick(page, "Mode", "Remote")).to_be_focused()
    expect(tick(page, "Mode", "Remote")).to_be_checked()
    assert page.evaluate("window.stayed")


def test_the_way_back_leads_through_everything_that_was_asked(visitor, adverts):
    page = visitor()
    page.goto("/adverts/")
    words(page).fill("charts")
    expect(count(page)).to_have_text("2 adverts")
    expect(page).to_have_url(re.compile("q=charts"))
    tick(page, "Mode", "Hybrid").check()
    expect(count(page)).to_have_text("1 advert")
    expect(page).to_have_url(re.compile("mode=hybrid"))
    page.go_back()
    expect(count(page)).to_have_text("2 adverts")
    expect(words(page)).to_have_value("charts")
    expect(tick(page, "Mode", "Hybrid")).not_to_be_checked()
    page.go_back()
    expect(count(page)).to_have_text("3 adverts")
    expect(words(page)).to_have_value("")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_mistyped_word_leads_on(visitor, adverts, scripts):
    page = visitor(java_script_enabled=scripts)
    page.goto("/adverts/")
    words(page).fill("chrats")
    words(page).press("Enter")
    expect(main(page)).to_contain_text("No advert fits “chrats”")
    link(page, "charts").click()
    expect(count(page)).to_have_text("2 adverts")
    expect(words(page)).to_have_value("charts")


def test_without_scripts_a_tick_counts_with_the_button(visitor, adverts):
    page = visitor(java_script_enabled=False)
    page.goto("/adverts/")
    tick(page, "Mode", "Remote").check()
    button(page, "Show adverts").first.click()
    expect(count(page)).to_have_text("1 advert")
    expect(tick(page, "Mode", "Remote")).to_be_checked()
    page.go_back()
    expect(count(page)).to_have_text("3 adverts")


def test_a_card_is_saved_where_it_stands(person, adverts):
    student = StudentFactory()
    page = person(student.user)
    page.goto("/adverts/?q=no-advert-has-this")
    link(page, "Without the words “no-advert-has-this”").click()
    title = adverts[1].title
    button(page, f"Save {title}").click()
    remove = button(page, f"Remove from saved {title}")
    expect(remove).to_be_focused()
    expect(page.locator("#saving-said")).to_have_text(f"Saved: {title}")
    assert SavedAdvert.objects.get().advert == adverts[1]
    remove.press("Enter")
    expect(button(page, f"Save {title}")).to_be_focused()
    expect(page.locator("#saving-said")).to_have_text(f"No longer saved: {title}")
    assert not SavedAdvert.objects.exists()


# Presses the button that answers a save in the very turn in which it appears: nobody is faster.
AT_ONCE = """id => new MutationObserver((_, observer) => {
    const button = document.getElementById(id);
    if (button && button.value === "no") { observer.disconnect(); button.click(); }
}).observe(document.getElementById("results"), { childList: true, subtree: true })"""


def test_a_button_that_has_just_come_is_ready_to_be_pressed(person, adverts):
    page = person(StudentFactory().user)
    page.goto("/adverts/")
    title = adverts[1].title
    save = button(page, f"Save {title}")
    page.evaluate(AT_ONCE, f"save-{adverts[1].pk}")
    save.click()
    expect(page.locator("#saving-said")).to_have_text(f"No longer saved: {title}")
    expect(save).to_be_focused()
    expect(page).to_have_url(re.compile(r"/adverts/$"))
    assert not SavedAdvert.objects.exists()


def test_a_search_that_found_nothing_at_first_can_be_saved_from_as_well(person, adverts):
    """The results are swapped in; what the button sends was on the page before."""
    page = person(StudentFactory().user)
    page.goto("/adverts/?q=no-advert-has-this")
    words(page).fill("ponds")
    button(page, f"Save {adverts[2].title}").click()
    expect(button(page, f"Remove from saved {adverts[2].title}")).to_be_focused()


def test_without_scripts_saving_comes_back_to_the_card(person, adverts):
    page = person(StudentFactory().user, java_script_enabled=False)
    page.goto("/adverts/?mode=hybrid&mode=remote")
    title = adverts[0].title
    button(page, f"Save {title}").click()
    expect(page).to_have_url(re.compile(rf"\?mode=hybrid&mode=remote#advert-{adverts[0].pk}$"))
    expect(button(page, f"Remove from saved {title}")).to_be_in_viewport()
    button(page, f"Remove from saved {title}").click()
    expect(button(page, f"Save {title}")).to_be_in_viewport()


def test_with_the_keyboard_alone_adverts_are_found_and_saved(person, adverts):
    page = person(StudentFactory().user)
    page.goto("/adverts/")
    tab_to(page, words(page))
    page.keyboard.type("charts")
    expect(count(page)).to_have_text("2 adverts")
    press(page, tick(page, "Mode", "Remote"), "Space")
    expect(count(page)).to_have_text("1 advert")
    press(page, button(page, f"Save {adverts[0].title}"))
    expect(button(page, f"Remove from saved {adverts[0].title}")).to_be_focused()
    press(page, link(page, "Save this search"))
    press(page, page.get_by_role("radio", name="Every working day"), "ArrowDown")
    press(page, button(page, "Save search"))
    expect(main(page)).to_contain_text("“charts”, Remote")
    expect(main(page)).to_contain_text("1 advert fits now. We write once a week.")
