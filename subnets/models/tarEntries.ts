/** One file of a tar archive; its body must be read before the next entry is asked for. */
export interface TarEntry {
	readonly path: string;
	readonly bytes: number;
	readonly body: AsyncIterable<Uint8Array>;
}

const BLOCK = 512;
/** Most bytes of a long name or of extended headers. */
const MAX_HEADER_BODY = 2 ** 20;

/**
 * The regular files of a tar archive (ustar, pax and GNU long names), without a library. Folders, links and devices
 * are passed over: nothing of them is needed, and links are how archives leave their folder.
 *
 * @throws RangeError where the bytes are no tar archive or end too early
 */
export async function* tarEntries(archive: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
	const reader = createReader(archive);
	let longName: string | undefined;
	for (;;) {
		const header = await reader.take(BLOCK);
		if (header === undefined || header.every((byte) => byte === 0)) return;
		const bytes = octal(header, 124, 12);
		const type = String.fromCharCode(header[156] ?? 0);
		const padding = (BLOCK - (bytes % BLOCK)) % BLOCK;
		if (type === "L" || type === "x") {
			if (bytes > MAX_HEADER_BODY) throw new RangeError(`a header of ${bytes} bytes`);
			const body = await reader.need(bytes);
			longName = type === "L" ? textOf(body, 0, bytes) : (paxPath(body) ?? longName);
			await reader.need(padding);
			continue;
		}
		const prefix = textOf(header, 345, 155);
		const name = textOf(header, 0, 100);
		const path = longName ?? (prefix === "" ? name : `${prefix}/${name}`);
		longName = undefined;
		const body = reader.body(bytes);
		if (type === "0" || type === "\0") yield { path, bytes, body };
		for await (const _ of body) {
			// What the caller did not read lies before the next entry.
		}
		await reader.need(padding);
	}
}

function createReader(archive: AsyncIterable<Uint8Array>) {
	const source = archive[Symbol.asyncIterator]();
	let rest: Uint8Array = new Uint8Array(0);
	/** At least one byte and at most `most`; undefined at the end. */
	const some = async (most: number): Promise<Uint8Array | undefined> => {
		while (rest.length === 0) {
			const next = await source.next();
			if (next.done === true) return undefined;
			rest = next.value;
		}
		const taken = rest.subarray(0, most);
		rest = rest.subarray(taken.length);
		return taken;
	};
	async function* body(bytes: number): AsyncGenerator<Uint8Array> {
		for (let left = bytes; left > 0; ) {
			const chunk = await some(left);
			if (chunk === undefined) throw new RangeError("the archive ends within a file");
			left -= chunk.length;
			yield chunk;
		}
	}
	const need = async (bytes: number): Promise<Uint8Array> => {
		const chunks: Uint8Array[] = [];
		for await (const chunk of body(bytes)) chunks.push(chunk);
		return Buffer.concat(chunks);
	};
	return {
		body: (bytes: number) => {
			const whole = body(bytes);
			// Leaving a `for await` early would end the generator and with it the archive's place.
			return { [Symbol.asyncIterator]: () => ({ next: () => whole.next() }) };
		},
		need,
		take: async (bytes: number): Promise<Uint8Array | undefined> => {
			const first = await some(bytes);
			if (first === undefined || first.length === bytes) return first;
			return Buffer.concat([first, await need(bytes - first.length)]);
		},
	};
}

function textOf(bytes: Uint8Array, start: number, length: number): string {
	const field = bytes.subarray(start, start + length);
	const end = field.indexOf(0);
	return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString("utf8");
}

function octal(header: Uint8Array, start: number, length: number): number {
	const text = textOf(header, start, length).trim();
	if (!/^[0-7]{1,11}$/.test(text)) throw new RangeError("no tar header where one should be");
	return Number.parseInt(text, 8);
}

/** `path` of pax records, each `<length> <key>=<value>\n`. */
function paxPath(body: Uint8Array): string | undefined {
	return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(Buffer.from(body).toString("utf8"))?.[1];
}
