/** A value that a call's argument may have; a call in a call is a {@link ChainCall}. */
export type CallValue =
	| string
	| number
	| bigint
	| boolean
	| null
	| Uint8Array
	| ChainCall
	| readonly CallValue[]
	| { readonly [field: string]: CallValue };

/** A call as plain data: it becomes an extrinsic inside `submit`, by the connected chain's metadata. */
export interface ChainCall {
	/** As in the metadata: `SubtensorModule`. */
	readonly pallet: string;
	/** As in the metadata: `burned_register`. */
	readonly call: string;
	/** In the order of the metadata. */
	readonly args: readonly CallValue[];
}
