import type { StorageReader } from "./storageReader.js";

/** The kinds of proxy, by their numbers in the chain. What each may do is in `docs/chain.md`. */
export const proxyTypes = [
	"Any",
	"Owner",
	"NonCritical",
	"NonTransfer",
	"Senate",
	"NonFungible",
	"Triumvirate",
	"Governance",
	"Staking",
	"Registration",
	"Transfer",
	"SmallTransfer",
	"RootWeights",
	"ChildKeys",
	"SudoUncheckedSetCode",
	"SwapHotkey",
	"SubnetLeaseBeneficiary",
	"RootClaim",
] as const;

export type ProxyType = (typeof proxyTypes)[number];

/** An account that may make some of another's calls. */
export interface AccountProxy {
	/** Who may make them. */
	readonly delegate: string;
	/** A {@link ProxyType}, or what another chain has besides. */
	readonly type: string;
	/** Blocks between a call's announcement and the call; 0: no announcement. */
	readonly delayBlocks: number;
}

/** The proxies of an account. */
export interface AccountProxies {
	/** What is held from the account as long as it has them. */
	readonly depositRao: bigint;
	readonly proxies: readonly AccountProxy[];
}

type Stored = readonly [
	proxies: readonly { readonly delegate: string; readonly proxyType: string; readonly delay: number }[],
	deposit: bigint,
];

/** The proxies of an account, in the order of the chain. */
export async function readProxies(reader: StorageReader, address: string): Promise<AccountProxies> {
	const [proxies, depositRao] = (await reader.one("Proxy", "Proxies", address)) as Stored;
	return {
		depositRao,
		proxies: proxies.map(({ delegate, proxyType, delay }) => ({
			delegate,
			type: proxyType,
			delayBlocks: Number(delay),
		})),
	};
}
