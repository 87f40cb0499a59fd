"""Reading of the two workbooks of a worksite: its planning, and its attendance typed afterwards."""
