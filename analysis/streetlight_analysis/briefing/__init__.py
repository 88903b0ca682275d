"""The briefing: a result file as pages that can be read, printed and handed on."""
