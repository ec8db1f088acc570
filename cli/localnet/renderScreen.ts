import type { NetworkEvent, NetworkView, NeuronView, SubnetView } from "./networkView.js";

export interface ScreenSize {
	readonly columns: number;
	readonly rows: number;
	readonly color: boolean;
}

type Paint = (text: string) => string;

interface Palette {
	readonly dim: Paint;
	readonly bold: Paint;
	readonly good: Paint;
	readonly bad: Paint;
	readonly accent: Paint;
}

/**
 * The live screen as lines of exactly what fits: never more than `rows`, never wider than `columns`.
 *
 * Pure, so that a test can look at it at any size. When rows are short, the oldest events go first, then the
 * tail of the longer tables (said in a line), never the header or the footer.
 */
export function renderScreen(view: NetworkView, size: ScreenSize): string[] {
	const palette = makePalette(size.color);
	const head = header(view, size, palette);
	const foot = footer(view, size, palette);
	const room = Math.max(0, size.rows - head.length - foot.length);
	if (view.phase === "starting" && view.subnets.length === 0)
		return [...head, ...eventLines(view.events, room, size, palette), ...foot].slice(0, size.rows);
	const wanted = view.subnets.reduce((rows, subnet) => rows + subnet.neurons.length + 2, 0);
	const events = Math.min(view.events.length, Math.max(2, room - wanted));
	const tables = tableLines(view.subnets, Math.max(0, room - events), size, palette);
	const left = room - tables.length;
	return [...head, ...tables, ...eventLines(view.events, left, size, palette), ...foot].slice(0, size.rows);
}

function header(view: NetworkView, size: ScreenSize, palette: Palette): string[] {
	const epochs = view.subnets
		.map((subnet) => `sn${subnet.netuid} in ${duration((subnet.blocksUntilEpoch * view.blockMs) / 1000)}`)
		.join(", ");
	const state =
		view.phase === "running"
			? `block ${view.block}${epochs === "" ? "" : `   next epoch: ${epochs}`}`
			: view.phase === "stopping"
				? "stopping …"
				: `${bar(view.progress)} ${view.progress.text}`;
	return [palette.bold(clip(`Ganglion localnet   ${state}`, size.columns))];
}

/** How far the start is: `[####----] 3/6`. */
function bar({ done, total }: NetworkView["progress"]): string {
	const width = 12;
	const full = Math.round((width * done) / Math.max(1, total));
	return `[${"#".repeat(full)}${"-".repeat(width - full)}] ${done}/${total}`;
}

function footer(view: NetworkView, size: ScreenSize, palette: Palette): string[] {
	const ports = `chain ${view.endpoint}${view.gateways.length > 0 ? `  gateway ${view.gateways[0]}` : ""}`;
	const lines = [`data ${view.dataFolder} (logs in logs/)`, `${ports}  Ctrl-C stops`];
	const wide = `${lines[0]}   ${lines[1]}`;
	if (wide.length <= size.columns || size.rows < 12) return [palette.dim(clip(wide, size.columns))];
	return lines.map((line) => palette.dim(clip(line, size.columns)));
}

function tableLines(
	subnets: readonly SubnetView[],
	room: number,
	size: ScreenSize,
	palette: Palette,
): string[] {
	const wanted = subnets.map((subnet) => subnet.neurons.length + 2);
	const lines: string[] = [];
	let left = room;
	subnets.forEach((subnet, index) => {
		const later = wanted.slice(index + 1).reduce((sum, rows) => sum + Math.min(rows, 5), 0);
		const height = Math.min(wanted[index] as number, Math.max(3, left - later));
		const table = subnetTable(subnet, height, size, palette);
		lines.push(...table);
		left -= table.length;
	});
	return lines.slice(0, room);
}

