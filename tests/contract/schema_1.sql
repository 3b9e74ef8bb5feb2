CREATE TABLE facts (name VARCHAR(40) PRIMARY KEY, value VARCHAR(200) NOT NULL);
INSERT INTO facts VALUES ('schema', '1'), ('mode', 'demo');
CREATE TABLE mailboxes (id VARCHAR(32) PRIMARY KEY, key VARCHAR(64) NOT NULL);
INSERT INTO mailboxes VALUES ('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc');
CREATE TABLE envelopes (
  position INTEGER PRIMARY KEY, id VARCHAR(32) NOT NULL UNIQUE, form VARCHAR(64) NOT NULL,
  form_version INTEGER NOT NULL, urgency VARCHAR(8) NOT NULL,
  mailbox VARCHAR(32) NOT NULL REFERENCES mailboxes, received_hour INTEGER NOT NULL, size INTEGER NOT NULL,
  digest VARCHAR(64) NOT NULL, sealed {blob} NOT NULL
);
INSERT INTO envelopes VALUES (1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'laporan', 1, 'now', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 490000, 1, 'd', {x});
CREATE TABLE accounts (
  name VARCHAR(64) PRIMARY KEY, password VARCHAR(200) NOT NULL, signed_out INTEGER DEFAULT 0 NOT NULL
)
