"""Worlds: files of them, results of policies in them, their figures and their briefing."""
