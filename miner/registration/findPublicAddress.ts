import { isIP } from "node:net";
import { MinerSettingError, PublicAddressError } from "../errors.js";

/** As `externalIp`: the public address is asked for, and followed. */
export const FIND_ADDRESS = "find";

/**
 * The address, where the chain can publish it.
 *
 * @throws {MinerSettingError} for one that means every address of a machine, and for what is no IP address
 */
export function checkReachable(ip: string): string {
	if (ip === FIND_ADDRESS || (isIP(ip) !== 0 && !["0.0.0.0", "::"].includes(ip))) return ip;
	throw new MinerSettingError(
		"--external-ip (--host where it is absent)",
		`the IP address that others reach this miner at, or "${FIND_ADDRESS}"`,
		`"${ip}"`,
	);
}

/**
 * Services that answer a plain GET with the caller's address as text. Three of different keepers: one alone could send
 * validators anywhere.
 */
export const ADDRESS_SERVICES: readonly string[] = [
	"https://checkip.amazonaws.com",
	"https://api.ipify.org",
	"https://icanhazip.com",
];

/** Services that must say the same. */
const AGREE = 2;
const ANSWER_MS = 5_000;
/** An address in text is no longer. */
const MOST_CHARACTERS = 64;

/**
 * The address under which other networks see this machine, as at least two services say alike.
 *
 * @throws {PublicAddressError} where no two agree
 */
export async function findPublicAddress(
	services: readonly string[] = ADDRESS_SERVICES,
	signal?: AbortSignal,
): Promise<string> {
	const answers = await Promise.all(services.map((service) => askService(service, signal)));
	const votes = new Map<string, number>();
	for (const { ip } of answers) if (ip !== undefined) votes.set(ip, (votes.get(ip) ?? 0) + 1);
	const [first] = [...votes].sort(([, a], [, b]) => b - a);
	if (first !== undefined && first[1] >= Math.min(AGREE, services.length)) return first[0];
	throw new PublicAddressError(answers.map(({ service, ip, fault }) => `${service}: ${ip ?? fault}`));
}

async function askService(
	service: string,
	signal: AbortSignal | undefined,
): Promise<{ service: string; ip?: string; fault?: string }> {
	try {
		const limit = AbortSignal.timeout(ANSWER_MS);
		const response = await fetch(service, {
			signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
			redirect: "error",
		});
		if (!response.ok) return { service, fault: `status ${response.status}` };
		const text = await firstCharacters(response);
		return isIP(text) === 0 ? { service, fault: "no address in its answer" } : { service, ip: text };
	} catch (error) {
		const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
		return { service, fault: cause instanceof Error ? cause.message : String(cause) };
	}
}

/** What an answer begins with; the rest is not read, however long it is. */
async function firstCharacters(response: Response): Promise<string> {
	let text = "";
	const decoder = new TextDecoder();
	for await (const chunk of response.body ?? []) {
		text += decoder.decode(chunk as Uint8Array, { stream: true });
		if (text.length > MOST_CHARACTERS) break;
	}
	return text.slice(0, MOST_CHARACTERS).trim();
}
