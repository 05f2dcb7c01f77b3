"""Use cases of care over a person's folder: screen, plan, log a session, go on, release."""
