/** All numbers in a JSON document, also those written as text, with their keys where these are numbers. */
export function numbersIn(document: unknown): ReadonlySet<number> {
	const found = new Set<number>();
	const visit = (value: unknown): void => {
		if (typeof value === "number") found.add(value);
		else if (typeof value === "string" && /^[τ\s]*[\d,]+(\.\d+)?[τ\s]*$/.test(value))
			found.add(Number(value.replace(/[τ,\s]/g, "")));
		else if (Array.isArray(value)) value.forEach(visit);
		else if (typeof value === "object" && value !== null)
			for (const [key, inner] of Object.entries(value)) {
				visit(key);
				visit(inner);
			}
	};
	visit(document);
	return found;
}

/** Whether a text stands somewhere in a JSON document, as a key or inside a value. */
export function mentions(document: unknown, text: string): boolean {
	return document !== undefined && JSON.stringify(document).includes(text);
}
