-- Words that are misheard: what the recognizer gives, and what is meant by it.
CREATE TABLE vocabulary (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    heard TEXT NOT NULL UNIQUE, -- in small letters, one space between words
    meant TEXT NOT NULL,
    used INTEGER NOT NULL DEFAULT 0,
    at_unix_s REAL NOT NULL,
    used_unix_s REAL
);
