"""How right, fast and watchful Coxa is: measured on recordings, reported, never asserted."""
