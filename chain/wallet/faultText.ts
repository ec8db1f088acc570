/**
 * Why something failed, in words for a sentence that has named the file already.
 *
 * Node writes `ENOENT: no such file or directory, open '/some/file'`: the code is for machines and the path would be
 * said twice.
 */
export function faultText(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const { code, syscall } = error as NodeJS.ErrnoException;
	if (code === undefined || syscall === undefined || !error.message.startsWith(`${code}: `))
		return error.message;
	const end = error.message.lastIndexOf(`, ${syscall}`);
	return error.message.slice(code.length + 2, end < 0 ? undefined : end);
}
