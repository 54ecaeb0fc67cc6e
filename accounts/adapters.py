"""Where sign-in meets the register: whenever somebody has proved an address, or signs in."""

from allauth.account.adapter import DefaultAccountAdapter

from accounts import register


class AccountAdapter(DefaultAccountAdapter):
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
