"""Ask the site on this machine how it is: ``python microinternships/probe.py 8000``.

For the container's health check, so it needs nothing but the standard library and ends quickly.
It speaks as the proxy does: by a name the site is known by, with TLS already taken off.
"""

import http.client
import os
import sys

PATIENCE = 8  # seconds


def main(port: int) -> int:
    """Print what /health/ says; 0 when the site is well."""
    first = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    name = first if first not in ("", "*") else "localhost"
    site = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        site.request("GET", "/health/", headers={"Host": name, "X-Forwarded-Proto": "https"})
        answer = site.getresponse()
        said = answer.read().decode(errors="replace")
    except OSError as fault:
        print(f"No answer: {fault}")
        return 1
    finally:
        site.close()
    print(said if answer.status in (200, 503) else f"Status {answer.status}")
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
