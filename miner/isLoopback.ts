/** Whether an address means this machine alone. */
export function isLoopback(ip: string): boolean {
	return ip === "::1" || /^(::ffff:)?127\./.test(ip);
}