function subnetTable(subnet: SubnetView, height: number, size: ScreenSize, palette: Palette): string[] {
	const title = `subnet ${subnet.netuid}  ${subnet.task}  tempo ${subnet.tempo}  epochs ${subnet.epochs}`;
	const wide = size.columns >= 110;
	const columns = wide
		? `${"uid".padStart(4)}  ${"hotkey".padEnd(48)}  ${"kind".padEnd(9)} `
		: `${"uid".padStart(4)}  ${"hotkey".padEnd(8)} ${"kind".padEnd(9)} `;
	const heading = `${columns} ${"runs".padEnd(runsWidth(wide))} ${"score".padStart(5)} ${"incent".padStart(6)} ${"divid".padStart(6)} ${"vtrust".padStart(6)} ${"emission".padStart(9)}`;
	const rows = subnet.neurons.map((neuron) => neuronRow(neuron, wide, size, palette));
	const space = Math.max(1, height - 2);
	const shown = rows.length > space ? rows.slice(0, space - 1) : rows;
	const hidden = rows.length - shown.length;
	const more =
		hidden > 0 ? [palette.dim(clip(`      … ${hidden} more: make the window taller`, size.columns))] : [];
	return [
		palette.accent(clip(title, size.columns)),
		palette.dim(clip(heading, size.columns)),
		...shown,
		...more,
	];
}

function neuronRow(neuron: NeuronView, wide: boolean, size: ScreenSize, palette: Palette): string {
	const hotkey = wide ? neuron.hotkey.padEnd(48) : shortAddress(neuron.hotkey).padEnd(8);
	const runs = runsWidth(wide);
	const score = neuron.score === undefined ? "–" : neuron.score.toFixed(3);
	const text = `${String(neuron.uid).padStart(4)}  ${hotkey}${wide ? "  " : " "}${neuron.kind.padEnd(9)}  ${clip(neuron.behaviour, runs).padEnd(runs)} ${score.padStart(5)} ${proportion(neuron.incentive)} ${proportion(neuron.dividends)} ${proportion(neuron.validatorTrust)} ${tao(neuron.emissionRao).padStart(9)}`;
	const line = clip(text, size.columns);
	if (neuron.kind !== "miner") return line;
	if (neuron.behaviour !== "honest") return palette.bad(line);
	return neuron.incentive > 0 ? palette.good(line) : line;
}

/** Columns of what a neuron runs: a whole row fits into 80. */
function runsWidth(wide: boolean): number {
	return wide ? 15 : 14;
}

function eventLines(
	events: readonly NetworkEvent[],
	room: number,
	size: ScreenSize,
	palette: Palette,
): string[] {
	if (room <= 0) return [];
	return events.slice(-room).map((event) => {
		const line = clip(`${event.at.toTimeString().slice(0, 8)}  ${event.text}`, size.columns);
		return event.level === "warn" ? palette.bad(line) : palette.dim(line);
	});
}

function makePalette(color: boolean): Palette {
	const style =
		(open: number, close: number): Paint =>
		(text) =>
			color ? `\u001b[${open}m${text}\u001b[${close}m` : text;
	return {
		dim: style(2, 22),
		bold: style(1, 22),
		good: style(32, 39),
		bad: style(33, 39),
		accent: style(36, 39),
	};
}

/** Cuts a line to a width, with an ellipsis where something is lost. Widths are counted in code points. */
function clip(text: string, width: number): string {
	const points = Array.from(text);
	if (points.length <= width) return text;
	return `${points.slice(0, Math.max(0, width - 1)).join("")}…`;
}

function shortAddress(address: string): string {
	return address.length <= 8 ? address : `${address.slice(0, 4)}…${address.slice(-3)}`;
}

function proportion(value: number): string {
	return value === 0 ? "     –" : value.toFixed(3).padStart(6);
}

/** Rao as a token amount short enough for a column: `0.0123`, `12.35`, `1 234`. */
function tao(rao: bigint): string {
	const amount = Number(rao) / 1e9;
	if (amount === 0) return "–";
	if (amount < 1) return amount.toFixed(4);
	return amount < 1000 ? amount.toFixed(2) : Math.round(amount).toString();
}

function duration(seconds: number): string {
	const whole = Math.max(0, Math.round(seconds));
	return whole < 100 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
