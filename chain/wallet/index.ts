export { decodeAddress, encodeAddress, isAddress, SS58_FORMAT } from "./address.js";
export { blake2b } from "./blake2b.js";
export { createColdkey, createHotkey, createWallet, type NewKey, type NewKeySource } from "./createWallet.js";
export { ed25519Check } from "./ed25519.js";
export {
	AddressError,
	FolderUnusableError,
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
export { faultText } from "./faultText.js";
export { type Keypair, keypairFromMnemonic, keypairFromSeed, keypairFromUri } from "./keypair.js";
export { type ListedKey, type ListedWallet, listWallets } from "./listWallets.js";
export { makeFolder } from "./makeFolder.js";
export { generateMnemonic } from "./mnemonic.js";
export { openWallet, type PasswordSource, type Wallet } from "./openWallet.js";
export { entryPoint, packageRoot } from "./packageRoot.js";
export { Sr25519InputError, sr25519Verify } from "./sr25519.js";
export { verifySignature } from "./verifySignature.js";
export { DEFAULT_WALLET_PATH, expandHome } from "./walletPaths.js";
