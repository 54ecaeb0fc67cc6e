"""What people type about a claim, and what is wrong with it."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from expenses import receipts
from expenses.models import Item, Payment
from expenses.policy import Decision, amount_help, capitalised, decision_problem, name_line
from expenses.workflow import NewPayment
from microinternships import clock
from microinternships.engine import Refused

AMOUNT = re.compile(r"\d{1,5}(\.\d{1,2})?")


class AmountField(forms.CharField):
    """Pounds and pence as people write them: "12.50", "£12.50", "12". Gives a Decimal or None."""

    def __init__(self, *, currency: str = "GBP", **kwargs):
        self.currency = currency
        attrs = {"inputmode": "decimal", "autocomplete": "off", "size": "8"}
        kwargs.setdefault("error_messages", {"required": amount_help(currency)})
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value) -> Decimal | None:
        text = super().clean(value)
        for sign in "£€$ ":
            text = text.replace(sign, "")
        if not text:
            return None
        if not AMOUNT.fullmatch(text) or Decimal(text) <= 0:
            raise ValidationError(amount_help(self.currency), code="amount")
        return Decimal(text)


class LineForm(forms.Form):
    """One line of a draft: an amount, a note, a receipt. All may be empty until it is checked."""

    amount = AmountField(label="Amount", required=False)
    note = forms.CharField(label="What it was", max_length=200, required=False)
    receipt = forms.FileField(
        label="Receipt",
        required=False,
        widget=forms.FileInput(attrs={"accept": receipts.ACCEPT}),
    )

    def __init__(
        self, *args, days, category="", currency="GBP", item: Item | None = None, **kwargs
    ):
        self.item, self.days, self.category, self.currency = item, days, category, currency
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = currency
        if item:
            amount = "" if item.claimed is None else f"{item.claimed.amount:.2f}"
            self.initial |= {"note": item.note, "amount": amount}

    @property
    def title(self) -> str:
        return Item.Category(self.category).label

    @property
    def line_words(self) -> str:
        """The line as a summary of errors names it."""
        return capitalised(name_line(self.category, self.days))

    def clean_receipt(self):
        upload = self.cleaned_data["receipt"]
        if not upload:
            return None
        try:
            return receipts.clean(upload)
        except Refused as refused:
            raise ValidationError(str(refused), code="receipt") from None

    def has_input(self) -> bool:
        """Whether anything was given, or something is stored."""
        return self.item is not None or self.has_changed()

    def chosen_days(self) -> list:
        return self.days

    def chosen_category(self) -> str:
        return self.category

    def ask_for_what_is_missing(self) -> None:
        """Before a claim is checked, a line that has something must have everything."""
        has_receipt = self.cleaned_data.get("receipt") or (self.item and self.item.proof)
        if "amount" not in self.errors and self.cleaned_data.get("amount") is None:
            self.add_error("amount", amount_help(self.currency))
        if "receipt" not in self.errors and not has_receipt:
            self.add_error("receipt", "Add the receipt.")


class SeveralDaysForm(LineForm):
    """A line for several days, like a return or a weekly ticket, or a second one for a day."""

    category_of_several = forms.ChoiceField(
        label="For", choices=(), required=False, widget=forms.RadioSelect
    )
    several = forms.MultipleChoiceField(
        label="Which days it was for",
        choices=(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("category_of_several", "several", "amount", "note", "receipt")

    def __init__(self, *args, categories, **kwargs):
        super().__init__(*args, **kwargs)
        labels = dict(Item.Category.choices)
        self.fields["category_of_several"].choices = [(one, labels[one]) for one in categories]
        self.fields["several"].choices = [(str(day.pk), str(day)) for day in self.days]
        self.initial.setdefault("category_of_several", categories[0] if categories else "")
        if self.item:
            self.initial |= {
                "category_of_several": self.item.category,
                "several": [str(day.pk) for day in self.item.ordered_days],
            }

    title = "Several days"

    @property
    def line_words(self) -> str:
        days = self.chosen_days() if self.is_bound else []
        return capitalised(name_line(self.chosen_category(), days)) if days else self.title

    def has_input(self) -> bool:
        """What it was for comes chosen already and alone means nothing."""
        return self.item is not None or set(self.changed_data) - {"category_of_several"} != set()

    def chosen_days(self) -> list:
        chosen = self.cleaned_data.get("several", [])
        return [day for day in self.days if str(day.pk) in chosen]

    def chosen_category(self) -> str:
        return self.cleaned_data.get("category_of_several") or self.initial["category_of_several"]

    def ask_for_what_is_missing(self) -> None:
        super().ask_for_what_is_missing()
        if "several" not in self.errors and not self.cleaned_data.get("several"):
            self.add_error("several", "Choose the days this was for.")


class AnswerForm(forms.Form):
    """A student's answer to the host's question about one item."""

    answer = forms.CharField(
        label="Your answer",
        max_length=500,
        error_messages={"required": "Answer the host's question."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, item: Item, **kwargs):
        self.item = item
        super().__init__(*args, prefix=f"item-{item.pk}", **kwargs)


class ReasonForm(forms.Form):
    """Why somebody presses a button that asks for a reason."""

    comment = forms.CharField(
        label="What happened",
        max_length=1000,
        error_messages={"required": "Say why, in a sentence or two."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, label: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if label:
            self.fields["comment"].label = label


class DecisionForm(forms.Form):
    """A host's decision on one item, or a question about it."""

    WHOLE, PART, NOTHING = "approve", "reduce", "refuse"
    VERDICTS = ((WHOLE, "Approve all of it"), (PART, "Approve less"), (NOTHING, "Refuse"))

    verdict = forms.ChoiceField(
        label="Your decision",
        choices=VERDICTS,
        required=False,
        widget=forms.RadioSelect,
    )
    amount = AmountField(
        label="Approve", required=False, help_text="Only when you approve less than was claimed."
    )
    reason = forms.CharField(
        label="Why less, or why not",
        max_length=300,
        required=False,
        help_text="The student sees this.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    question = forms.CharField(
        label="A question about this item",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, item: Item, **kwargs):
        self.item = item
        super().__init__(*args, prefix=f"item-{item.pk}", **kwargs)
        self.fields["amount"].currency = item.claimed_currency

    def decision(self) -> Decision | None:
        """What was decided; None while nothing was chosen. The form is valid."""
        reason = self.cleaned_data["reason"]
        match self.cleaned_data["verdict"]:
            case self.WHOLE:
                return Decision(self.item.claimed.amount)
            case self.NOTHING:
                return Decision(Decimal(0), reason)
            case self.PART if self.cleaned_data["amount"] is not None:
                return Decision(self.cleaned_data["amount"], reason)
        return None

    def ask_for_a_decision(self) -> bool:
        """Add what is missing or wrong in the decision; whether nothing is."""
        chosen_part = self.cleaned_data.get("verdict") == self.PART
        if chosen_part and "amount" not in self.errors and self.cleaned_data["amount"] is None:
            self.add_error("amount", amount_help(self.item.claimed_currency))
        if not self.errors and (problem := decision_problem(self.item, self.decision())):
            self.add_error(problem.field.rpartition("-")[2], problem.message)
        return not self.errors


