"""A receipt's file, to those who may see the claim it belongs to and to nobody else."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from expenses.models import Receipt

# The file can run nothing and reach nothing, wherever it is opened.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@require_GET
@login_required
@xframe_options_sameorigin
def receipt(request: HttpRequest, pk: int) -> FileResponse:
    found = get_object_or_404(Receipt.objects.visible_to(request.user), pk=pk)
    response = FileResponse(found.file.open("rb"), content_type=found.content_type)
    name = f"receipt-{found.pk}.{'pdf' if found.is_pdf else 'jpg'}"
    response["Content-Disposition"] = f"inline; filename={quote(name)}"
    response["Content-Security-Policy"] = ALONE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
