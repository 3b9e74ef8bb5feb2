"""How long a reader of a page waits for the database."""

# At each step: it must be heard within seconds that nothing was stored.
PATIENCE_SECONDS = 5
BUSY_MS = PATIENCE_SECONDS * 1000  # how long a SQLite writer waits for another before it gives up
