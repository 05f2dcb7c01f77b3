"""Screening, gates, pain rules, stop and alert: what protects the person."""
