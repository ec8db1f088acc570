import { toHex } from "../scale/bytes.js";
import type { ChainView } from "./chainView.js";
import type { Family, Method } from "./methods.js";
import { isAbsent, numberParam, optionalHashParam, type Params } from "./params.js";

/** Block numbers that one call may ask for. */
const MOST_NUMBERS = 1000;

/** `chain_*` and `grandpa_*`: blocks and their heads. The one authority makes each block final at once. */
export function chainMethods(view: ChainView): Family {
	const { store } = view;
	const header: Method = (params) => {
		const hash = optionalHashParam(params, 0);
		const number = hash === undefined ? store.head.number : store.numberOf(Buffer.from(hash.slice(2), "hex"));
		return number === undefined ? null : (view.header(number) ?? null);
	};
	const block: Method = (params) => {
		const hash = optionalHashParam(params, 0);
		const number = hash === undefined ? store.head.number : store.numberOf(Buffer.from(hash.slice(2), "hex"));
		const found = number === undefined ? undefined : view.header(number);
		if (number === undefined || found === undefined) return null;
		return {
			block: { header: found, extrinsics: (store.body(number) ?? []).map(toHex) },
			justifications: null,
		};
	};
	const blockHash = (params: Params) => {
		if (isAbsent(params, 0)) return toHex(store.head.hash);
		const [asked] = params;
		if (!Array.isArray(asked)) return view.hashOf(numberParam(asked, 0)) ?? null;
		return asked.slice(0, MOST_NUMBERS).map((one) => view.hashOf(numberParam(one, 0)) ?? null);
	};
	const best = () => toHex(store.head.hash);
	const heads =
		(notification: string): Method =>
		(_params, session) =>
			session.subscribe(notification, (sink) => {
				sink(view.header(store.head.number));
				return view.chain.onBlock((sealed) => sink(sealed.header));
			});
	const end: Method = ([id], session) => session.unsubscribe(id);
	return {
		safe: {
			chain_getHeader: header,
			chain_getBlock: block,
			chain_getBlockHash: blockHash,
			chain_getHead: blockHash,
			chain_getFinalizedHead: best,
			chain_getFinalisedHead: best,
			chain_subscribeNewHeads: heads("chain_newHead"),
			chain_subscribeNewHead: heads("chain_newHead"),
			subscribe_newHead: heads("chain_newHead"),
			chain_subscribeAllHeads: heads("chain_allHead"),
			chain_subscribeFinalizedHeads: heads("chain_finalizedHead"),
			chain_subscribeFinalisedHeads: heads("chain_finalizedHead"),
			chain_unsubscribeNewHeads: end,
			chain_unsubscribeNewHead: end,
			unsubscribe_newHead: end,
			chain_unsubscribeAllHeads: end,
			chain_unsubscribeFinalizedHeads: end,
			chain_unsubscribeFinalisedHeads: end,
			grandpa_roundState: () => ({
				setId: 0,
				best: {
					round: store.head.number,
					totalWeight: 1,
					thresholdWeight: 1,
					prevotes: { currentWeight: 1, missing: [] },
					precommits: { currentWeight: 1, missing: [] },
				},
				background: [],
			}),
			grandpa_subscribeJustifications: (_params, session) =>
				session.subscribe("grandpa_justifications", () => () => {}),
			grandpa_unsubscribeJustifications: end,
		},
	};
}
