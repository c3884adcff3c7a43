-- How long turns took; nothing of what was said.
CREATE TABLE turns (
    turn TEXT PRIMARY KEY,
    answerer TEXT NOT NULL,
    status TEXT NOT NULL,
    end_to_end_ms REAL,
    first_token_ms REAL,
    stages TEXT NOT NULL,
    at_unix_s INTEGER NOT NULL
);
CREATE INDEX turns_at ON turns (at_unix_s);
