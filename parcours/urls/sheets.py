"""The person's own sheet, and relays."""

pages = []
