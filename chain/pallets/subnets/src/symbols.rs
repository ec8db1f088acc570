//! The symbols that subnets' stakes are shown with: each belongs to one subnet at a time.
//!
//! Which symbols there are, and in which order, is the reference's. A subnet gets the one at its netuid, or
//! the first that is free; its owner can choose another that is free.

use alloc::{
	collections::BTreeSet,
	string::{String, ToString},
	vec::Vec,
};

use frame_support::ensure;
use sp_runtime::DispatchResult;

use crate::{Config, Error, Event, Pallet, TokenSymbol};

/// The symbol of the chain's own token, at place 0: no subnet's.
pub const DEFAULT_SYMBOL: &str = "\u{3a4}";

/// All symbols, each one character, by the netuid that they are meant for. They are letters of many scripts,
/// some written from right to left, so they stand here as numbers.
pub const SYMBOLS: &str = "\
	\u{3a4}\u{3b1}\u{3b2}\u{3b3}\u{3b4}\u{3b5}\u{3b6}\u{3b7}\u{3b8}\u{3b9}\u{3ba}\u{3bb}\
	\u{3bc}\u{3bd}\u{3be}\u{3bf}\u{3c0}\u{3c1}\u{3c3}t\u{3c5}\u{3c6}\u{3c7}\u{3c8}\
	\u{3c9}\u{5d0}\u{5d1}\u{5d2}\u{5d3}\u{5d4}\u{5d5}\u{5d6}\u{5d7}\u{5d8}\u{5d9}\u{5da}\
	\u{5db}\u{5dc}\u{5dd}\u{5de}\u{5df}\u{5e0}\u{5e1}\u{5e2}\u{5e3}\u{5e4}\u{5e5}\u{5e6}\
	\u{5e7}\u{5e8}\u{5e9}\u{5ea}\u{627}\u{628}\u{62a}\u{62b}\u{62c}\u{62d}\u{62e}\u{62f}\
	\u{630}\u{631}\u{632}\u{633}\u{634}\u{635}\u{636}\u{637}\u{638}\u{639}\u{63a}\u{641}\
	\u{642}\u{643}\u{644}\u{645}\u{646}\u{647}\u{648}\u{64a}\u{649}\u{16a0}\u{16a2}\u{16a6}\
	\u{16a8}\u{16b1}\u{16b3}\u{42b}\u{16c9}\u{16d2}\u{1680}\u{1681}\u{1682}\u{1683}\u{1684}\u{1685}\
	\u{169b}\u{10d0}\u{10d1}\u{10d2}\u{10d3}\u{10d4}\u{10d5}\u{531}\u{532}\u{533}\u{534}\u{535}\
	\u{536}\u{55e}\u{400}\u{401}\u{402}\u{403}\u{404}\u{405}\u{44a}\u{2c80}\u{2c81}\u{2c82}\
	\u{2c83}\u{2c84}\u{2c85}\u{11000}\u{11001}\u{11002}\u{11003}\u{11005}\u{db1}\u{db3}\u{db4}\u{db5}\
	\u{db6}\u{db7}\u{2c00}\u{2c01}\u{2c02}\u{2c03}\u{2c04}\u{2c05}\u{2c06}\u{2c07}\u{2c08}\u{2c09}\
	\u{2c0a}\u{2c0b}\u{2c0c}\u{2c0d}\u{2c0e}\u{2c0f}\u{2c10}\u{2c11}\u{2c12}\u{2c13}\u{2c14}\u{2c15}\
	\u{2c16}\u{2c17}\u{2c18}\u{2c19}\u{2c1a}\u{2c1b}\u{2c1c}\u{2c1d}\u{2c1e}\u{2c1f}\u{2c20}\u{e01}\
	\u{e02}\u{e03}\u{e04}\u{e05}\u{e06}\u{e07}\u{e08}\u{e09}\u{e0a}\u{e0b}\u{e0c}\u{e0d}\
	\u{e0e}\u{e0f}\u{e10}\u{e11}\u{e12}\u{e13}\u{e14}\u{e15}\u{e16}\u{e17}\u{e18}\u{e19}\
	\u{e1a}\u{e1b}\u{e1c}\u{e1d}\u{e1e}\u{e1f}\u{e20}\u{e21}\u{e22}\u{e23}\u{e25}\u{e27}\
	\u{e28}\u{e29}\u{e2a}\u{e2b}\u{e2c}\u{e2d}\u{e2e}\u{3131}\u{3134}\u{3137}\u{3139}\u{3141}\
	\u{3142}\u{3145}\u{3147}\u{3148}\u{314a}\u{314b}\u{314c}\u{314d}\u{314e}\u{314f}\u{3150}\u{3151}\
	\u{3152}\u{3153}\u{3154}\u{3155}\u{3156}\u{3157}\u{3158}\u{3159}\u{315a}\u{315b}\u{315c}\u{315d}\
	\u{315e}\u{315f}\u{3160}\u{3161}\u{3162}\u{3163}\u{12a0}\u{12a1}\u{12a2}\u{12a3}\u{12a4}\u{12a5}\
	\u{12a6}\u{12a7}\u{12c8}\u{12c9}\u{12ca}\u{12cb}\u{12cc}\u{12cd}\u{12ce}\u{12b0}\u{12b1}\u{12b2}\
	\u{12b3}\u{12b4}\u{12b5}\u{12b6}\u{1310}\u{1311}\u{1312}\u{1218}\u{1314}\u{1315}\u{1316}\u{905}\
	\u{906}\u{907}\u{908}\u{909}\u{90a}\u{90b}\u{90f}\u{910}\u{913}\u{914}\u{915}\u{916}\
	\u{917}\u{918}\u{919}\u{91a}\u{91b}\u{91c}\u{91d}\u{91e}\u{91f}\u{920}\u{921}\u{922}\
	\u{923}\u{924}\u{925}\u{926}\u{927}\u{928}\u{92a}\u{92b}\u{92c}\u{92d}\u{92e}\u{92f}\
	\u{930}\u{932}\u{935}\u{936}\u{937}\u{938}\u{939}\u{30a2}\u{30a4}\u{30a6}\u{30a8}\u{30aa}\
	\u{30ab}\u{30ad}\u{30af}\u{30b1}\u{30b3}\u{30b5}\u{30b7}\u{30b9}\u{30bb}\u{30bd}\u{30bf}\u{30c1}\
	\u{30c4}\u{30c6}\u{30c8}\u{30ca}\u{30cb}\u{30cc}\u{30cd}\u{30ce}\u{30cf}\u{30d2}\u{30d5}\u{30d8}\
	\u{30db}\u{30de}\u{30df}\u{30e0}\u{30e1}\u{30e2}\u{30e4}\u{30e6}\u{30e8}\u{30e9}\u{30ea}\u{30eb}\
	\u{30ec}\u{30ed}\u{30ef}\u{30f2}\u{30f3}\u{2d30}\u{2d31}\u{2d32}\u{2d33}\u{2d34}\u{2d35}\u{2d36}\
	\u{2d37}\u{2d38}\u{2d39}\u{2d3a}\u{2d3b}\u{2d3c}\u{2d3d}\u{2d3e}\u{2d3f}\u{2d40}\u{2d41}\u{2d42}\
	\u{2d43}\u{2d44}\u{2d45}\u{2d46}\u{2d47}\u{2d48}\u{2d49}\u{2d4a}\u{2d4b}\u{2d4c}\u{2d4d}\u{2d4e}\
	\u{2d4f}\u{2d50}\u{2d51}\u{2d52}\u{2d53}\u{d85}\u{d86}\u{d89}\u{d8a}\u{d8b}\u{d8c}\u{d8d}\
	\u{d8e}\u{d8f}\u{d90}\u{d91}\u{d92}\u{d93}\u{d94}\u{d95}\u{d96}\u{d9a}\u{d9b}\u{d9c}\
	\u{d9d}\u{d9e}\u{da0}\u{da1}\u{da2}\u{da3}\u{da4}\u{da7}\u{da5}\u{da6}\u{da9}\u{da8}\
	\u{daa}\u{dab}\u{dac}\u{dad}\u{dae}\u{daf}\u{db0}";