class PaymentForm(forms.Form):
    """A payment the host made."""

    paid_on = forms.DateField(
        label="Date of the payment",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Enter the date the payment was made.",
            "invalid": "Enter the date the payment was made.",
        },
    )
    amount = AmountField(label="Amount")
    method = forms.ChoiceField(
        label="How it was paid", choices=Payment.Method.choices, widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label="Reference on the payment",
        max_length=80,
        required=False,
        help_text="So that the student can find it on their statement.",
    )
    failed = forms.MultipleChoiceField(
        label="Which earlier payment did not arrive?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the payment that did not arrive."},
    )

    def __init__(self, *args, claim, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amount"].currency = claim.currency
        self.initial.setdefault("paid_on", clock.today())
        self.initial.setdefault("method", Payment.Method.TRANSFER)
        if claim.owed.amount > 0:
            self.initial.setdefault("amount", claim.owed.amount)
        standing = [one for one in claim.payments.all() if not one.failed]
        if claim.state == claim.State.DISPUTED and standing:
            self.fields["failed"].choices = [(str(one.pk), str(one)) for one in standing]
            self.order_fields(["failed"])
            if len(standing) == 1:
                self.initial.setdefault("failed", [str(standing[0].pk)])
                self.initial.setdefault("amount", standing[0].amount.amount)
        else:
            del self.fields["failed"]

    def clean_paid_on(self):
        if self.cleaned_data["paid_on"] > clock.today():
            raise ValidationError("Enter the date the payment was made, today or earlier.")
        return self.cleaned_data["paid_on"]

    def payment(self) -> NewPayment:
        typed = self.cleaned_data
        return NewPayment(typed["paid_on"], typed["amount"], typed["method"], typed["reference"])

    def payments_that_failed(self) -> tuple[int, ...]:
        """The keys of earlier payments that did not arrive."""
        return tuple(int(one) for one in self.cleaned_data.get("failed", ()))
