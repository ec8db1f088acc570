const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** A number of bytes for a reader, in powers of 1000: `99.7 MB`. */
export function renderBytes(bytes: number): string {
	let value = bytes;
	let unit = 0;
	while (value >= 1000 && unit < UNITS.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${unit === 0 ? value : value.toFixed(value < 100 ? 1 : 0)} ${UNITS[unit]}`;
}
