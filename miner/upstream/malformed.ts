import { UpstreamError } from "../errors.js";

/** An answer of a server behind this miner that cannot be read. @param what - such as "it is not JSON" */
export function malformed(what: string): UpstreamError {
	return new UpstreamError(
		502,
		"UPSTREAM_MALFORMED",
		`the answer of a server behind this miner cannot be read: ${what}`,
		"Ask another miner.",
	);
}
