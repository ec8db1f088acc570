import type { Facts } from "./facts.js";
import type { Ran } from "./runClient.js";
import type { Judged } from "./taskBook.js";

/** Lets the client try, told what it needs. */
export type Attempt = (facts: Promise<Facts> | Facts) => Promise<Ran>;

/** Brings about what a task needs, lets the client try, and reads from the chain what came of it. */
export type Judge = (attempt: Attempt) => Promise<Judged>;
