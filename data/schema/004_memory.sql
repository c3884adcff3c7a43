-- What was said, and what Jarvis was told to remember; one row of numbers for both.
CREATE TABLE memory (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('turn', 'fact')),
    turn TEXT UNIQUE,
    session TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT '',
    answerer TEXT NOT NULL DEFAULT '',
    cut TEXT NOT NULL DEFAULT '',
    at_unix_s REAL NOT NULL
);
CREATE INDEX memory_at ON memory (kind, at_unix_s);
