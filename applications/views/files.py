"""Handing out a CV to whoever may read it."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from applications.models import Application
from microinternships import clock


@login_required
@xframe_options_sameorigin
@require_safe
def cv(request: HttpRequest, pk: int) -> FileResponse:
    """The CV, shown in the browser under the name the programme prescribes; 404 to all others."""
    readable = Application.objects.cv_readable_by(request.user, clock.now())
    application = get_object_or_404(
        readable.select_related("student", "advert__organisation", "advert__cycle"), pk=pk
    )
    if not (application.cv and request.user.has_perm("applications.read_cv", application)):
        raise Http404
    response = FileResponse(
        application.cv.open("rb"), content_type="application/pdf", filename=application.cv_name
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
