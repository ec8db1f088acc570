import type { EpochDocument, VectorDocument, YumaDocument } from "./yumaDocument.js";

const PANEL_WIDTH = 360;
const PANEL_HEIGHT = 180;
const MARGIN = { left: 46, right: 78, top: 34, bottom: 30 };
const ONE = 65535;
/** Lines in a panel; the uids with the largest values. */
const MAX_LINES = 8;

/** Distinct for colour-blind eyes (Okabe and Ito), and dashed from the ninth on. */
const COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A5C00", "#000000"];

interface Line {
	readonly label: string;
	/** 0 to 1, by epoch. */
	readonly values: readonly number[];
}

interface Panel {
	readonly title: string;
	readonly lines: readonly Line[];
}

function escapeXml(text: string): string {
	return text
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;");
}

/** The largest of some lines, in the order of their labels; lines of zeros are left out. */
function mostSeen(lines: readonly Line[]): Line[] {
	const peak = ({ values }: Line) => Math.max(...values);
	const kept = lines.filter((line) => peak(line) > 0).sort((a, b) => peak(b) - peak(a));
	const chosen = new Set(kept.slice(0, MAX_LINES));
	return lines.filter((line) => chosen.has(line));
}

function linesOf(epochs: readonly EpochDocument[], column: "dividends" | "incentive"): Line[] {
	const uids = epochs[0]?.[column].keys() ?? [];
	return mostSeen(
		[...uids].map((uid) => ({
			label: `uid ${uid}`,
			values: epochs.map((epoch) => (epoch[column][uid] ?? 0) / ONE),
		})),
	);
}

function bondLines(epochs: readonly EpochDocument[]): Line[] {
	const pairs = new Map<string, [number, number]>();
	for (const { bonds } of epochs)
		bonds.forEach((row, uid) => {
			for (const [to] of row) pairs.set(`${uid} → ${to}`, [uid, to]);
		});
	return mostSeen(
		[...pairs].map(([label, [uid, to]]) => ({
			label,
			values: epochs.map(({ bonds }) => (bonds[uid]?.find(([other]) => other === to)?.[1] ?? 0) / ONE),
		})),
	);
}

function panelsOf({ epochs }: VectorDocument): Panel[] {
	return [
		{ title: "dividends", lines: linesOf(epochs, "dividends") },
		{ title: "incentive", lines: linesOf(epochs, "incentive") },
		{ title: "bonds", lines: bondLines(epochs) },
	];
}

function drawPanel(panel: Panel, count: number, x0: number, y0: number): string {
	const width = PANEL_WIDTH - MARGIN.left - MARGIN.right;
	const height = PANEL_HEIGHT - MARGIN.top - MARGIN.bottom;
	const left = x0 + MARGIN.left;
	const top = y0 + MARGIN.top;
	const x = (epoch: number) => left + (count <= 1 ? width / 2 : (epoch * width) / (count - 1));
	const y = (value: number) => top + height * (1 - value);
	const parts = [
		`<text x="${left}" y="${top - 8}" font-weight="bold">${panel.title}</text>`,
		...[0, 0.5, 1].map(
			(value) =>
				`<line x1="${left}" x2="${left + width}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/><text x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text>`,
		),
		`<text x="${left}" y="${top + height + 16}">0</text>`,
		`<text x="${left + width}" y="${top + height + 16}" text-anchor="end">epoch ${Math.max(0, count - 1)}</text>`,
	];
	panel.lines.forEach(({ label, values }, index) => {
		const color = COLORS[index % COLORS.length];
		const points = values.map((value, epoch) => `${x(epoch).toFixed(1)},${y(value).toFixed(1)}`);
		const mark =
			points.length === 1
				? `<circle cx="${points[0]?.split(",")[0]}" cy="${points[0]?.split(",")[1]}" r="3" fill="${color}"/>`
				: `<polyline points="${points.join(" ")}" stroke="${color}" stroke-width="1.8" fill="none"/>`;
		const legendY = top + 6 + index * 14;
		parts.push(
			mark,
			`<text x="${left + width + 8}" y="${legendY}" fill="${color}">${escapeXml(label)}</text>`,
		);
	});
	if (panel.lines.length === 0) parts.push(`<text x="${left + 8}" y="${top + height / 2}">all are 0</text>`);
	return parts.join("\n");
}

/** A picture of the vectors: for each a row of dividends, incentive and bonds over its epochs. */
export function plotYuma({ vectors }: YumaDocument): string {
	const width = 3 * PANEL_WIDTH;
	const rowHeight = PANEL_HEIGHT + 24;
	const rows = vectors.map((vector, row) => {
		const y0 = row * rowHeight;
		const name = `<text x="12" y="${y0 + 18}" font-size="14" font-weight="bold">${escapeXml(vector.name)}</text>`;
		const panels = panelsOf(vector).map((panel, index) =>
			drawPanel(panel, vector.epochs.length, index * PANEL_WIDTH, y0 + 20),
		);
		return [name, ...panels].join("\n");
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${Math.max(1, vectors.length) * rowHeight}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
${rows.join("\n")}
</svg>
`;
}
