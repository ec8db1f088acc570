/** Runs tasks of one signer one after the other; tasks of different signers do not wait for each other. */
export interface NonceQueue {
	/** The result of `task`, which starts once every earlier task of this address has ended. */
	run<T>(address: string, task: () => Promise<T>): Promise<T>;
}

/**
 * A queue for choosing a nonce, signing and handing over, which must not overlap for one account: two
 * transactions that ask for the next free nonce at once would get the same.
 */
export function createNonceQueue(): NonceQueue {
	const tails = new Map<string, Promise<unknown>>();
	return {
		run(address, task) {
			const before = tails.get(address) ?? Promise.resolve();
			const result = before.then(task, task);
			const tail = result.catch(() => {});
			tails.set(address, tail);
			void tail.then(() => {
				if (tails.get(address) === tail) tails.delete(address);
			});
			return result;
		},
	};
}
