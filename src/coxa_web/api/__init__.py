"""What the coach in the browser asks of the server, and sends it: JSON in, JSON out."""
