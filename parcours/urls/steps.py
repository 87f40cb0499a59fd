"""Assessments, objectives, steps and the plan."""

pages = []
