const MIB = 2 ** 20;

/**
 * How the C library (glibc; others pass it over) manages an engine's memory. Each step of generation makes a cache of
 * megabytes and gives that of the last step back. By its own rules glibc returned such memory to the system and took it
 * again, page by page: 100 to 500 page faults an answer of text-generation.
 *
 * - As much as this stays with the process when it is free. More goes back, so that one large request does not set the size
 *   of a process for months.
 * - Only larger blocks are the system's alone (its largest value on 64 bits).
 * - One arena for all threads: what one gives back, the others find. A model's thread allocates by large blocks, and ONNX
 *   Runtime has an arena of its own, so that they do not wait for one another.
 *
 * Names and meaning: mallopt(3).
 */
export const ALLOCATOR_ENVIRONMENT: Readonly<Record<string, string>> = {
	MALLOC_TRIM_THRESHOLD_: String(128 * MIB),
	MALLOC_MMAP_THRESHOLD_: String(32 * MIB),
	MALLOC_ARENA_MAX: "1",
};
