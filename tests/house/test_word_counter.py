"""The counter beside a textarea and the server agree on what a word is."""

from pathlib import Path

import pytest
from django.conf import settings

from applications.statement import count_words


# A fixture of pytest-base-url, which comes with the browser, is written the old way.
@pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning")
def test_the_browser_counts_words_as_the_server_does(page):
    """Every character Python takes for white space, one it does not, and words of any script."""
    blank = "".join(chr(n) for n in range(0x11000) if chr(n).isspace())
    text = "x".join(blank) + " a\ufeffb it’s  half-time\n\n中文 e\u0301 \u200b "
    page.set_content(
        '<div data-word-limit="5"><textarea id="text"></textarea>'
        "<p><span data-words-said></span><span data-words-spoken></span></p></div>"
    )
    page.add_script_tag(path=Path(settings.BASE_DIR) / "static" / "js" / "words.js")
    page.evaluate(
        "text => { const area = document.getElementById('text');"
        " Object.defineProperty(area, 'value', {get: () => text});"
        " area.dispatchEvent(new Event('input', {bubbles: true})); }",
        text,
    )
    count = count_words(text)
    said = f"{count} words, {count - 5} over the limit of 5"
    assert page.locator("[data-words-said]").text_content() == said
