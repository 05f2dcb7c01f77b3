"""What sets up, builds and looks after this repository; nothing in src/ imports it."""
