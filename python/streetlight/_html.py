"""Small pieces of HTML for notebooks."""

from __future__ import annotations

from html import escape
from typing import Iterable


def described(name: str, meaning: str, rows: "Iterable[tuple[str, str]]") -> str:
    """A name, a sentence, and a table of what is known about it."""
    cells = "".join(
        f"<tr><th style='text-align:left'>{escape(key)}</th><td style='text-align:left'>{escape(text)}</td></tr>"
        for key, text in rows
    )
    return f"<div><b>{escape(name)}</b><br>{escape(meaning)}<table>{cells}</table></div>"
