import { type ReceivedAnswer, textsOf } from "../../../subnets/index.js";

/** The text of an answer that has one; empty where it has none. */
export const textOf = (answer: ReceivedAnswer): string => textsOf(answer.outputs, "text")?.[0] ?? "";
