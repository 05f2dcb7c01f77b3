"""Home mode on the local network: addresses, certificate, pairing, the gate of every request."""
