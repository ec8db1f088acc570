import type { NetworkView, SubnetView } from "./networkView.js";
import { renderScreen } from "./renderScreen.js";
import { openTerminal, type TerminalOutput } from "./terminal.js";

/** How the network is shown while it runs. */
export interface NetworkDisplay {
	/** The view changed. */
	changed(): void;
	/** The network is being ended. */
	stopping(): void;
	close(): void;
}

const frameMs = 100;

/** The live screen of a terminal, redrawn at most ten times a second. */
export function showOnScreen(
	view: () => NetworkView,
	output: TerminalOutput,
	color: boolean,
): NetworkDisplay {
	let timer: NodeJS.Timeout | undefined;
	let ending = false;
	const draw = (): void => {
		timer = undefined;
		const shown = ending ? { ...view(), phase: "stopping" as const } : view();
		terminal.draw(renderScreen(shown, { ...terminal.size(), color }));
	};
	const terminal = openTerminal(output, draw);
	return {
		changed() {
			timer ??= setTimeout(draw, frameMs);
		},
		stopping() {
			ending = true;
			draw();
		},
		close() {
			clearTimeout(timer);
			terminal.close();
		},
	};
}

/** Log lines for where there is no terminal: progress, events, and each subnet's table after its epochs. */
export function showAsLines(view: () => NetworkView, write: (text: string) => void): NetworkDisplay {
	let said = "";
	let seen: NetworkView["events"][number] | undefined;
	const epochs = new Map<number, number>();
	const line = (text: string, at = new Date()): void => write(`${at.toTimeString().slice(0, 8)} ${text}\n`);
	return {
		changed() {
			const { phase, progress, events, subnets, dataFolder } = view();
			const step = phase === "starting" ? `${progress.text} (${progress.done}/${progress.total})` : phase;
			if (step !== said) {
				line(phase === "running" ? `running; data and logs in ${dataFolder}` : step);
				said = step;
			}
			for (const event of events.slice(seen === undefined ? 0 : events.lastIndexOf(seen) + 1))
				line(event.text, event.at);
			seen = events.at(-1);
			for (const subnet of subnets) {
				if (subnet.epochs === (epochs.get(subnet.netuid) ?? 0)) continue;
				epochs.set(subnet.netuid, subnet.epochs);
				for (const text of describe(subnet)) line(text);
			}
		},
		stopping: () => line("stopping"),
		close() {},
	};
}

function describe(subnet: SubnetView): string[] {
	return subnet.neurons.map(
		(neuron) =>
			`subnet ${subnet.netuid} epoch ${subnet.epochs} uid ${neuron.uid} ${neuron.kind} ${neuron.behaviour}: score ${
				neuron.score?.toFixed(3) ?? "-"
			} incentive ${neuron.incentive.toFixed(4)} dividends ${neuron.dividends.toFixed(4)} trust ${neuron.validatorTrust.toFixed(3)} emission ${(Number(neuron.emissionRao) / 1e9).toFixed(4)}`,
	);
}
