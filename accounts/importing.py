"""Reading the university's register from a CSV file (OF-04)."""

from import_export import fields, resources, widgets

from accounts import register
from accounts.models import Student


class YesNo(widgets.Widget):
    """Yes or no, however a spreadsheet writes it; anything else is an error."""

    WORDS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}

    def clean(self, value, row=None, **kwargs) -> bool:
        word = str("" if value is None else value).strip().lower()
        if word and word not in self.WORDS:
            raise ValueError(f"“{value}” is neither yes nor no.")
        return self.WORDS.get(word, False)

    def render(self, value, obj=None, **kwargs) -> str:
        return "yes" if value else "no"


class LevelWidget(widgets.CharWidget):
    """Accepts the code or the label of a level, in any case."""

    KNOWN = {word.lower(): code for code, label in Student.Level.choices for word in (code, label)}

    def clean(self, value, row=None, **kwargs) -> str:
        level = self.KNOWN.get((value or "").strip().lower())
        if level is None:
            labels = ", ".join(Student.Level.labels)
            raise ValueError(f"“{value}” is not a level; write one of: {labels}.")
        return level


class StudentResource(resources.ModelResource):
    """Columns: name, university e-mail, level, award, programme, college, matriculated on,
    visiting, course end. A row with a known e-mail updates that student."""

    name = fields.Field("name", "name")
    email = fields.Field("email", "university e-mail")
    level = fields.Field("level", "level", widget=LevelWidget())
    award = fields.Field("award", "award")
    programme = fields.Field("programme", "programme", default="")
    college = fields.Field("college", "college", default="")
    matriculated_on = fields.Field(
        "matriculated_on", "matriculated on", widget=widgets.DateWidget(format="%Y-%m-%d")
    )
    visiting = fields.Field("visiting", "visiting", widget=YesNo())
    course_ends_on = fields.Field(
        "course_ends_on", "course end", widget=widgets.DateWidget(format="%Y-%m-%d")
    )

    class Meta:
        model = Student
        import_id_fields = ("email",)
        fields = (
            "name",
            "email",
            "level",
            "award",
            "programme",
            "college",
            "matriculated_on",
            "visiting",
            "course_ends_on",
        )
        use_transactions = True
        clean_model_instances = True
        skip_unchanged = True

    def before_import_row(self, row, **kwargs) -> None:
        row["university e-mail"] = (row.get("university e-mail") or "").strip().lower()

    def after_save_instance(self, instance, row, **kwargs) -> None:
        if not kwargs.get("dry_run"):
            register.link_row(instance)
