"""Inspections: they look and judge, and write nothing but their own result."""
