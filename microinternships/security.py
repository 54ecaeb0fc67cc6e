"""One content policy for the pages, a looser one for the Office's admin alone."""

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.urls import reverse


class ContentPolicyMiddleware(CSPMiddleware):
    """The admin theme evaluates expressions in its markup; nothing else may."""

    def process_response(self, request, response):
        if request.path.startswith(reverse("admin:index")):
            response._csp_update = {
                "script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE],
                "style-src": [SELF, UNSAFE_INLINE],
            }
        return super().process_response(request, response)
