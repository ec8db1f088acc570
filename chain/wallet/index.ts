export { decodeAddress, encodeAddress, isAddress, SS58_FORMAT } from "./address.js";
export { blake2b } from "./blake2b.js";
export {
	AddressError,
	GanglionError,
	KeyFileError,
	KeyFileModeError,
	MnemonicError,
	PasswordMissingError,
	PasswordWrongError,
	SecretUriError,
	WalletExistsError,
	WalletNameError,
	WalletNotFoundError,
} from "./errors.js";
export { type Keypair, keypairFromMnemonic, keypairFromSeed, keypairFromUri } from "./keypair.js";
export { generateMnemonic } from "./mnemonic.js";
export { entryPoint, packageRoot } from "./packageRoot.js";
export { verifySignature } from "./verifySignature.js";
