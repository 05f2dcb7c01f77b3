"""Simulated patients: a test bed of the rules of care, not evidence that anything helps.

People with hips, habits and clocks go through screening, plan, sessions and progress as `coxa`
would lead them. What is assumed about them stands in docs/protocols/patients.md and is made up.
"""
