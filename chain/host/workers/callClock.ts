/** Slots of the shared array. */
const SEQUENCE = 0;
const STARTED = 1;
const SUBJECT = 2;
const REQUEST = 3;
const IN_STORE = 4;
const HALTED = 5;
const SLOTS = 6;

/**
 * What a worker tells of its runtime calls without a message, since it cannot send one while it is inside a
 * call: which request it works on, a counter that is odd during a call, when the call began, which transaction
 * of the request it works on, and whether it is in the store just now; and what it is told: to keep out of the store,
 * because it is about to be ended.
 */
export interface CallClock {
	readonly shared: SharedArrayBuffer;
	/** Names the request that was begun last, from 1 on; 0 before the first. */
	serve(request: number): void;
	readonly request: number;
	begin(): void;
	end(): void;
	/** Names the transaction (its place in the job) that the next calls work on; -1 for none. */
	work(subject: number): void;
	/** Runs one access to the store; waits to be ended where {@link halt} was called. */
	inStore<T>(access: () => T): T;
	/** Keeps the thread out of the store from now on. */
	halt(): void;
	/** True while the thread is in the store. */
	readonly storing: boolean;
	/** The call under way: how long it runs (ms) and on what; undefined between calls. */
	running(): { readonly ms: number; readonly subject: number } | undefined;
}

/** A clock over `shared`, or over fresh memory. Times wrap after 24 days, which a call does not live to see. */
export function createCallClock(shared?: SharedArrayBuffer): CallClock {
	const memory = shared ?? new SharedArrayBuffer(4 * SLOTS);
	const slots = new Int32Array(memory);
	const now = () => Date.now() & 0x7fff_ffff;
	return {
		shared: memory,
		serve(request) {
			Atomics.store(slots, SUBJECT, -1);
			Atomics.store(slots, REQUEST, request);
		},
		get request() {
			return Atomics.load(slots, REQUEST);
		},
		begin() {
			Atomics.store(slots, STARTED, now());
			Atomics.add(slots, SEQUENCE, 1);
		},
		end() {
			Atomics.add(slots, SEQUENCE, 1);
		},
		work(subject) {
			Atomics.store(slots, SUBJECT, subject);
		},
		inStore(access) {
			// Entered first and looked at the halt then, so that whoever halts sees one or the other.
			Atomics.add(slots, IN_STORE, 1);
			if (Atomics.load(slots, HALTED) === 1) {
				Atomics.sub(slots, IN_STORE, 1);
				Atomics.wait(slots, HALTED, 1);
			}
			try {
				return access();
			} finally {
				Atomics.sub(slots, IN_STORE, 1);
			}
		},
		halt() {
			Atomics.store(slots, HALTED, 1);
		},
		get storing() {
			return Atomics.load(slots, IN_STORE) !== 0;
		},
		running() {
			if ((Atomics.load(slots, SEQUENCE) & 1) === 0) return undefined;
			return {
				ms: (now() - Atomics.load(slots, STARTED)) & 0x7fff_ffff,
				subject: Atomics.load(slots, SUBJECT),
			};
		},
	};
}