/// The symbol meant for a netuid.
pub fn symbol_at(netuid: u16) -> String {
	SYMBOLS
		.chars()
		.nth(netuid.into())
		.map_or_else(|| DEFAULT_SYMBOL.to_string(), String::from)
}

/// The symbol is one that a subnet can have.
pub fn is_symbol(symbol: &[u8]) -> bool {
	let mut one = core::str::from_utf8(symbol).unwrap_or_default().chars();
	match (one.next(), one.next()) {
		(Some(symbol), None) => SYMBOLS.chars().skip(1).any(|known| known == symbol),
		_ => false,
	}
}

impl<T: Config> Pallet<T> {
	/// Gives a new subnet its symbol.
	pub(crate) fn assign_symbol(netuid: u16) {
		let used: BTreeSet<Vec<u8>> = TokenSymbol::<T>::iter_values().collect();
		let meant = symbol_at(netuid).into_bytes();
		let symbol = match used.contains(&meant) {
			false => meant,
			true => SYMBOLS
				.chars()
				.skip(1)
				.map(|symbol| String::from(symbol).into_bytes())
				.find(|symbol| !used.contains(symbol))
				.unwrap_or_else(|| DEFAULT_SYMBOL.as_bytes().to_vec()),
		};
		TokenSymbol::<T>::insert(netuid, symbol);
	}

	/// Changes a subnet's symbol.
	pub(crate) fn do_update_symbol(netuid: u16, symbol: Vec<u8>) -> DispatchResult {
		ensure!(is_symbol(&symbol), Error::<T>::SymbolDoesNotExist);
		ensure!(
			!TokenSymbol::<T>::iter_values().any(|used| used == symbol),
			Error::<T>::SymbolAlreadyInUse
		);
		TokenSymbol::<T>::insert(netuid, symbol.clone());
		Self::deposit_event(Event::SymbolUpdated { netuid, symbol });
		Ok(())
	}
}
