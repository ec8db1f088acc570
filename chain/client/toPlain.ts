import type { Codec } from "@polkadot/types/types";

interface Integer extends Codec {
	toBigInt(): bigint;
	bitLength(): number;
}

function isInteger(codec: Codec): codec is Integer {
	return "toBigInt" in codec && typeof codec.toBigInt === "function";
}

/** Without the `_` that @polkadot/types puts behind names which its own objects have, such as `hash`. */
function camel(name: string): string {
	return name.replace(/_$/, "").replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Bits of the widest integers that are given as numbers. */
const NUMBER_BITS = 32;

/**
 * A decoded SCALE value as plain data: accounts as SS58, bytes as 0x hex, integers of up to 32 bits as numbers
 * and wider ones as bigints, structs as objects with camel-case fields, tuples and vectors as arrays, an absent
 * option as undefined, an enum as its variant's name or `{name: value}`.
 */
export function toPlain(codec: Codec): unknown {
	if (isInteger(codec)) {
		const bits = widthOf(codec);
		return bits <= NUMBER_BITS ? Number(codec.toBigInt()) : codec.toBigInt();
	}
	const type = codec.toRawType();
	if (type === "bool") return codec.toJSON();
	if ("isSome" in codec && "unwrapOr" in codec)
		return codec.isSome === true ? toPlain((codec as unknown as { unwrap(): Codec }).unwrap()) : undefined;
	if ("defIndexes" in codec) return enumToPlain(codec as unknown as EnumCodec);
	if (codec instanceof Map && isStruct(codec)) {
		const fields = [...(codec as unknown as Map<string, Codec>).entries()];
		return Object.fromEntries(fields.map(([name, value]) => [camel(name), toPlain(value)]));
	}
	if (codec instanceof Map)
		return [...(codec as unknown as Map<Codec, Codec>)].map(([key, value]) => [toPlain(key), toPlain(value)]);
	if (codec instanceof Set) return [...(codec as unknown as Set<Codec>)].map(toPlain);
	if (codec instanceof Uint8Array) return type === "AccountId" ? codec.toString() : codec.toHex();
	if (Array.isArray(codec)) return (codec as unknown as Codec[]).map(toPlain);
	if ("isNone" in codec || type === "Null") return undefined;
	return codec.toJSON();
}

interface EnumCodec {
	readonly type: string;
	readonly inner: Codec;
	readonly isBasic: boolean;
}

function enumToPlain(codec: EnumCodec): unknown {
	if (codec.isBasic || codec.inner.toRawType() === "Null") return codec.type;
	return { [codec.type]: toPlain(codec.inner) };
}

function isStruct(codec: object): boolean {
	return "defKeys" in codec;
}

function widthOf(codec: Integer): number {
	const width = /\d+/.exec(codec.toRawType())?.[0];
	return width === undefined ? codec.bitLength() : Number(width);
}
