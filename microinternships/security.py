"""One content policy for the pages, a looser one for the Office's admin; no page is shared."""

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.urls import reverse
from django.utils.cache import patch_cache_control


class ContentPolicyMiddleware(CSPMiddleware):
    """The admin theme evaluates expressions in its markup; nothing else may."""

    def process_response(self, request, response):
        if request.path.startswith(reverse("admin:index")):
            response._csp_update = {
                "script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE],
                "style-src": [SELF, UNSAFE_INLINE],
            }
        return super().process_response(request, response)


class PrivateMiddleware:
    """What somebody with a session is shown is kept by no shared cache, and asked for anew.

    Told by the cookie alone, so that a page which never asks who reads it costs no query. A view
    that says how it may be kept is left as it is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        session = settings.SESSION_COOKIE_NAME
        known = session in request.COOKIES or session in response.cookies
        if known and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response
