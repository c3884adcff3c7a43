-- The user's documents, as they were read; the store of vectors can be made again from these.
CREATE TABLE document_roots (path TEXT PRIMARY KEY);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    mtime_ns INTEGER NOT NULL,
    size INTEGER NOT NULL,
    title TEXT NOT NULL,
    refused TEXT NOT NULL,
    model TEXT NOT NULL,
    at_unix_s INTEGER NOT NULL
);
CREATE TABLE passages (
    id TEXT PRIMARY KEY,
    document INTEGER NOT NULL,
    position INTEGER NOT NULL,
    heading TEXT NOT NULL,
    sentences TEXT NOT NULL, -- a JSON list
    vectors BLOB NOT NULL    -- float16, [1 + sentences, 384]: the passage's, then each sentence's
);
CREATE INDEX passages_of ON passages (document);
