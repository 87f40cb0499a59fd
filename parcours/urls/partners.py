"""The partners' directory."""

pages = []
