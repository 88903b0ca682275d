"""Briefings of results, as HTML and PDF: `write_briefing("results/england.h5", "results", ("html",))`."""

import streetlight_analysis.briefing.write

write_briefing = streetlight_analysis.briefing.write.write_briefing
