/** What a command is told: names of wallets (each with the hotkey `default`) and facts of the chain. */
export interface Facts {
	readonly netuid: number;
	/** An account that receives a transfer. */
	readonly destination: string;
	/** The neuron's uid, that weights are for. */
	readonly uid: number;
	/** The hotkey of the wallet `neuron`, or of the wallet that registers. */
	readonly hotkey: string;
	/** The hotkey of the subnet's owner. */
	readonly ownerHotkey: string;
	/** Another subnet of the same owner. */
	readonly otherNetuid: number;
	/** A hotkey that takes a place: a new one, or a child. */
	readonly otherHotkey: string;
	/** A coldkey that takes a place: a new one, whose proxy somebody is, or who is the proxy. */
	readonly otherColdkey: string;
	/** Of what was announced. */
	readonly callHash: string;
	/** Where a keyless account was made. */
	readonly origin: { readonly block: number; readonly extrinsic: number };
}

/** A salt of eight numbers, as both lines make it. */
export const SALT = [1, 2, 3, 4, 5, 6, 7, 8];

export const DESTINATION = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
/** For commands that come before there is a subnet. */
export const NO_FACTS: Facts = {
	netuid: 0,
	destination: DESTINATION,
	uid: 0,
	hotkey: DESTINATION,
	ownerHotkey: DESTINATION,
	otherNetuid: 0,
	otherHotkey: DESTINATION,
	otherColdkey: DESTINATION,
	callHash: "",
	origin: { block: 0, extrinsic: 0 },
};
export const IMMUNITY = 77;
export const PORTS = { axonSet: 8091, serve: 8092 };
export const TRANSFER = 7n;
export const STAKE = 50n;
export const UNSTAKE = 10n;
/** Parts of a whole, as both lines take them. */
export const HALF = 0.5;
export const TAKE = 0.09;
export const MECHANISMS = 2;
/** The least that a subnet may be trimmed to. */
export const TRIMMED = 64;
export const MESSAGE = "signed by somebody";
/** What a hotkey says of itself. */
export const NOTE = "noted by somebody";
export const NAME = "Somebody";
/** A symbol that no subnet has by itself: the 40th is for netuid 40. */
export const SYMBOL = "\u{5e0}";
