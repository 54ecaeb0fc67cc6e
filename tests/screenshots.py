"""Pictures of the main pages of a running demonstration, for docs/ and for whoever looks.

python -m tests.screenshots http://127.0.0.1:8000/ docs/screenshots
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = (320, 1280)
HEIGHT = 900
MOST = 1600  # pixels of a page's height that a picture shows
PAGES = {
    "": ("home", "adverts", "advert", "dates", "news", "alerts", "faq", "for-hosts", "sign-in"),
    "max": ("refused",),
    "sam": ("student-home", "searches", "applications", "apply", "placement", "claims", "claim"),
    "olga": ("answer",),
    "hannah": (
        "desk",
        "write-advert",
        "people",
        "applicants",
        "applicant",
        "offer",
        "host-advert",
        "decide",
    ),
    "olive": ("office", "office-review", "office-cycle", "office-advert"),
}


def first(page: Page, selector: str) -> None:
    """Follow the first link that matches."""
    page.goto(page.locator(selector).first.evaluate("link => link.href"))


ROUTES = {
    "home": ("/",),
    "adverts": ("/adverts/",),
    "advert": ("/adverts/", "main a[href^='/adverts/']:not([href*='?'])"),
    "dates": ("/dates/",),
    "news": ("/news/",),
    "alerts": ("/internship-alerts/",),
    "faq": ("/faq/",),
    "for-hosts": ("/for-hosts/",),
    "sign-in": ("/account/login/",),
    "refused": ("/adverts/", "main a[href^='/adverts/']:not([href*='?'])", "a[href$='/apply/']"),
    "student-home": ("/",),
    "searches": ("/searches/",),
    "applications": ("/applications/",),
    "apply": ("/adverts/", "main a[href^='/adverts/']:not([href*='?'])", "a[href$='/apply/']"),
    "placement": ("/", "main a[href^='/placements/']:not([href$='/claim/'])"),
    "claims": ("/claims/",),
    "claim": ("/claims/", "a[href$='/claim/']"),
    "answer": ("/", "a[href^='/offers/']"),
    "desk": ("/host/",),
    "write-advert": ("/host/", "main a[href^='/host/adverts/'][href$='/edit/']"),
    "people": ("/host/", "main a[href$='/people/']"),
    "applicants": ("/host/", "a[href$='/applicants/']"),
    "applicant": (
        "/host/",
        "a[href$='/applicants/']",
        "a[href^='/host/applicants/']:not([href$='/offer/'])",
    ),
    "offer": ("/host/", "a[href$='/applicants/']", "a[href$='/offer/']"),
    "host-advert": (
        "/host/",
        "a[href$='/questions/']",
        "a[href^='/host/adverts/']:not([href$='/questions/'])",
    ),
    "decide": ("/host/claims/", "main a[href^='/host/claims/']"),
    "office": ("/office/",),
    "office-review": (
        "/office/placements/advert/?state__exact=submitted",
        "#result_list a[href*='/change/']",
        "a[href$='/review/']",
    ),
    "office-cycle": ("/office/placements/cycle/", "#result_list a[href*='/change/']"),
    "office-advert": ("/office/placements/advert/", "tbody th a"),
}


def keep(page: Page, path: Path) -> None:
    """Store the top of the page in few colours: small enough to live beside the words."""
    height = min(MOST, page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": page.viewport_size["width"], "height": max(HEIGHT, height)})
    picture = Image.open(BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(64).save(path, optimize=True)


def take(browser: Browser, root: str, folder: Path) -> None:
    for key, names in PAGES.items():
        context = browser.new_context()
        page = context.new_page()
        page.set_default_timeout(20000)
        if key:
            page.goto(f"{root}/demo/sign-in/{key}/")
            page.get_by_role("button", name="Sign in as").click()
        for name in names:
            try:
                start, *links = ROUTES[name]
                page.goto(root + start)
                for selector in links:
                    first(page, selector)
            except Exception as error:
                print(f"{name}: {str(error).splitlines()[0]}")
                continue
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                keep(page, folder / f"{name}-{width}.png")
        context.close()


def main(root: str, folder: str) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        take(browser, root.rstrip("/"), Path(folder))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
