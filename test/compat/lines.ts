/** A generation of Bittensor's own clients, by the versions that its users install. */
export interface Line extends Packages {
	/** How the matrix calls it, and the name of its file of results. */
	readonly id: "A" | "B";
}

/** What a virtual environment holds, each with its version. */
export interface Packages {
	readonly packages: readonly string[];
}

export const LINE_A: Line = { id: "A", packages: ["bittensor==10.5.0", "bittensor-cli==9.23.2"] };
export const LINE_B: Line = { id: "B", packages: ["bittensor==11.3.0"] };

/** Another clock for programs that are not changed; apart from the clients, whose environments hold only them. */
export const FAKE_CLOCK: Packages = { packages: ["libfaketime==3.0.1"] };
