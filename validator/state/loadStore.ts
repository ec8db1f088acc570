import type { LoadTally } from "../sharedBackEnd/findSharedBackEnds.js";
import type { LoadObservation } from "../sharedBackEnd/loadProbe.js";
import type { ValidatorDatabase } from "./openDatabase.js";

export interface LoadStore {
	/** Adds a round's looks. To be called inside the round's transaction. */
	add(netuid: number, observations: readonly LoadObservation[]): void;
	tallies(netuid: number): LoadTally[];
	/** Drops looks at hotkeys of which no record is held any more. */
	forget(netuid: number): void;
}

/** Past this many looks at a pair its counts are halved, so that what changed since is seen. */
const MEMORY = 60;

export function createLoadStore(database: ValidatorDatabase): LoadStore {
	const insert = database.prepare(
		`INSERT INTO load_probes (netuid, asked, loaded, after, before) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET after = after + excluded.after, before = before + excluded.before`,
	);
	const halve = database.prepare(
		`UPDATE load_probes SET after = after / 2, before = before / 2 WHERE netuid = ? AND after + before > ${MEMORY}`,
	);
	const select = database.prepare("SELECT asked, loaded, after, before FROM load_probes WHERE netuid = ?");
	const known = "(SELECT hotkey FROM miners WHERE netuid = ?1)";
	const forget = database.prepare(
		`DELETE FROM load_probes WHERE netuid = ?1 AND (asked NOT IN ${known} OR loaded NOT IN ${known})`,
	);
	return {
		forget(netuid) {
			forget.run(netuid);
		},
		add(netuid, observations) {
			for (const { asked, loaded, after } of observations)
				insert.run(netuid, asked, loaded, after ? 1 : 0, after ? 0 : 1);
			if (observations.length > 0) halve.run(netuid);
		},
		tallies: (netuid) =>
			(select.all(netuid) as LoadTally[]).map(({ asked, loaded, after, before }) => ({
				asked,
				loaded,
				after,
				before,
			})),
	};
}
