"""Prints a page as PDF with WeasyPrint, where that is installed."""

import hashlib
import importlib.util
import logging
import os

PACKAGE = "weasyprint"


def available():
    return importlib.util.find_spec(PACKAGE) is not None


def printed(html):
    """PDF (bytes) of a self-contained page on A4. Nothing is fetched: what is not in the page is refused."""
    import weasyprint

    # Its warnings are about style rules that are meant for browsers.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    # The same page gives the same bytes: no random identifier, no time of writing in the fonts.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    page = weasyprint.HTML(string=html, url_fetcher=inside_only)
    return page.write_pdf(identifier=hashlib.sha256(html.encode()).hexdigest()[:32].encode())


def inside_only(url, *arguments, **options):
    """Fetches what stands in the page itself; raises ValueError for anything else."""
    import weasyprint

    if not url.startswith("data:"):
        raise ValueError(f"a briefing loads nothing from outside: {url}")
    return weasyprint.default_url_fetcher(url, *arguments, **options)
