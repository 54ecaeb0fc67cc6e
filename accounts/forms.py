"""What people say about themselves, and who they are when they sign in."""

from allauth.account import forms as allauth
from allauth.socialaccount.forms import SignupForm as SocialSignUpForm
from django import forms

from accounts.models import User


class DetailsForm(forms.ModelForm):
    """How somebody is called. A student's full name is the register's, so it is not asked."""

    use_required_attribute = False

    class Meta:
        model = User
        fields = ("name", "known_as", "pronouns")
        labels = {"name": "Full name", "known_as": "Known as"}
        help_texts = {
            "known_as": "What people call you, if it is not your first name.",
            "pronouns": "As in she/her, he/him or they/them.",
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "known_as": forms.TextInput(attrs={"autocomplete": "nickname"}),
            "pronouns": forms.TextInput(attrs={"autocomplete": "off"}),
        }
        error_messages = {"name": {"required": "Give your full name."}}

    def __init__(self, *args, named_by_register: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        if named_by_register:
            del self.fields["name"]


class AddressForm(forms.Form):
    """One of allauth's forms that calls an address what the rest of the site calls it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["login" if "login" in self.fields else "email"]
        field.label = "E-mail address"
        field.error_messages["required"] = "Give your e-mail address."
        field.error_messages["invalid"] = "Give an e-mail address, as in name@example.org."
        del field.widget.attrs["placeholder"]  # it only repeats the label


class SignInForm(AddressForm, allauth.LoginForm):
    pass


class SignUpForm(AddressForm, allauth.SignupForm):
    pass


class UniversitySignUpForm(AddressForm, SocialSignUpForm):
    pass


class AddAddressForm(AddressForm, allauth.AddEmailForm):
    pass


class NewPasswordForm(AddressForm, allauth.ResetPasswordForm):
    pass


class CodeByMailForm(AddressForm, allauth.RequestLoginCodeForm):
    pass
