import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/**
 * Keeps the house as docs/architecture.md draws it: who may import whom, that rooms are entered by their
 * index.ts only, that no import goes in a circle, and that each library has one keeper.
 */

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** room → rooms it may import. A room not named here may not exist. */
const arrows: Record<string, readonly string[]> = {
	"chain/wallet": [],
	"chain/client": ["chain/wallet"],
	"chain/host": ["chain/wallet"],
	scoring: [],
	subnets: ["scoring"],
	miner: ["subnets", "chain/client", "chain/wallet"],
	validator: ["subnets", "scoring", "chain/client", "chain/wallet"],
	cli: ["chain/wallet", "chain/client", "chain/host", "scoring", "subnets", "miner", "validator"],
};

/** library → where a value of it may be imported (folder or file prefix); types may be imported anywhere. */
const keepers: Record<string, readonly string[]> = {
	"@tensorflow/tfjs": ["scoring/"],
	"@tensorflow/tfjs-node": ["scoring/"],
	"@tensorflow/tfjs-node-gpu": ["scoring/"],
	"onnxruntime-node": ["miner/", "validator/"],
	fastify: ["miner/", "validator/gateway/", "validator/proxy/"],
	"@polkadot/api": ["chain/client/"],
	"@noble/curves/bls12-381": ["chain/client/"],
	"@huggingface/tokenizers": ["subnets/language/"],
	"@huggingface/jinja": ["subnets/language/"],
	commander: ["cli/"],
	pino: ["cli/"],
	lmdb: ["chain/host/"],
	ws: ["chain/host/"],
	libsql: ["validator/"],
};

interface Import {
	readonly from: string;
	readonly specifier: string;
	readonly typeOnly: boolean;
}

const sources = Object.keys(arrows)
	.flatMap((room) => walk(join(root, room)))
	.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));
const imports = sources.flatMap(readImports);

describe("architecture", () => {
	it("finds the sources of every room", () => {
		for (const room of Object.keys(arrows))
			expect(
				sources.some((file) => roomOf(file) === room),
				room,
			).toBe(true);
	});

	it("lets rooms import only downward, through index.ts", () => {
		const broken: string[] = [];
		for (const { from, specifier } of imports) {
			if (!specifier.startsWith(".")) continue;
			const target = local(from, specifier);
			const [here, there] = [roomOf(from), roomOf(target)];
			if (here === there) continue;
			if (there === undefined || here === undefined)
				broken.push(`${from} imports ${target}, outside every room`);
			else if (!arrows[here]?.includes(there)) broken.push(`${from} imports ${there}: ${here} may not`);
			else if (target !== `${there}/index.ts`)
				broken.push(`${from} imports ${target}: enter ${there} by its index.ts`);
		}
		expect(broken).toEqual([]);
	});

	it("has no import cycle", () => {
		expect(findCycle()).toEqual([]);
	});

	it("keeps each library with its keeper", () => {
		const broken = imports
			.filter(({ typeOnly }) => !typeOnly)
			.filter(({ from, specifier }) => keepers[specifier]?.every((place) => !from.startsWith(place)) ?? false)
			.map(
				({ from, specifier }) => `${from} imports ${specifier}, kept by ${keepers[specifier]?.join(", ")}`,
			);
		expect(broken).toEqual([]);
	});

	it("runs models in one file of miner/ and one of validator/", () => {
		for (const room of ["miner", "validator"]) {
			const users = imports.filter(
				({ from, specifier, typeOnly }) =>
					!typeOnly && specifier === "onnxruntime-node" && from.startsWith(`${room}/`),
			);
			expect(
				users.map(({ from }) => from),
				room,
			).toHaveLength(1);
		}
	});

	it("has no catch-all files or folders", () => {
		const vague = sources.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/i.test(file));
		expect(vague).toEqual([]);
	});
});

function walk(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		if (entry.name === "node_modules" || entry.name === "target") return [];
		const path = join(folder, entry.name);
		return entry.isDirectory() ? walk(path) : [relative(root, path).split(sep).join("/")];
	});
}

function roomOf(file: string): string | undefined {
	return Object.keys(arrows).find((room) => file.startsWith(`${room}/`));
}

function local(from: string, specifier: string): string {
	const path = join(dirname(from), specifier).split(sep).join("/");
	return path.replace(/\.js$/, ".ts");
}

function readImports(file: string): Import[] {
	const text = readFileSync(join(root, file), "utf8");
	const found: Import[] = [];
	const pattern =
		/(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*\s{},$]+?\s+from\s+)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g;
	for (const match of text.matchAll(pattern)) {
		const specifier = match[2] ?? match[3];
		if (specifier === undefined) continue;
		found.push({ from: file, specifier, typeOnly: match[1] !== undefined });
	}
	return found;
}

/** The files of one circle of imports, or none. Type-only and lazy imports count: a circle is a circle. */
function findCycle(): string[] {
	const next = new Map<string, string[]>();
	for (const { from, specifier } of imports)
		if (specifier.startsWith(".")) next.set(from, [...(next.get(from) ?? []), local(from, specifier)]);
	const state = new Map<string, "open" | "done">();
	const path: string[] = [];
	const visit = (file: string): string[] => {
		if (state.get(file) === "done") return [];
		if (state.get(file) === "open") return [...path.slice(path.indexOf(file)), file];
		state.set(file, "open");
		path.push(file);
		for (const target of next.get(file) ?? []) {
			const cycle = visit(target);
			if (cycle.length > 0) return cycle;
		}
		path.pop();
		state.set(file, "done");
		return [];
	};
	for (const file of sources) {
		const cycle = visit(file);
		if (cycle.length > 0) return cycle;
	}
	return [];
}
