"""What a student types, ticks and uploads. A draft may leave anything out."""

from django import forms

from applications import cv as cvs
from applications import drafts
from applications.models import Application
from microinternships.refusals import OneOf, SomeOf
from microinternships.templatetags.words import dates_between, zone_name
from placements import hours
from placements.models import WorkingHours


def ask_of_zone(form: forms.Form, terms: WorkingHours) -> None:
    """Keep the acknowledgement only where ``terms`` need one, with the hours on its first day."""
    if not terms.remote_across_zones:
        del form.fields["zone_acknowledged"]
        return
    there, here = hours.on(terms, terms.days_across_zones[0])
    form.fields["zone_acknowledged"].label = (
        f"I have seen that the hours are {zone_name(terms.zone)} time: {there} there is "
        f"{here} in Oxford"
    )


class WeekField(SomeOf):
    def label_from_instance(self, week) -> str:
        between = dates_between(week.starts_on, week.ends_on)
        return f"I am free every day of week {week.label}, {between}"


class EarlierField(OneOf):
    def label_from_instance(self, earlier: Application) -> str:
        return f"The CV you sent to {earlier.advert.organisation} for “{earlier.advert}”"


class AnswersForm(forms.Form):
    """One application's answers. :meth:`store` keeps what can be read, even when some cannot."""

    use_required_attribute = False

    weeks = WeekField(
        queryset=None,
        label="When are you available?",
        help_text="Choose each week in which you are free on every day, Monday to Friday.",
        widget=forms.CheckboxSelectMultiple,
    )
    committed = forms.BooleanField(
        label="I am available and able to fully commit to this placement"
    )
    zone_acknowledged = forms.BooleanField()
    answer = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}))
    statement = forms.CharField(
        label="Personal statement",
        help_text=(
            "Why this placement, and what would you bring to it and take from it? "
            "At most 300 words, written for this host."
        ),
        widget=forms.Textarea(attrs={"rows": 14, "aria-describedby": "id_statement_words"}),
    )
    cv = forms.FileField(
        label="CV",
        help_text="A PDF of one page, at most 5 MB.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"empty": "That file is empty. Choose your CV as a PDF."},
    )
    reuse = EarlierField(
        queryset=None,
        label="Or use a CV you have sent before",
        empty_label="No, I upload one here",
        required=False,
    )
    keep_first_page = forms.BooleanField(label="Keep only the first page", required=False)

    def __init__(self, *args, application: Application, **kwargs):
        initial = {name: getattr(application, name) for name in drafts.ANSWERS}
        initial["weeks"] = [week.pk for week in application.weeks.all()]
        super().__init__(*args, initial=initial, **kwargs)
        self.application = application
        self._shape(application)

    def _shape(self, application: Application) -> None:
        """Ask only what this advert needs to know."""
        advert = application.advert
        self.fields["weeks"].queryset = advert.weeks.all()
        if advert.question:
            self.fields["answer"].label = advert.question
            self.fields["answer"].help_text = "The host asks this of everybody who applies."
        else:
            del self.fields["answer"]
        ask_of_zone(self, advert)
        self.fields["reuse"].queryset = Application.objects.earlier_cvs(application)
        if not self.fields["reuse"].queryset.exists():
            del self.fields["reuse"]

    def full_clean(self) -> None:
        """Nothing is required of a draft; what is missing is said before it is sent."""
        required = [field for field in self.fields.values() if field.required]
        for field in required:
            field.required = False
        super().full_clean()
        for field in required:
            field.required = True

    def clean_cv(self) -> cvs.CV | None:
        upload = self.cleaned_data["cv"]
        return cvs.read(upload) if upload else None

    def store(self) -> None:
        """Save every answer that could be read. Raises drafts.NoLongerADraft."""
        given = self.cleaned_data
        answers = {name: given[name] for name in drafts.ANSWERS if name in given}
        drafts.save(self.application, weeks=given.get("weeks"), cv=given.get("cv"), **answers)
        if given.get("reuse") and not given.get("cv"):
            drafts.reuse_cv(self.application, given["reuse"])
        self.application.refresh_from_db()
        if given.get("keep_first_page"):
            drafts.cut_cv(self.application)
            self.application.refresh_from_db()

    def say_what_cannot_be_sent(self, refusals) -> None:
        """Mark what was answered in a way that will be refused; what is missing may come later."""
        for refusal in refusals:
            name = refusal.field
            answered = name in ("statement", "answer", "cv") and getattr(self.application, name)
            if answered and name in self.fields and name not in self.errors:
                self.add_error(name, forms.ValidationError(refusal.message, code=refusal.code))


class AgainForm(forms.Form):
    """What a student confirms once more, for an advert whose terms have changed."""

    weeks = WeekField(
        queryset=None,
        label="When are you available?",
        help_text="Choose each week in which you are free on every day, Monday to Friday.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one week in which you are free every day."},
    )
    committed = forms.BooleanField(
        label="I am available and able to fully commit to this placement as it is now",
        error_messages={"required": "Confirm that you are available and can fully commit."},
    )
    zone_acknowledged = forms.BooleanField(
        error_messages={"required": "Confirm that you have seen the time zone of the host."}
    )

    def __init__(self, *args, application: Application, **kwargs):
        advert = application.advert
        offered = {week.pk for week in advert.offered_weeks}
        still_free = [week.pk for week in application.weeks.all() if week.pk in offered]
        super().__init__(*args, initial={"weeks": still_free}, **kwargs)
        self.fields["weeks"].queryset = advert.weeks.all()
        ask_of_zone(self, advert)


class AcceptForm(forms.Form):
    """Accepting an offer: the version of the terms that was read, and the host's clock."""

    terms_version = forms.IntegerField(widget=forms.HiddenInput)
    zone_acknowledged = forms.BooleanField(required=False)

    def __init__(self, *args, offer, **kwargs):
        super().__init__(*args, initial={"terms_version": offer.terms_version}, **kwargs)
        ask_of_zone(self, offer)
