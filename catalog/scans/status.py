"""How the limited process ends when it refuses a file."""

REFUSED = 3
