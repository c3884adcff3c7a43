-- Timers, alarms, reminders and the stopwatch: what was promised, beside what was only to be said later.
ALTER TABLE reminders ADD COLUMN kind TEXT NOT NULL DEFAULT 'later'
    CHECK (kind IN ('later', 'timer', 'alarm', 'reminder', 'stopwatch'));
ALTER TABLE reminders ADD COLUMN number INTEGER NOT NULL DEFAULT 0; -- small, as one says it; of its kind
ALTER TABLE reminders ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE reminders ADD COLUMN length_s REAL NOT NULL DEFAULT 0;
ALTER TABLE reminders ADD COLUMN local_at TEXT NOT NULL DEFAULT ''; -- by the clock on the wall; '' is after a length
ALTER TABLE reminders ADD COLUMN days TEXT NOT NULL DEFAULT '';     -- it rings again on these: '01234', 0 is Monday
ALTER TABLE reminders ADD COLUMN paused_left_s REAL;
ALTER TABLE reminders ADD COLUMN ringing_unix_s REAL;   -- before the first sound of it
ALTER TABLE reminders ADD COLUMN told_unix_s REAL;      -- after the first sound of it
ALTER TABLE reminders ADD COLUMN cancelled_unix_s REAL; -- it can be restored for a day
