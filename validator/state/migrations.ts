/**
 * The schema, as the steps that lead to it. A step that was released is never edited: add another.
 *
 * Everything that a validator learns about a miner is keyed by (netuid, hotkey). A uid is where a hotkey sits
 * now, never what scores belong to.
 */
export const migrations: readonly string[] = [
	`
CREATE TABLE facts (
	name TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

CREATE TABLE rounds (
	netuid INTEGER NOT NULL,
	round INTEGER NOT NULL,
	block INTEGER NOT NULL,
	block_hash TEXT NOT NULL,
	started_ms INTEGER NOT NULL,
	finished_ms INTEGER,
	asked INTEGER NOT NULL DEFAULT 0,
	passed INTEGER NOT NULL DEFAULT 0,
	failed INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (netuid, round)
) STRICT;

CREATE TABLE miners (
	netuid INTEGER NOT NULL,
	hotkey TEXT NOT NULL,
	average REAL NOT NULL DEFAULT 0,
	last_score REAL,
	last_latency_ms REAL,
	last_reason TEXT,
	asked INTEGER NOT NULL DEFAULT 0,
	answered INTEGER NOT NULL DEFAULT 0,
	audits_passed INTEGER NOT NULL DEFAULT 0,
	audits_failed INTEGER NOT NULL DEFAULT 0,
	probation INTEGER NOT NULL DEFAULT 1,
	last_asked_round INTEGER,
	registered_at INTEGER NOT NULL,
	shares_with TEXT,
	PRIMARY KEY (netuid, hotkey)
) STRICT;

CREATE TABLE verdicts (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	netuid INTEGER NOT NULL,
	round INTEGER NOT NULL,
	block INTEGER NOT NULL,
	uid INTEGER NOT NULL,
	hotkey TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	request_nonce TEXT NOT NULL,
	verdict TEXT NOT NULL,
	code TEXT NOT NULL,
	reason TEXT NOT NULL,
	measured REAL,
	tolerance REAL,
	score REAL NOT NULL,
	quality REAL,
	latency_ms REAL,
	task_hash TEXT NOT NULL,
	receipt TEXT,
	request_body BLOB,
	response_body BLOB,
	rows TEXT,
	own_digest TEXT
) STRICT;
CREATE INDEX verdicts_by_miner ON verdicts (netuid, hotkey, id);

CREATE TABLE load_probes (
	netuid INTEGER NOT NULL,
	asked TEXT NOT NULL,
	loaded TEXT NOT NULL,
	after INTEGER NOT NULL DEFAULT 0,
	before INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (netuid, asked, loaded)
) STRICT;

CREATE TABLE weight_sets (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	netuid INTEGER NOT NULL,
	made_at_block INTEGER NOT NULL,
	epoch INTEGER NOT NULL,
	mode TEXT NOT NULL,
	state TEXT NOT NULL,
	uids TEXT NOT NULL,
	hotkeys TEXT NOT NULL,
	weights TEXT NOT NULL,
	version_key TEXT NOT NULL,
	salt TEXT,
	hash TEXT,
	included_at INTEGER,
	reveal_epoch INTEGER,
	detail TEXT
) STRICT;
CREATE INDEX weight_sets_open ON weight_sets (netuid, state);
`,
	`
DROP INDEX verdicts_by_miner;
CREATE INDEX verdicts_by_code ON verdicts (netuid, hotkey, code, id);
CREATE INDEX verdicts_with_evidence ON verdicts (netuid, hotkey, code, id) WHERE request_body IS NOT NULL;
`,
];
