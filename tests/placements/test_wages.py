"""Which words read like wages or fees, and which only look like it."""

import pytest

from placements import wages

FLAGGED = [
    ("A salary of sorts", ["salary"]),
    ("salaried staff and a stipend", ["salaried", "stipend"]),
    ("The living wage, Wages", ["wage", "Wages"]),
    ("We give a bonus", ["bonus"]),
    ("You get £12 per hour", ["£12 per hour"]),
    ("£12.50 an hour; £80/day; £400 a week", ["£12.50 an hour", "£80/day", "£400 a week"]),
    ("£12ph, £13 p/h", ["£12ph", "£13 p/h"]),
    ("€1,000 per month", ["€1,000 per month"]),
    ("GBP 12 per hour", ["GBP 12 per hour"]),
    ("12 pounds an hour", ["12 pounds an hour"]),
    ("competitive pay", ["competitive pay"]),
    ("A paid internship", ["paid internship"]),
    ("pro rata", ["pro rata"]),
    ("remuneration", ["remuneration"]),
    ("You will be paid £500", ["You will be paid"]),
    ("Students get paid. We pay you.", ["Students get paid", "pay you"]),
    ("Pay: £200, a payment of £50", ["Pay: £200", "payment of £50"]),
    ("You earn £200 and receive £300", ["earn £200", "receive £300"]),
    ("You can earn some money: a paid week", ["You can earn some money", "paid week"]),
    ("a per diem, a daily allowance", ["per diem", "daily allowance"]),
    ("£90 per diem and a £20 voucher", ["£90 per diem", "£20 voucher"]),
    ("a small payment, a lump sum", ["small payment", "lump sum"]),
    ("a flat rate of £15; gift cards", ["flat rate of £15", "gift cards"]),
    ("£12\nper hour", ["£12 per hour"]),
    ("An application fee", ["application fee"]),
    ("an administration fee of £20", ["administration fee"]),
    ("Applicant fees are due", ["Applicant fees"]),
    ("the training cost is yours", ["training cost"]),
    ("a £50 deposit", ["£50 deposit"]),
    ("a deposit of £50", ["deposit of £50"]),
    ("A refundable deposit", ["refundable deposit"]),
    ("you pay a small fee", ["pay a small fee"]),
    ("We ask for a deposit", ["ask for a deposit"]),
    ("You pay £20 to join; students must pay £5", ["You pay £20", "students must pay £5"]),
    ("We charge £5; it charges you £5", ["We charge £5", "charges you £5"]),
    ("you pay for your own training", ["pay for your own training"]),
]
NOT_FLAGGED = [
    "",
    "The placement is voluntary and unpaid.",
    "an unpaid placement",
    "Pay attention to detail; it pays off. We pay a visit to the archive.",
    "We repay your bus fare and lunch.",
    "There is no salary, nor wages, and not a wage; without a stipend",
    "No application fee",
    "The bank deposits of a river; mineral deposits",
    "A catalogue worth £12, at £3 per item",
    "Coffee, feet, salaam, wager, wagered",
    "Hours are 9:00 to 17:00 per day",
    "We paid for the licence.",
    "You pay for your ticket first, and we pay you back; you are paid back within a week.",
    "Payment systems, price allowances, a token of thanks and earning trust",
    "The museum charges £3 to visit, and its shop earns money.",
    "Receive feedback, earn respect, and see how a museum charges visitors",
]


@pytest.mark.parametrize(("text", "words"), FLAGGED)
def test_what_reads_like_wages_or_fees_is_flagged(text, words):
    assert [flag.words for flag in wages.flags(text)] == words


@pytest.mark.parametrize("text", NOT_FLAGGED)
def test_what_does_not_is_left_alone(text):
    assert wages.flags(text) == []


@pytest.mark.parametrize("text", [*(text for text, _ in FLAGGED), *NOT_FLAGGED])
def test_the_pieces_are_the_text(text):
    pieces = list(wages.marked(text))
    assert "".join(piece for piece, _ in pieces) == text
    assert len([piece for piece, flagged in pieces if flagged]) == len(wages.flags(text))


def test_the_same_words_are_pointed_out_once_with_what_to_do():
    assert wages.advice("A wage, a wage and an application fee") == [
        "“wage” reads like pay. A placement is voluntary and unpaid: please say it in other words.",
        "“application fee” reads like a cost to the student. Nobody pays to apply, to train or to "
        "take part.",
    ]
