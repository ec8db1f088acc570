use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

use crate::{
	mock::*,
	symbols::{is_symbol, symbol_at, DEFAULT_SYMBOL, SYMBOLS},
	Error, Event, TokenSymbol,
};

#[test]
fn the_symbols_are_the_references() {
	assert_eq!(SYMBOLS.chars().count(), 439);
	let distinct: std::collections::BTreeSet<char> = SYMBOLS.chars().collect();
	assert_eq!(distinct.len(), 439);
	assert_eq!(symbol_at(0), DEFAULT_SYMBOL);
	assert_eq!(
		[1, 2, 19, 438].map(symbol_at),
		["\u{3b1}", "\u{3b2}", "t", "\u{db0}"].map(String::from)
	);
	assert_eq!(symbol_at(439), DEFAULT_SYMBOL);
	for wrong in [&b""[..], "αβ".as_bytes(), b"\xff", b"x", DEFAULT_SYMBOL.as_bytes()] {
		assert!(!is_symbol(wrong), "{wrong:?}");
	}
}

#[test]
fn a_subnet_gets_its_symbol_or_the_first_that_is_free() {
	ExtBuilder::default().build_and_execute(|| {
		let first = new_subnet();
		assert_eq!(TokenSymbol::<Test>::get(first), "α".as_bytes());
		assert_ok!(SubtensorModule::update_symbol(signed(cold(0)), first, "β".into()));
		assert_eq!(TokenSymbol::<Test>::get(new_subnet()), "α".as_bytes());
		assert_eq!(TokenSymbol::<Test>::get(new_subnet()), "γ".as_bytes());
		assert_eq!(TokenSymbol::<Test>::get(99), DEFAULT_SYMBOL.as_bytes());
	});
}

#[test]
fn the_owner_or_root_changes_a_symbol() {
	ExtBuilder::default().build_and_execute(|| {
		let (first, second) = (new_subnet(), new_subnet());
		events();
		let refused = |origin, netuid, symbol: &str, error: DispatchError| {
			assert_noop!(SubtensorModule::update_symbol(origin, netuid, symbol.into()), error);
		};
		refused(signed(cold(1)), first, "γ", DispatchError::BadOrigin);
		refused(signed(cold(0)), 9, "γ", Error::<Test>::SubnetNotExists.into());
		refused(signed(cold(0)), first, "Τ", Error::<Test>::SymbolDoesNotExist.into());
		refused(signed(cold(0)), first, "β", Error::<Test>::SymbolAlreadyInUse.into());
		refused(signed(cold(0)), first, "α", Error::<Test>::SymbolAlreadyInUse.into());
		assert_ok!(SubtensorModule::update_symbol(signed(cold(0)), first, "γ".into()));
		assert_ok!(SubtensorModule::update_symbol(
			RuntimeOrigin::root(),
			second,
			"α".into()
		));
		assert_eq!(
			events(),
			[(first, "γ"), (second, "α")].map(|(netuid, symbol)| Event::SymbolUpdated {
				netuid,
				symbol: symbol.into()
			})
		);
	});
}
