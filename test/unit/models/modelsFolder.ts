import { MODELS_VARIABLE, pullModel } from "../../../subnets/index.js";

/** Has bundles find their models in a folder; the function that it gives puts things back. */
export function findModelsIn(folder: string): () => void {
	const before = process.env[MODELS_VARIABLE];
	process.env[MODELS_VARIABLE] = folder;
	return () => {
		if (before === undefined) delete process.env[MODELS_VARIABLE];
		else process.env[MODELS_VARIABLE] = before;
	};
}

/** Pulls a model that lies in a folder of this machine. */
export function pullMade(options: Parameters<typeof pullModel>[0]): ReturnType<typeof pullModel> {
	return pullModel(options, {
		fetch,
		signal: AbortSignal.timeout(120_000),
		env: {},
		now: () => new Date(),
	});
}
