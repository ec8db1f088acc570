import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cables, createCables, type Machine } from "./cables.js";
import { multiaddress, type NodeOptions, type RunningNode, runNode, startNode } from "./nodeProcess.js";

/** How one more node differs from a plain follower. */
export type Addition = Partial<Pick<NodeOptions, "authority" | "sync" | "clockOffset">>;

/** Nodes of one chain spec on machines of their own. */
export interface Network {
	readonly folder: string;
	/** Those that run, by name. */
	readonly nodes: ReadonlyMap<string, RunningNode>;
	add(name: string, addition?: Addition): Promise<RunningNode>;
	node(name: string): RunningNode;
	/** Starts a node again that was killed or stopped, on what it has on disk. */
	restart(name: string, addition?: Addition): Promise<RunningNode>;
	plug(name: string, into: 0 | 1): void;
	end(): Promise<void>;
}

/** The secrets of a network's authorities: nobody else's, so that no `--dev` is needed. */
export function authoritySecrets(count: number): string[] {
	const phrase = runNode("key", "generate", "--output-type", "json");
	const { secretPhrase } = JSON.parse(phrase) as { readonly secretPhrase: string };
	return Array.from({ length: count }, (_, index) => `${secretPhrase}//${index}`);
}

/** Address of a secret's key, as `key inspect` of the node says it. */
export function addressOf(secret: string, scheme: "sr25519" | "ed25519"): string {
	const text = runNode("key", "inspect", secret, "--scheme", scheme, "--output-type", "json");
	return (JSON.parse(text) as { readonly ss58Address: string }).ss58Address;
}

/** What `ganglion chain spec --authority` takes. */
export function authorityOf(secret: string): string {
	return `${addressOf(secret, "sr25519")}:${addressOf(secret, "ed25519")}`;
}

/** An empty network. The first node that is added is the one that the others ask first. */
export function createNetwork(spec: string): Network {
	const cables: Cables = createCables();
	const folder = mkdtempSync(join(tmpdir(), "ganglion-node-"));
	const nodes = new Map<string, RunningNode>();
	const known = new Map<string, { readonly machine: Machine; readonly options: NodeOptions }>();
	const bootNodes: string[] = [];

	const start = async (options: NodeOptions): Promise<RunningNode> => {
		const node = await startNode(options);
		nodes.set(options.name, node);
		return node;
	};
	const find = <T>(map: ReadonlyMap<string, T>, name: string): T => {
		const found = map.get(name);
		if (found === undefined) throw new Error(`the network has no node ${name}`);
		return found;
	};
	return {
		folder,
		nodes,
		async add(name, addition = {}) {
			const machine = cables.addMachine();
			const base = join(folder, name);
			mkdirSync(base);
			const secretFile = join(base, "node.key");
			runNode("key", "generate-node-key", "--chain", spec, "--file", secretFile);
			const peerId = runNode("key", "inspect-node-key", "--file", secretFile);
			const options: NodeOptions = {
				...addition,
				name,
				machine,
				folder: base,
				spec,
				nodeKeyFile: secretFile,
				bootNodes: [...bootNodes],
			};
			bootNodes.push(multiaddress(machine, peerId));
			known.set(name, { machine, options });
			return start(options);
		},
		node: (name) => find(nodes, name),
		restart(name, addition = {}) {
			const { options } = find(known, name);
			return start({ ...options, ...addition, bootNodes: bootNodes.filter((_, index) => index < 3) });
		},
		plug: (name, into) => find(known, name).machine.plug(into),
		async end() {
			try {
				await Promise.all([...nodes.values()].map((node) => node.kill()));
			} finally {
				cables.remove();
				rmSync(folder, { recursive: true, force: true });
			}
		},
	};
}
