import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { packageRoot } from "../../../chain/wallet/index.js";
import { exitCodeOf } from "../../../cli/exitCodes.js";

/** An error class with a literal code, as the sources define it. */
export interface ErrorEntry {
	readonly code: string;
	readonly className: string;
	readonly file: string;
	/** The class's comment. */
	readonly about: string;
	/** The message and remedy with `…` for what is filled in; "" where the caller gives it. */
	readonly message: string;
	readonly remedy: string;
}

const ROOMS = [
	"chain/wallet",
	"chain/client",
	"chain/host",
	"scoring",
	"subnets",
	"miner",
	"validator",
	"cli",
];
const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

function sourcesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
		.map((file) => join(folder, file))
		.sort();
}

/** A string expression as a reader sees it; "" for anything that is no literal. */
function textOf(node: ts.Expression | undefined): string {
	if (node === undefined) return "";
	if (ts.isStringLiteralLike(node)) return node.text;
	if (ts.isTemplateExpression(node))
		return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join("");
	if (ts.isConditionalExpression(node))
		return [textOf(node.whenTrue), textOf(node.whenFalse)].filter(Boolean).join(" / ");
	return "";
}

function findSuper(node: ts.Node): ts.CallExpression | undefined {
	if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) return node;
	return ts.forEachChild(node, findSuper);
}

function commentOf(node: ts.Node, source: ts.SourceFile): string {
	const [range] = ts.getLeadingCommentRanges(source.text, node.getFullStart())?.slice(-1) ?? [];
	if (range === undefined) return "";
	return source.text
		.slice(range.pos, range.end)
		.replace(/^\/\*\*|\*\/$/g, "")
		.replace(/^\s*\* ?/gm, "")
		.replace(/\s+/g, " ")
		.trim();
}

/** Every error class of every room that has a code of its own. */
export function collectErrors(): ErrorEntry[] {
	const root = packageRoot();
	const entries: ErrorEntry[] = [];
	for (const file of ROOMS.flatMap((room) => sourcesIn(join(root, room)))) {
		const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
		ts.forEachChild(source, (node) => {
			if (!ts.isClassDeclaration(node) || node.name === undefined) return;
			const [code, message, remedy] = findSuper(node)?.arguments ?? [];
			if (code === undefined || !ts.isStringLiteralLike(code) || !CODE.test(code.text)) return;
			entries.push({
				code: code.text,
				className: node.name.text,
				file: relative(root, file).replaceAll("\\", "/"),
				about: commentOf(node, source),
				message: textOf(message),
				remedy: textOf(remedy),
			});
		});
	}
	return entries.sort((a, b) => a.code.localeCompare(b.code) || a.file.localeCompare(b.file));
}

/** Codes that the command line itself gives to what is no error of ours. */
export const OWN_CODES = ["INTERNAL", "INTERRUPTED"];

function section(entry: ErrorEntry): string {
	const lines = [`## ${entry.code}`, "", entry.about, ""];
	if (entry.message !== "") lines.push(`- says: ${entry.message}`);
	if (entry.remedy !== "") lines.push(`- remedy: ${entry.remedy}`);
	lines.push(`- exit code: ${exitCodeOf(entry)}`, `- thrown as: \`${entry.className}\` of \`${entry.file}\``);
	return lines.join("\n");
}

/** The text of docs/errors.md. */
export function errorReference(): string {
	return `# Errors

Every failure that is expected has a code that stays the same, a message (what was expected, what came) and a remedy. The command line prints them in one line; with \`--json\` they are \`{"error": {"code", "message", "remedy"}}\` on stdout. What stands for … is filled in.

This page is generated from the sources: \`UPDATE_DOCS=1 npx vitest run test/unit/cli/docs.test.ts\` writes it anew.

${collectErrors().map(section).join("\n\n")}

## INTERNAL

A fault in Ganglion itself, with its stack. Please report it.

- exit code: 70

## INTERRUPTED

Ctrl-C or SIGTERM came before the work was done.

- exit code: 130
`;
}
