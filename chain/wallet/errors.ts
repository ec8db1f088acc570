/** What every expected failure of Ganglion carries; the CLI prints it in one line with its remedy. */
export class GanglionError extends Error {
	/** Stable UPPER_SNAKE name, listed in docs/errors.md. */
	readonly code: string;
	/** What the reader can do about it, one sentence. */
	readonly remedy: string;

	constructor(code: string, message: string, remedy: string, options?: { cause?: unknown }) {
		super(message, options);
		this.name = new.target.name;
		this.code = code;
		this.remedy = remedy;
	}
}

/** A text is no SS58 address of an account on a network with format 42. */
export class AddressError extends GanglionError {
	readonly address: string;

	constructor(address: string, reason: string) {
		super(
			"ADDRESS_INVALID",
			`"${address.slice(0, 80)}" is no address: ${reason}`,
			"give the account's SS58 address, 48 characters that begin with 5",
		);
		this.address = address;
	}
}

/** A mnemonic does not stand for a key. The words are secret: the message never repeats them. */
export class MnemonicError extends GanglionError {
	constructor(reason: string) {
		super("MNEMONIC_INVALID", `the mnemonic cannot be used: ${reason}`, "check each word and their order");
	}
}

/** A secret URI (`//Alice`, `words//hard/soft`) cannot be read. The message never repeats it. */
export class SecretUriError extends GanglionError {
	constructor(reason: string) {
		super(
			"SECRET_URI_INVALID",
			`the secret URI cannot be used: ${reason}`,
			"write a mnemonic or 0x and 64 hex digits, then //hard or /soft parts; //Alice alone is a development key",
		);
	}
}

/** A wallet or hotkey name would leave its folder or cannot be a file name. */
export class WalletNameError extends GanglionError {
	constructor(kind: "wallet" | "hotkey", name: string) {
		super(
			"WALLET_NAME_INVALID",
			`"${name.slice(0, 80)}" cannot be the name of a ${kind}`,
			"use a plain file name of at most 64 characters, such as letters and digits",
		);
	}
}

/** There is no such wallet, or no such key in it. */
export class WalletNotFoundError extends GanglionError {
	readonly file: string;

	constructor(what: string, file: string) {
		super(
			"WALLET_NOT_FOUND",
			`${what} was not found: ${file} does not exist`,
			"create it by `ganglion wallet create`, or check --wallet-path, --wallet and --hotkey",
		);
		this.file = file;
	}
}

/** A key file is there already; keys are never overwritten. */
export class WalletExistsError extends GanglionError {
	readonly file: string;

	constructor(file: string) {
		super(
			"WALLET_EXISTS",
			`${file} exists and is not overwritten`,
			"choose another name, or move the file away",
		);
		this.file = file;
	}
}

/** A key file can be read by others than its owner. */
export class KeyFileModeError extends GanglionError {
	readonly file: string;

	constructor(file: string, mode: number) {
		super(
			"KEY_FILE_MODE",
			`${file} has mode ${(mode & 0o777).toString(8)}: others than its owner may use the key`,
			`run: chmod 600 ${file}`,
		);
		this.file = file;
	}
}

/** A key file does not hold a key. */
export class KeyFileError extends GanglionError {
	readonly file: string;

	constructor(file: string, reason: string, options?: { cause?: unknown }) {
		super(
			"KEY_FILE_INVALID",
			`${file}: ${reason}`,
			"restore the file, or make the key anew from its mnemonic",
			options,
		);
		this.file = file;
	}
}

/** A key file is encrypted and no password was given. */
export class PasswordMissingError extends GanglionError {
	readonly file: string;

	constructor(file: string) {
		super(
			"PASSWORD_MISSING",
			`${file} is encrypted and no password was given`,
			"give the password by --password-file FILE or --password-fd N, or run in a terminal",
		);
		this.file = file;
	}
}

/** A key file cannot be opened by this password. */
export class PasswordWrongError extends GanglionError {
	readonly file: string;

	constructor(file: string) {
		super(
			"PASSWORD_WRONG",
			`${file} does not open with this password`,
			"check the password, and that the file is whole",
		);
		this.file = file;
	}
}

/** A folder that is to be written cannot be made. */
export class FolderUnusableError extends GanglionError {
	readonly folder: string;

	constructor(folder: string, reason: string, options?: { cause?: unknown }) {
		super(
			"FOLDER_UNUSABLE",
			`the folder ${folder} cannot be made: ${reason}`,
			"name a folder in a place where you may write",
			options,
		);
		this.folder = folder;
	}
}
