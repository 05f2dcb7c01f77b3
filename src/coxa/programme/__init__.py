"""Findings, screening, releases and history to a week of exercise: choice, dose, reasons."""
