import { GanglionError } from "../../chain/wallet/index.js";

/** A file is not of the format `yuma-vectors/1`. */
export class YumaFileError extends GanglionError {
	readonly file: string;

	constructor(file: string, reason: string, options?: { cause?: unknown }) {
		super(
			"YUMA_FILE_INVALID",
			`${file}: ${reason}`,
			"correct it by the description of yuma-vectors/1 in test/vectors/README.md",
			options,
		);
		this.file = file;
	}
}

/** The consensus refuses the state that a vector describes. */
export class YumaInputError extends GanglionError {
	readonly vector: string;

	constructor(vector: string, entry: number, reason: string) {
		super("YUMA_INPUT_INVALID", `${vector}, epoch entry ${entry}: ${reason}`, "correct the vector");
		this.vector = vector;
	}
}
