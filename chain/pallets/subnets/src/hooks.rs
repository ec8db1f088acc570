//! What other pallets are told, so that what they keep by subnet or by key goes along.

/// Pallets that keep something by subnet or by key. Each function must leave nothing of the old behind, and
/// must not fail: what it is told of has happened.
pub trait LifecycleHooks<AccountId> {
	/// The hotkey lost its place in the subnet.
	fn neuron_removed(_netuid: u16, _hotkey: &AccountId) {}

	/// The subnet is gone, and its number may be given to another.
	fn subnet_removed(_netuid: u16) {}

	/// In the subnet, or everywhere where none is named, `new` stands where `old` stood. Both are of one
	/// coldkey.
	fn hotkey_swapped(_old: &AccountId, _new: &AccountId, _netuid: Option<u16>) {}

	/// All that was the coldkey `old`'s is `new`'s.
	fn coldkey_swapped(_old: &AccountId, _new: &AccountId) {}
}

/// Nobody is told.
impl<AccountId> LifecycleHooks<AccountId> for () {}
