"""Exits and follow-ups."""

pages = []
