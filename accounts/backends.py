"""What an Office role lets somebody do in Django admin."""

from django.core.exceptions import PermissionDenied

from accounts.models import OfficeMember

ALLOWED = {
    OfficeMember.Role.VIEWER: {"view", "export"},
    OfficeMember.Role.CASEWORKER: {"view", "export", "add", "change", "import"},
    OfficeMember.Role.MANAGER: {"view", "export", "add", "change", "import", "delete"},
}


class OfficeBackend:
    """Model permissions follow from the OfficeMember row; there are no groups to keep.

    It comes first and has the last word on them, so that none is looked for in empty tables. Who
    may do what with one object is for others to say. It signs nobody in.
    """

    def authenticate(self, request, **credentials) -> None:
        return None

    def has_perm(self, user, perm: str, obj=None) -> bool:
        """Raises PermissionDenied for what the role does not allow, with which the search ends."""
        if obj is not None:
            return False
        action = perm.rpartition(".")[2].split("_")[0]
        if user.is_active and action in ALLOWED.get(user.office_role, set()):
            return True
        raise PermissionDenied

    def has_module_perms(self, user, app_label: str) -> bool:
        if user.is_active and user.office_role:
            return True
        raise PermissionDenied
