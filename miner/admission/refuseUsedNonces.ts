import { type ReplayStore, type RequestVerifier, refusal } from "../../subnets/index.js";

/**
 * Refuses a nonce that was used by the head of its request alone. The verifier looks again, and takes it, once the
 * signature is good; this saves the body and the signature check, of which whoever caught one signed request could
 * otherwise ask for as many as it likes.
 */
export function refuseUsedNonces(
	verifier: RequestVerifier,
	modules: { replayStore: Pick<ReplayStore, "has"> },
): RequestVerifier {
	return {
		...verifier,
		precheck(headers) {
			const claim = verifier.precheck(headers);
			if (!claim.ok || !modules.replayStore.has(claim.value.sender, claim.value.nonce)) return claim;
			return refusal(
				401,
				"REPLAYED_REQUEST",
				`nonce ${claim.value.nonce} of ${claim.value.sender} was used already`,
				"Sign each request with a new nonce, the time in nanoseconds.",
			);
		},
	};
}
