const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Bytes in base 58 (Bitcoin's alphabet); each leading zero byte is a leading "1". */
export function encodeBase58(bytes: Uint8Array): string {
	let number = 0n;
	for (const byte of bytes) number = number * 256n + BigInt(byte);
	let text = "";
	for (; number > 0n; number /= 58n) text = (ALPHABET[Number(number % 58n)] ?? "") + text;
	const zeros = bytes.findIndex((byte) => byte !== 0);
	return "1".repeat(zeros === -1 ? bytes.length : zeros) + text;
}

/** The bytes of a base 58 text; undefined where a character is not of the alphabet. */
export function decodeBase58(text: string): Uint8Array | undefined {
	let number = 0n;
	for (const character of text) {
		const digit = ALPHABET.indexOf(character);
		if (digit === -1) return undefined;
		number = number * 58n + BigInt(digit);
	}
	const bytes: number[] = [];
	for (; number > 0n; number /= 256n) bytes.unshift(Number(number % 256n));
	const ones = [...text].findIndex((character) => character !== "1");
	return Uint8Array.from([...new Array<number>(ones === -1 ? text.length : ones).fill(0), ...bytes]);
}
