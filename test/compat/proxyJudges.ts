import type { EventRecord } from "@polkadot/types/interfaces";
import { createKeyMulti, encodeAddress } from "@polkadot/util-crypto";
import { calls } from "../../chain/client/index.js";
import { SS58_FORMAT } from "../../chain/wallet/index.js";
import { mentions } from "./answers.js";
import { DESTINATION, TRANSFER } from "./facts.js";
import type { Judge } from "./judge.js";
import { documentOf } from "./runClient.js";
import type { TaskState } from "./taskState.js";
import { TAO } from "./world.js";

/** Blocks between what a proxy announces and does. */
const DELAY = 2;
/** A multisig of two, as the lines save it by name. */
const THRESHOLD = 2;

/** Of tasks in which an account acts for another. */
export function proxyJudges(state: TaskState) {
	const { chain } = state;
	const proxies = async (address: string) => (await chain().proxies(address)).proxies;
	/** An account and who may make its transfers, after `delay` blocks. */
	const pair = async (name: string, delay: number, has: boolean) => {
		const { coldkey } = await state.funded(name);
		const agent = (await state.funded("agent")).coldkey;
		const known = await proxies(coldkey.address);
		if (has && known.length === 0)
			await chain().submit(calls.addProxy(agent.address, "Transfer", delay), coldkey);
		const facts = { ...(await state.facts()), otherColdkey: has ? coldkey.address : agent.address };
		return { principal: coldkey.address, agent, facts };
	};
	const transferHash = (): string =>
		chain()
			.api.tx.balances?.transferKeepAlive?.(DESTINATION, TRANSFER * TAO)
			.method.hash.toHex() ?? "";
	const arrived = async (attempt: () => Promise<unknown>): Promise<bigint> => {
		const before = await chain().balance(DESTINATION);
		await attempt();
		return (await chain().balance(DESTINATION)) - before;
	};
	/** What a proxy announced for an account. */
	const announcements = async (agent: string, principal: string): Promise<readonly string[]> => {
		const stored = await chain().api.query.proxy?.announcements?.(agent);
		const list = (stored?.toJSON() as [{ real: string; callHash: string }[]] | undefined)?.[0] ?? [];
		return list.filter(({ real }) => real === principal).map(({ callHash }) => callHash);
	};
	/** Accounts whose proxy the one is that makes keyless ones, and nothing else. */
	const keyless = async (): Promise<string[]> => {
		const maker = (await state.funded("maker")).coldkey.address;
		const entries = (await chain().api.query.proxy?.proxies?.entries()) ?? [];
		return entries
			.filter(([, stored]) => JSON.stringify(stored.toJSON()).includes(maker))
			.map(([key]) => String(key.args[0]));
	};
	/** A new keyless account, and where it was made. */
	const madeByUs = async () => {
		const { coldkey } = await state.funded("maker");
		const before = await keyless();
		const create = { pallet: "Proxy", call: "create_pure", args: ["Any", 0, 0] };
		const { blockHash, blockNumber } = await chain().submit(create, coldkey);
		const address = (await keyless()).find((each) => !before.includes(each)) ?? "";
		const events = await (await chain().api.at(blockHash)).query.system?.events?.();
		const created = (events as unknown as EventRecord[] | undefined)?.find(
			({ event }) => event.method === "PureCreated",
		);
		const extrinsic = created?.phase.asApplyExtrinsic.toNumber() ?? 0;
		return { address, origin: { block: blockNumber, extrinsic } };
	};

	/** The account of both signers together. */
	const together = async (): Promise<string> => {
		const signers = await Promise.all(
			["first", "last"].map(async (name) => (await state.funded(name)).coldkey.address),
		);
		const address = encodeAddress(createKeyMulti(signers, THRESHOLD), SS58_FORMAT);
		if ((await chain().balance(address)) === 0n) await state.world().fund(address, 100n);
		return address;
	};
	const approvals = async (account: string): Promise<number> => {
		const entries = (await chain().api.query.multisig?.multisigs?.entries(account)) ?? [];
		return entries.length;
	};

	return {
		"proxy add": async (attempt) => {
			const { principal, agent, facts } = await pair("principal", 0, false);
			const ran = await attempt(facts);
			const [proxy] = await proxies(principal);
			const effect = proxy?.delegate === agent.address && proxy.type === "Transfer";
			return { ran, effect, read: `a proxy for ${proxy?.type}` };
		},
		"proxy list": async (attempt) => {
			const { agent, facts } = await pair("principal", 0, true);
			const ran = await attempt(facts);
			return { ran, effect: mentions(documentOf(ran), agent.address), read: "the proxy's account" };
		},
		"a transfer by a proxy": async (attempt) => {
			const { principal, facts } = await pair("principal", 0, true);
			const free = await chain().balance(principal);
			const ran = await attempt(facts);
			const paid = free - (await chain().balance(principal));
			return { ran, effect: paid === TRANSFER * TAO, read: `${TRANSFER} TAO of the account's, no fee` };
		},
		"proxy remove": async (attempt) => {
			const { principal, agent, facts } = await pair("principal", 0, true);
			const ran = await attempt({ ...facts, otherColdkey: agent.address });
			return { ran, effect: (await proxies(principal)).length === 0, read: "no proxy" };
		},
		"proxy announce": async (attempt) => {
			const { principal, agent, facts } = await pair("careful", DELAY, true);
			const ran = await attempt({ ...facts, callHash: transferHash() });
			const effect = (await announcements(agent.address, principal)).length > 0;
			return { ran, effect, read: "a hash, for the account" };
		},
		"proxy execute": async (attempt) => {
			const { principal, agent, facts } = await pair("careful", DELAY, true);
			const [known] = await announcements(agent.address, principal);
			const callHash = known ?? transferHash();
			if (known === undefined)
				await chain().submit(
					{ pallet: "Proxy", call: "announce", args: [{ Id: principal }, callHash] },
					agent,
				);
			await state.world().fastForward(DELAY + 1);
			const ran = attempt({ ...facts, callHash });
			const got = await arrived(() => ran);
			return { ran: await ran, effect: got === TRANSFER * TAO, read: `${got / TAO} TAO arrived` };
		},
		"proxy create": async (attempt) => {
			const before = await keyless();
			const ran = await attempt(state.facts());
			const made = (await keyless()).filter((address) => !before.includes(address));
			return { ran, effect: made.length === 1, read: "an account without a key, the proxy of which made it" };
		},
		"proxy kill": async (attempt) => {
			const { address, origin } = await madeByUs();
			const ran = await attempt({ ...(await state.facts()), otherColdkey: address, origin });
			return { ran, effect: !(await keyless()).includes(address), read: "the account is gone" };
		},
		"multisig add": async (attempt) => {
			const account = await together();
			const ran = await attempt(state.facts());
			return { ran, effect: mentions(documentOf(ran), account), read: "the account of both signers" };
		},
		"multisig: first approval": async (attempt) => {
			const account = await together();
			const ran = await attempt(state.facts());
			return { ran, effect: (await approvals(account)) === 1, read: "one approval of two" };
		},
		"multisig: last approval": async (attempt) => {
			const account = await together();
			const open = await approvals(account);
			const ran = attempt(state.facts());
			const got = await arrived(() => ran);
			const effect = open === 1 && got === TRANSFER * TAO && (await approvals(account)) === 0;
			return { ran: await ran, effect, read: `${got / TAO} TAO of the account's arrived` };
		},
	} satisfies Record<string, Judge>;
}
