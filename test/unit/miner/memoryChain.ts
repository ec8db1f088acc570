import type { ChainCall } from "../../../chain/client/index.js";
import type { MinerChain, MinerNeuron } from "../../../miner/index.js";

/** A chain in memory: what it holds can be set, and it can be lost. */
export function memoryChain() {
	const neurons = new Map<string, MinerNeuron>();
	const state = {
		neurons,
		block: 10,
		lost: false,
		taskHash: undefined as string | undefined,
		/** Of every account, in rao; a registration takes a token. */
		balanceRao: 5_000_000_000n,
		submitted: [] as { call: ChainCall; signer: string }[],
		/** Whether a served axon appears in the metagraph, as on a chain that takes it. */
		takesAxon: true,
	};
	const add = (hotkey: string, facts: Partial<MinerNeuron> = {}): void => {
		neurons.set(hotkey, { uid: neurons.size, hotkey, stakeRao: 0n, validatorPermit: false, ...facts });
	};
	const reachable = (): void => {
		if (state.lost) throw new Error("connection refused");
	};
	const chain: MinerChain = {
		async metagraph() {
			reachable();
			return { block: state.block, neurons: [...neurons.values()] };
		},
		async publishedTask() {
			reachable();
			return state.taskHash === undefined ? undefined : { hash: state.taskHash };
		},
		async balance() {
			reachable();
			return state.balanceRao;
		},
		async subnet() {
			reachable();
			return { burnRao: 1_000_000_000n, started: true };
		},
		async submit(call, signer) {
			reachable();
			state.submitted.push({ call, signer: signer.address });
			if (call.call === "burned_register") add(String(call.args[1]));
			const own = neurons.get(signer.address);
			if (call.call === "serve_axon" && own !== undefined && state.takesAxon) {
				const axon = { ip: ipv4Of(Number(call.args[2])), port: Number(call.args[3]) };
				neurons.set(signer.address, { ...own, axon });
			}
			state.block += 1;
			return { blockNumber: state.block, height: state.block };
		},
	};
	return { chain, state, add };
}

function ipv4Of(number: number): string {
	return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");
}
