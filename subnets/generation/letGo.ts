type Transfer = (this: ArrayBuffer, length: number) => ArrayBuffer;

/** Node 20 has it behind a flag, which an engine process is started with; later versions always. */
const { transfer } = ArrayBuffer.prototype as { transfer?: Transfer };

/**
 * Gives memory back now that nobody reads any more, where this process can; the array is empty then. A cache of
 * megabytes for each step is garbage that V8 otherwise looks for every few steps through all of the heap, in threads that
 * take the processor from the model and from the server.
 *
 * @param data - one that does not fill its buffer is left alone: others may lie there
 */
export function letGo({ buffer, byteLength }: Float32Array | Uint16Array): void {
	const isWhole = byteLength > 0 && byteLength === buffer.byteLength;
	if (isWhole && buffer instanceof ArrayBuffer) transfer?.call(buffer, 0);
}
