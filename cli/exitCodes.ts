/** What the exit code of `ganglion` says. */
export const exitCodes = {
	ok: 0,
	/** The thing asked failed: results differ, a signature does not verify. */
	failed: 1,
	/** The command line, environment or config file is wrong. */
	usage: 2,
	/** The chain or a peer refused. */
	refused: 3,
	/** The chain or a peer cannot be reached, or did not answer in time. */
	unreachable: 4,
	/** A data folder or port is taken, or a data folder cannot be used. */
	taken: 5,
	/** A fault in Ganglion itself. */
	internal: 70,
	/** Ctrl-C or SIGTERM before the work was done. */
	interrupted: 130,
} as const;

/** By what an error code says; the first rule that matches decides. */
const RULES: readonly (readonly [RegExp, number])[] = [
	[
		/^(USAGE|NO_TERMINAL|CONFIG_FILE_INVALID|CONFIG_KEY_UNKNOWN|CHEATS_DIFFER|PASSWORD_MISSING|ADVERSARY_NOT_CONFIRMED)$/,
		exitCodes.usage,
	],
	[/^(ADDRESS|CALL_ARGUMENT|MNEMONIC|SECRET_URI|WALLET_NAME)_INVALID$|_SETTINGS?$/, exitCodes.usage],
	[/(UNREACHABLE|TIMEOUT|TIMED_OUT|DISCONNECTED)/, exitCodes.unreachable],
	[/(IN_USE|TAKEN|LOCKED|BUSY|_PORT)$/, exitCodes.taken],
	[/^(DATA_DAMAGED|DATA_FOLDER_BROKEN|FOLDER_UNUSABLE)$/, exitCodes.taken],
	[/(REFUSED|DISPATCH|REJECTED|FORBIDDEN|UNPAID)/, exitCodes.refused],
	[/ABORTED$/, exitCodes.interrupted],
];

/** The exit code of an expected failure: its own `exitCode`, else by what its code says. */
export function exitCodeOf(error: { readonly code: string; readonly exitCode?: unknown }): number {
	if (typeof error.exitCode === "number") return error.exitCode;
	return RULES.find(([pattern]) => pattern.test(error.code))?.[1] ?? exitCodes.failed;
}
