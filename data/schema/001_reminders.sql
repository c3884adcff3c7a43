-- What Jarvis promised to say later.
CREATE TABLE reminders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    due_unix_s REAL NOT NULL,
    text TEXT NOT NULL
);
