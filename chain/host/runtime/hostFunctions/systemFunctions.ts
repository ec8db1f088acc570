import type { HostFamily, RuntimeLogLevel } from "../hostContext.js";
import type { Span } from "../runtimeMemory.js";

const LEVELS: readonly RuntimeLogLevel[] = ["error", "error", "warn", "info", "debug", "trace"];

/** Allocation, logging, and what the runtime asks about itself. */
export const systemFunctions: HostFamily = (context, memory) => ({
	ext_allocator_malloc_version_1: (size: number) => memory.allocate(size),
	ext_allocator_free_version_1(pointer: number) {
		memory.free(pointer);
	},
	ext_logging_max_level_version_1: () => context.logLevel,
	ext_logging_log_version_1(level: number, target: Span, message: Span) {
		const text = memory.text(message);
		if (level <= 1) context.lastError = text;
		if (level <= context.logLevel) context.log(LEVELS[level] ?? "trace", memory.text(target), text);
	},
	ext_misc_print_num_version_1(value: bigint) {
		context.log("debug", "runtime", String(value));
	},
	ext_misc_print_utf8_version_1(data: Span) {
		context.log("debug", "runtime", memory.text(data));
	},
	ext_misc_print_hex_version_1(data: Span) {
		context.log("debug", "runtime", Buffer.from(memory.view(data)).toString("hex"));
	},
	ext_misc_runtime_version_version_1: (code: Span) =>
		memory.writeOptional(context.versionOf(memory.copy(code))),
	ext_panic_handler_abort_on_panic_version_1(message: Span) {
		context.lastError = memory.text(message);
		throw new Error(context.lastError);
	},
	// Spans are not traced: 0 is the id that stands for none.
	ext_wasm_tracing_enter_span_version_1: (_span: Span) => 0n,
	ext_wasm_tracing_event_version_1(_event: Span) {},
	ext_wasm_tracing_exit_version_1(_span: bigint) {},
	ext_transaction_index_index_version_1(_extrinsic: number, _size: number, _hash: number) {},
	ext_transaction_index_renew_version_1(_extrinsic: number, _hash: number) {},
});
