function toHex(bytes: Uint8Array): string {
	return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

/**
 * A value as JSON text. A bigint is written as a JSON number with all its digits, bytes as 0x hex.
 *
 * `JSON.stringify` refuses bigints, and amounts in rao may pass 2^53: the text stays exact for every reader
 * whose numbers are.
 */
export function toJson(value: unknown, indent = ""): string {
	if (value === null || value === undefined) return "null";
	if (typeof value === "bigint") return value.toString();
	if (typeof value !== "object") return JSON.stringify(value) ?? "null";
	if (value instanceof Uint8Array) return JSON.stringify(toHex(value));
	if ("toJSON" in value && typeof value.toJSON === "function") return toJson(value.toJSON(), indent);
	const inner = `${indent}  `;
	if (Array.isArray(value)) {
		const items = value.map((item) => toJson(item, inner));
		const flat = `[${items.join(", ")}]`;
		if (flat.length + indent.length <= 100 && !flat.includes("\n")) return flat;
		return `[\n${items.map((item) => inner + item).join(",\n")}\n${indent}]`;
	}
	const fields = Object.entries(value).filter(([, field]) => field !== undefined);
	if (fields.length === 0) return "{}";
	const lines = fields.map(([key, field]) => `${inner}${JSON.stringify(key)}: ${toJson(field, inner)}`);
	return `{\n${lines.join(",\n")}\n${indent}}`;
}
