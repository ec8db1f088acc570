/** Whether a chain's endpoint is on this computer. */
export function isLoopbackEndpoint(endpoint: string): boolean {
	const host = new URL(endpoint).hostname;
	return host === "localhost" || host === "[::1]" || host.startsWith("127.");
}
