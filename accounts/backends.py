"""What an Office role lets somebody do in Django admin."""

from django.contrib.auth.backends import BaseBackend

from accounts.models import OfficeMember

ALLOWED = {
    OfficeMember.Role.VIEWER: {"view", "export"},
    OfficeMember.Role.CASEWORKER: {"view", "export", "add", "change", "import"},
    OfficeMember.Role.MANAGER: {"view", "export", "add", "change", "import", "delete"},
}


class OfficeBackend(BaseBackend):
    """Model permissions follow from the OfficeMember row; there are no groups to keep."""

    def has_perm(self, user, perm: str, obj=None) -> bool:
        if not user.is_active:
            return False
        action = perm.rpartition(".")[2].split("_")[0]
        return action in ALLOWED.get(user.office_role, set())

    def has_module_perms(self, user, app_label: str) -> bool:
        return user.is_active and bool(user.office_role)
