import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a model can be asked for, as its config.json tells. */
export type ModelKind = "decoder" | "encoder" | "classifier" | "vision" | "unknown";

const VISION =
	/For(Image|Object|Semantic|Instance|Universal|DepthEst|Keypoint)|^(ViT|Swin|ConvNext|DeiT|Beit|ResNet|Dinov?2?|MobileNet|MobileViT|EfficientNet|SegFormer|Detr|Yolos)/i;

/** The kind that an architecture's name in config.json stands for. */
export function kindOfArchitecture(architecture: string): ModelKind {
	if (VISION.test(architecture)) return "vision";
	if (/For(CausalLM)$|LMHeadModel$/.test(architecture)) return "decoder";
	if (/For(Sequence|Token)Classification$/.test(architecture)) return "classifier";
	if (/(Model|ForMaskedLM)$/.test(architecture)) return "encoder";
	return "unknown";
}

/** The kind of the model in a folder. */
export async function readModelKind(folder: string): Promise<ModelKind> {
	try {
		const config = JSON.parse(await readFile(join(folder, "config.json"), "utf8")) as {
			architectures?: unknown;
		};
		const [first] = Array.isArray(config.architectures) ? config.architectures : [];
		return typeof first === "string" ? kindOfArchitecture(first) : "unknown";
	} catch {
		return "unknown";
	}
}
