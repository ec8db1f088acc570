import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../chain/wallet/index.js";

/** Withheld tensors of one answer: for each name its rows as raw bytes. */
export type WithheldRows = Readonly<Record<string, { readonly rows: readonly Uint8Array[] }>>;

/** What is held of one answer. */
export interface HeldRows {
	readonly caller: string;
	readonly nonce: bigint;
	readonly withheld: WithheldRows;
	/** When it is forgotten: Unix time, ns. */
	readonly until: bigint;
}

/** Rows of answers on disk: what a miner that was killed hands out when it is up again. */
export interface RowFiles {
	write(held: HeldRows): void;
	remove(held: Pick<HeldRows, "caller" | "nonce">): void;
	/** What a process before this one left, oldest first. A file that it did not finish is deleted. */
	load(): HeldRows[];
}

interface Head {
	readonly caller: string;
	readonly nonce: string;
	readonly until: string;
	/** For each tensor the lengths of its rows. */
	readonly tensors: Readonly<Record<string, readonly number[]>>;
}

const SUFFIX = ".rows";

/**
 * One file an answer: the length of a JSON head (u32 LE), the head, the rows in its order.
 *
 * Like the replay log it is written without a flush: it survives this process, and when the machine is up again
 * nobody may demand the rows any more. Who bounds them is the row store, which removes what it drops.
 *
 * @param folder - of this hotkey's rows; created if absent
 */
export function openRowFiles(folder: string): RowFiles {
	makeFolder(folder, 0o700);
	const fileOf = ({ caller, nonce }: Pick<HeldRows, "caller" | "nonce">): string =>
		join(folder, `${caller.replace(/[^A-Za-z0-9]/g, "_")}-${nonce}${SUFFIX}`);
	return {
		write(held) {
			const tensors = Object.entries(held.withheld);
			const head: Head = {
				caller: held.caller,
				nonce: held.nonce.toString(),
				until: held.until.toString(),
				tensors: Object.fromEntries(
					tensors.map(([name, { rows }]) => [name, rows.map(({ byteLength }) => byteLength)]),
				),
			};
			const json = Buffer.from(JSON.stringify(head), "utf8");
			const length = Buffer.alloc(4);
			length.writeUInt32LE(json.length);
			const rows = tensors.flatMap(([, tensor]) => tensor.rows);
			writeFileSync(fileOf(held), Buffer.concat([length, json, ...rows]), { mode: 0o600 });
		},
		remove: (held) => rmSync(fileOf(held), { force: true }),
		load() {
			const found: HeldRows[] = [];
			for (const name of readdirSync(folder).filter((file) => file.endsWith(SUFFIX))) {
				const held = parse(readFileSync(join(folder, name)));
				if (held === undefined) rmSync(join(folder, name), { force: true });
				else found.push(held);
			}
			return found.sort((a, b) => Number(a.until - b.until));
		},
	};
}

/** Undefined for a file that was cut off. */
function parse(bytes: Buffer): HeldRows | undefined {
	if (bytes.length < 4) return undefined;
	let offset = 4 + bytes.readUInt32LE(0);
	let head: Head;
	try {
		head = JSON.parse(bytes.toString("utf8", 4, offset)) as Head;
	} catch {
		return undefined;
	}
	const withheld: Record<string, { rows: Uint8Array[] }> = {};
	for (const [name, lengths] of Object.entries(head.tensors)) {
		const rows = lengths.map((length) => {
			offset += length;
			return new Uint8Array(bytes.subarray(offset - length, offset));
		});
		withheld[name] = { rows };
	}
	if (offset !== bytes.length) return undefined;
	return { caller: head.caller, nonce: BigInt(head.nonce), until: BigInt(head.until), withheld };
}
