// A full subnet on either chain: every validator weighs every uid, or a share of them, bonds on all that are weighed,
// emission pending.
import { encodeAddress } from "@polkadot/util-crypto";

/** Blocks between epochs while the subnet is set up: room for everybody's weights. */
const TEMPO = 20;
const TOKEN = 1_000_000_000n;
const STAKE = 10n * TOKEN;

/** Hotkeys of one coldkey: both chains have a limit. */
const HOTKEYS_EACH = 256;

function account(fill, number) {
	const bytes = new Uint8Array(32).fill(fill);
	new DataView(bytes.buffer).setUint32(0, number + 1);
	return encodeAddress(bytes, 42);
}

const hotkey = (uid) => account(7, uid);

/** Uids and weights that look random and are the same in every run. */
function rowOf(uid, uids, share) {
	let state = uid + 1;
	const next = () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state >>> 16;
	};
	const row = [];
	for (let to = 0; to < uids; to++)
		if (share === 1 || next() < share * 65_536) row.push([to, 1 + (next() % 65_535)]);
	return row;
}

/**
 * Registers, stakes and sets weights through the chain's own calls, and stops right before an epoch that finds bonds
 * on every weight. Returns the subnet.
 * @param {Awaited<ReturnType<typeof import("./localChain.mjs").startLocalChain>>} chain
 * @param {{uids: number, validators: number, yuma3: boolean, liquidAlpha: boolean, share?: number, choose?: boolean}} shape
 * `choose`: every coldkey lets what its miners earn be staked on the last validator.
 */
export async function prepareSubnet(
	chain,
	{ uids, validators, yuma3, liquidAlpha, share = 1, choose = false },
) {
	const { api, root } = chain;
	const { adminUtils, subtensorModule } = api.tx;
	const query = api.query.subtensorModule;
	// what only one of the two chains has
	const optional = (name, ...values) =>
		adminUtils[name] === undefined ? [] : [root(adminUtils[name](...values))];

	await chain.run([
		root(adminUtils.sudoSetNetworkRateLimit(0)),
		root(adminUtils.sudoSetTxRateLimit(0)),
		...optional("sudoSetStartCallDelay", 0),
	]);
	const before = new Set(await netuids(query));
	await chain.run([subtensorModule.registerNetwork(hotkey(0))]);
	const netuid = (await netuids(query)).find((found) => !before.has(found));
	await chain.run([
		root(adminUtils.sudoSetMaxAllowedUids(netuid, uids)),
		// one more: the owner, whose cut is staked, holds a permit too
		root(adminUtils.sudoSetMaxAllowedValidators(netuid, validators + 1)),
		root(adminUtils.sudoSetNetworkRegistrationAllowed(netuid, true)),
		root(adminUtils.sudoSetWeightsSetRateLimit(netuid, 0)),
		root(adminUtils.sudoSetCommitRevealWeightsEnabled(netuid, false)),
		root(adminUtils.sudoSetMaxBurn(netuid, TOKEN)),
		root(adminUtils.sudoSetYuma3Enabled(netuid, yuma3)),
		root(adminUtils.sudoSetLiquidAlphaEnabled(netuid, liquidAlpha)),
		root(adminUtils.sudoSetTempo(netuid, TEMPO)),
		// few weigh a neuron where each weighs few: so few are enough for it to earn
		...(share < 1 ? [root(adminUtils.sudoSetKappa(netuid, Math.floor((share / 5) * 65_535)))] : []),
		...optional("sudoSetMaxRegistrationsPerBlock", netuid, uids),
		...optional("sudoSetTargetRegistrationsPerInterval", netuid, uids),
		...optional("sudoSetSubtokenEnabled", netuid, true),
	]);
	await startEmission(chain, netuid);
	const others = Array.from({ length: uids - 1 }, (_, index) => index + 1);
	const coldkeys = Array.from({ length: Math.ceil(uids / HOTKEYS_EACH) - 1 }, (_, index) =>
		account(9, index),
	);
	await chain.run(coldkeys.map((key) => api.tx.balances.transferKeepAlive(key, 1_000n * TOKEN)));
	const registrations = others.map((uid) => {
		const call = subtensorModule.burnedRegister(netuid, hotkey(uid));
		// the first of them are //Alice's
		const coldkey = coldkeys[Math.floor(uid / HOTKEYS_EACH) - 1];
		return coldkey === undefined ? call : chain.as(coldkey, call);
	});
	for (let at = 0; at < registrations.length; ) {
		// each declares what it costs in a full subnet of so many
		const each = Math.min(16, Math.ceil(4_096 / (at + HOTKEYS_EACH)) - 1 || 1);
		await chain.run(registrations.slice(at, at + each), each);
		at += each;
	}
	const judges = Array.from({ length: validators }, (_, index) => hotkey(uids - validators + index));
	await chain.run(
		judges.map((key, index) => subtensorModule.addStake(key, netuid, STAKE + BigInt(index) * (TOKEN / 10n))),
	);
	if (choose) {
		const choice = subtensorModule.setColdkeyAutoStakeHotkey(netuid, hotkey(uids - 1));
		await chain.run([choice, ...coldkeys.map((key) => chain.as(key, choice))]);
	}
	await nextEpoch(chain, netuid);
	await nextEpoch(chain, netuid);
	await chain.run(
		judges.map((key, index) => {
			const row = rowOf(index, uids, share);
			const [to, weights] = [row.map(([uid]) => uid), row.map(([, weight]) => weight)];
			return chain.as(key, subtensorModule.setWeights(netuid, to, weights, 0));
		}),
		8,
	);
	const first = await nextEpoch(chain, netuid);
	const second = await nextEpoch(chain, netuid);
	const due = second + (second - first);
	while (chain.number() + 1 < due) await chain.seal();
	return netuid;
}

