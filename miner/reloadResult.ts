/** What is in service after a reload. */
export interface ReloadedTask {
	readonly task: string;
	readonly taskHash: string;
	readonly modelSha256: string;
}

/** How a reload ended; where it failed, the task before is served on. */
export type ReloadResult =
	| ({ readonly ok: true } & ReloadedTask)
	| { readonly ok: false; readonly error: unknown };
