import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../../chain/wallet/index.js";
import { type Figures, securityPage } from "../../attacks/securityPage.js";

describe("docs/security.md", () => {
	it("is the page of the figures that full runs of the attacks left; UPDATE_DOCS=1 writes it", async () => {
		const figures = join(packageRoot(), "test", "attacks", "figures.json");
		const path = join(packageRoot(), "docs", "security.md");
		const page = securityPage(JSON.parse(await readFile(figures, "utf8")) as Figures[]);
		if (process.env.UPDATE_DOCS === "1") await writeFile(path, page);
		expect(await readFile(path, "utf8")).toBe(page);
	});
});