async function netuids(query) {
	const found = [];
	for (let netuid = 0; netuid < 16; netuid++)
		if ((await query.networksAdded(netuid)).isTrue) found.push(netuid);
	return found;
}

/** Lets the subnet receive emission, where a delay of days stands before it by writing what the call would. */
async function startEmission(chain, netuid) {
	const { api, root } = chain;
	if (api.tx.adminUtils.sudoSetStartCallDelay !== undefined) {
		await chain.run([api.tx.subtensorModule.startCall(netuid)]);
		return;
	}
	const key = api.query.subtensorModule.firstEmissionBlockNumber.key(netuid);
	const value = api.createType("u64", chain.number() + 1).toHex(true);
	await chain.run([root(api.tx.system.setStorage([[key, value]]))]);
}

/** Seals blocks until the subnet had an epoch, and returns its block. */
export async function nextEpoch(chain, netuid) {
	const step = async () => (await chain.api.query.subtensorModule.lastMechansimStepBlock(netuid)).toNumber();
	const last = await step();
	for (let blocks = 0; blocks < 4 * TEMPO; blocks++) {
		await chain.seal();
		const now = await step();
		if (now !== last) return now;
	}
	throw new Error(`no epoch in ${4 * TEMPO} blocks`);
}

/**
 * Whether the subnet pays validators for bonds on everything: that the epoch measured is the one meant.
 * `bonded`: the part of the weights that have bonds at least.
 */
export async function checkEpoch(chain, netuid, { uids, validators, share = 1, bonded = 0.9 }) {
	const query = chain.api.query.subtensorModule;
	const dividends = (await query.dividends(netuid)).map((value) => value.toNumber());
	const earning = dividends.filter((value) => value > 0).length;
	const row = (await query.bonds(netuid, uids - 1)).length;
	const emission = (await query.emission(netuid)).reduce((sum, value) => sum + value.toBigInt(), 0n);
	if (earning < validators || row < bonded * share * uids || emission === 0n)
		throw new Error(
			`the epoch is not the one meant: ${earning} validators earn, ${row} bonds in a row, ${emission} rao paid`,
		);
	return { emission };
}
