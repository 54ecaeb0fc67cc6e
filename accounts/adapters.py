"""Where sign-in meets the register."""

from allauth.account.adapter import DefaultAccountAdapter

from accounts import register


class AccountAdapter(DefaultAccountAdapter):
    def pre_login(self, request, user, **kwargs):
        """allauth calls this once the address is known to be the person's own."""
        response = super().pre_login(request, user, **kwargs)
        if response is None:
            register.link(user)
        return response
