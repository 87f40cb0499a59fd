"""Contacts, notes and their drafts."""

pages = []
