"""Where sign-in meets the register: whenever somebody has proved an address, or signs in."""

from allauth.account.adapter import DefaultAccountAdapter

from accounts import register


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "cannot_remove_primary_email": "You cannot remove your primary e-mail address.",
        "duplicate_email": "This e-mail address is one of yours already.",
        "email_password_mismatch": "The e-mail address or the password is not right. Check both.",
        "email_taken": "This e-mail address has an account already. Sign in with it.",
        "max_email_addresses": "You cannot add more than %d e-mail addresses.",
        "unknown_email": "No account has this e-mail address.",
        "unverified_primary_email": "Your primary e-mail address must be verified.",
    }

    def pre_login(self, request, user, **kwargs):
        response = super().pre_login(request, user, **kwargs)
        if response is None:
            register.link(user)
        return response

    def confirm_email(self, request, email_address):
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            register.link(email_address.user)
        return confirmed
