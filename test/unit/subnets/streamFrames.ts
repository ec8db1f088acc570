import { createFrameChain } from "../../../subnets/index.js";

/** What a stream's receipt signs of its frames. */
export function digestFrames(frames: readonly string[]): string {
	const chain = createFrameChain();
	for (const frame of frames) chain.add(Buffer.from(frame));
	return chain.digest();
}

/** A stream's frames, and the receipt that comes as one more behind them. */
export function readFrames(stream: string): { frames: string[]; receipt: Record<string, string> } {
	const frames = stream.split(/(?<=\n\n)/);
	const [event, data] = frames.pop()?.trimEnd().split("\ndata: ") ?? [];
	if (event !== "event: receipt" || data === undefined)
		throw new Error(`no receipt ends the stream: ${event}`);
	return { frames, receipt: JSON.parse(data) };
}
