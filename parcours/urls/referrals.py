"""Referrals, and a partner's own pages."""

pages = []
