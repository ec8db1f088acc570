import { subnetIdentityParts } from "../chain/client/index.js";
import { renderFacts } from "./renderTable.js";

const names = Object.keys(subnetIdentityParts) as (keyof typeof subnetIdentityParts)[];

/** The schema of a subnet's identity. */
export const subnetIdentitySchema = {
	type: "object",
	required: names,
	properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
} as const;

/** An identity's parts for a reader, without the empty ones. */
export function renderIdentity(netuid: number, identity: Readonly<Record<string, string>>): string {
	const told = names.map((name) => [name, identity[name] ?? ""] as const).filter(([, text]) => text !== "");
	return renderFacts([["subnet", String(netuid)], ...told]);
}
