import { archiveMethods } from "./archiveMethods.js";
import { authorMethods } from "./authorMethods.js";
import { chainHeadMethods } from "./chainHeadMethods.js";
import { chainMethods } from "./chainMethods.js";
import type { ChainView } from "./chainView.js";
import { childStateMethods } from "./childStateMethods.js";
import { devMethods } from "./devMethods.js";
import type { Family, MethodTable } from "./methods.js";
import { paymentMethods } from "./paymentMethods.js";
import { stateMethods } from "./stateMethods.js";
import { type SystemFacts, systemMethods } from "./systemMethods.js";
import { transactionMethods } from "./transactionMethods.js";

/** Every method by name, those for this machine only apart. */
export function createMethods(
	view: ChainView,
	system: SystemFacts,
): { readonly methods: MethodTable; readonly unsafe: MethodTable } {
	const families: readonly Family[] = [
		chainMethods(view),
		stateMethods(view),
		childStateMethods(view),
		authorMethods(view),
		systemMethods(view, system),
		paymentMethods(view),
		chainHeadMethods(view),
		archiveMethods(view),
		transactionMethods(view),
		devMethods(view),
	];
	const unsafe: MethodTable = Object.assign({}, ...families.map((family) => family.unsafe ?? {}));
	const safe: MethodTable = Object.assign({}, ...families.map((family) => family.safe ?? {}));
	const names = Object.keys(safe);
	const all = [...names, ...Object.keys(unsafe), "rpc_methods"].sort();
	const outside = [...names, "rpc_methods"].sort();
	return {
		methods: { ...safe, rpc_methods: (_params, session) => ({ methods: session.local ? all : outside }) },
		unsafe,
	};
}
