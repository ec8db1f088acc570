/** The address of a server, such as `http://127.0.0.1:8091`. */
export function originOf(host: string, port: number): string {
	return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Where this machine reaches a server that listens on `host`, which may mean every address of the machine. */
export function nearOriginOf(host: string, port: number): string {
	const near = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
	return originOf(near, port);
}
