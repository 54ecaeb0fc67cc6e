"""People in the Office's admin: accounts, the student register, the Office itself."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from import_export.admin import ImportExportModelAdmin
from unfold.contrib.import_export.forms import ExportForm, ImportForm

from accounts import closing
from accounts.importing import StudentResource
from accounts.models import OfficeMember, Student, User
from microinternships.office import OfficeAdmin

admin.site.unregister(Group)  # an Office role says what somebody may do; there are no groups


class UserForm(forms.ModelForm):
    def clean_is_active(self) -> bool:
        stays = self.cleaned_data["is_active"]
        if self.instance.is_active and not stays and (told := closing.against(self.instance)):
            raise forms.ValidationError(told)
        return stays


@admin.register(User)
class UserAdmin(OfficeAdmin):
    form = UserForm
    list_display = ("email", "name", "is_active", "date_joined", "last_login")
    list_filter = ("is_active",)
    search_fields = ("email", "name")
    fields = ("email", "name", "known_as", "pronouns", "is_active", "date_joined", "last_login")
    readonly_fields = ("email", "date_joined", "last_login")

    def has_add_permission(self, request) -> bool:
        return False


@admin.register(OfficeMember)
class OfficeMemberAdmin(OfficeAdmin):
    list_display = ("user", "role")
    list_select_related = ("user",)
    list_filter = ("role",)
    autocomplete_fields = ("user",)

    def _is_manager(self, request) -> bool:
        return request.user.is_superuser or request.user.office_role == OfficeMember.Role.MANAGER

    def has_add_permission(self, request) -> bool:
        return self._is_manager(request)

    def has_change_permission(self, request, obj=None) -> bool:
        return self._is_manager(request)


@admin.register(Student)
class StudentAdmin(ImportExportModelAdmin, OfficeAdmin):
    """The register. Importing shows every wrong row first and saves nothing while there is one."""

    resource_classes = [StudentResource]
    import_form_class = ImportForm
    export_form_class = ExportForm
    list_display = (
        "name",
        "email",
        "level",
        "award",
        "college",
        "matriculated_on",
        "visiting",
        "course_ends_on",
        "user",
    )
    list_filter = ("level", "visiting", "award")
    list_select_related = ("user",)
    search_fields = ("name", "email", "college")
    readonly_fields = ("user",)
