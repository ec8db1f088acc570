import { isatty } from "node:tty";
import { exitCodes } from "./exitCodes.js";

export interface HeardSignals {
	/** Aborted by the first signal that asks for an end. */
	readonly signal: AbortSignal;
	/** From then on SIGHUP calls the listener in place of asking for an end. */
	onHangUp(listener: () => void): void;
}

/**
 * The first signal asks for an end, the second one does not wait for it. A process that was started with a channel
 * to its parent (a node of localnet) also ends when the parent is gone, however it went.
 *
 * SIGHUP means two things: a terminal was closed, and, to a service, that it should read its files anew. A process that
 * had a terminal and has lost it takes it for the first, whoever listens; on Windows it means nothing else.
 */
export function listenToSignals(host: NodeJS.Process): HeardSignals {
	const controller = new AbortController();
	const onEnd = (): void => {
		if (controller.signal.aborted) host.exit(exitCodes.interrupted);
		controller.abort(new DOMException("interrupted", "AbortError"));
	};
	const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
	let hangUp: (() => void) | undefined;
	const isTerminalLost = (): boolean =>
		host.platform === "win32" || !terminals.every((descriptor) => isatty(descriptor));
	const onSighup = (): void => {
		if (hangUp === undefined || isTerminalLost()) onEnd();
		else hangUp();
	};
	// A closed terminal and Ctrl-\ too: by default they end a process without its exit event, which gives back the screen.
	for (const signal of ["SIGINT", "SIGTERM", "SIGQUIT"] as const) host.on(signal, onEnd);
	host.on("SIGHUP", onSighup);
	if (host.connected) {
		host.once("disconnect", onEnd);
		host.channel?.unref();
	}
	return {
		signal: controller.signal,
		onHangUp(listener) {
			hangUp = listener;
		},
	};
}
