//! What holds after every call and every block, whatever happened. Each function states one law and
//! returns what breaks it.
//!
//! The counters of issuance are kept where tokens are minted and burned, the ledgers where stake and
//! emission move: none is summed from what it is compared with.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use frame_support::{
	storage::{transactional::with_transaction_unchecked, TransactionOutcome},
	traits::fungible::Inspect,
};

use crate::{
	issuance::Pot,
	mechanisms::Mechanism,
	types::{BurnReason, PoolShares, Rao, StakePosition},
	Active, Axons, BlockAtRegistration, Bonds, Burned, ColdkeySwapAnnouncements, ColdkeySwapDisputes, Config,
	Consensus, Dissolutions, Dividends, Emission, IsNetworkMember, IssuanceAtGenesis, Keys, NetworksAdded,
	OwnedHotkeys, Owner, Pallet, PendingOwnerCut, PendingServerEmission, PendingValidatorEmission, StakeActivations,
	StakePools, StakePositions, StakeWeight, StakingHotkeys, SubnetEpochIndex, SubnetLocked, SubnetOwner,
	SubnetOwnerHotkey, SubnetStake, SubnetworkN, TokenSymbol, TotalBurned, TotalHotkeyAlpha, TotalIssuance,
	TotalMinted, TotalNetworks, Uids, ValidatorPermit, ValidatorTrust, WeightCommits, Weights,
};

/// Sentences that say what is broken.
type Broken = Vec<String>;

/// Adds a sentence unless the condition holds.
macro_rules! expect {
	($broken:expr, $holds:expr, $($sentence:tt)+) => {
		if !$holds {
			$broken.push(format!($($sentence)+));
		}
	};
}

/// Sums in a size that no sum of this chain leaves.
fn sum(values: impl Iterator<Item = Rao>) -> u128 {
	values.map(u128::from).sum()
}

impl<T: Config> Pallet<T> {
	/// Checks every law. Reads the whole state of the pallet: for tests and for a runtime API, not for blocks.
	pub fn check_invariants() -> Result<(), Vec<String>> {
		let laws = [
			Self::subnets_are_counted_and_owned,
			Self::uid_maps_agree,
			Self::columns_fit,
			Self::mechanisms_fit,
			Self::splits_add_up,
			Self::indices_are_of_mechanisms,
			Self::timelocked_commits_agree,
			Self::rows_name_neurons,
			Self::neuron_records_belong_to_neurons,
			Self::hotkeys_belong_to_coldkeys,
			Self::pools_are_divided,
			Self::stakers_are_listed,
			Self::pots_equal_ledgers,
			Self::issuance_is_accounted_for,
			Self::dissolving_subnets_are_none,
			Self::disputes_are_of_announcements,
			Self::parents_and_children_agree,
			Self::pending_children_stand_in_line,
		];
		let mut broken = Self::bookings_are_in_order();
		// what an epoch has decided holds already, also where it is not written yet
		broken.extend(with_transaction_unchecked(|| {
			Self::book_everything();
			TransactionOutcome::Rollback(laws.iter().flat_map(|law| law()).collect::<Broken>())
		}));
		if broken.is_empty() {
			Ok(())
		} else {
			Err(broken)
		}
	}

	/// `TotalNetworks` is the number of subnets, and each has an owner, whose hotkey is its own.
	fn subnets_are_counted_and_owned() -> Broken {
		let mut broken = Broken::new();
		let netuids = Self::netuids();
		expect!(
			broken,
			netuids.len() == usize::from(TotalNetworks::<T>::get()),
			"there are {} subnets, but TotalNetworks is {}",
			netuids.len(),
			TotalNetworks::<T>::get()
		);
		for netuid in netuids {
			let owner = SubnetOwner::<T>::get(netuid);
			let hotkeys_owner = SubnetOwnerHotkey::<T>::get(netuid).and_then(Owner::<T>::get);
			expect!(broken, owner.is_some(), "subnet {netuid} has no owner");
			expect!(
				broken,
				owner == hotkeys_owner,
				"the owner hotkey of subnet {netuid} is not its owner's"
			);
			expect!(
				broken,
				NetworksAdded::<T>::get(netuid),
				"subnet {netuid} is listed as absent"
			);
		}
		broken
	}

	/// In each subnet `Keys` maps 0 .. n to hotkeys, `Uids` and `IsNetworkMember` map them back, and
	/// nothing else is in these maps.
	fn uid_maps_agree() -> Broken {
		let mut broken = Broken::new();
		let netuids = Self::netuids();
		for netuid in &netuids {
			let netuid = *netuid;
			let n = SubnetworkN::<T>::get(netuid);
			let bound = Self::uid_bound();
			expect!(broken, n <= bound, "subnet {netuid} has {n} neurons, more than {bound}");
			for uid in 0..n {
				let hotkey = Keys::<T>::get(netuid, uid);
				let back = hotkey.as_ref().and_then(|hotkey| Uids::<T>::get(netuid, hotkey));
				let member = hotkey
					.as_ref()
					.is_some_and(|hotkey| IsNetworkMember::<T>::get(hotkey, netuid));
				expect!(
					broken,
					back == Some(uid),
					"uid {uid} of subnet {netuid} is not the uid of its hotkey: {back:?}"
				);
				expect!(
					broken,
					member,
					"the hotkey of uid {uid} is no member of subnet {netuid}"
				);
				expect!(
					broken,
					BlockAtRegistration::<T>::contains_key(netuid, uid),
					"uid {uid} of subnet {netuid} has no block of registration"
				);
			}
		}
		// a subnet that is being dissolved loses its neurons map by map
		let exists = |netuid: &u16| netuids.binary_search(netuid).is_ok();
		let neurons = sum(netuids.iter().map(|netuid| SubnetworkN::<T>::get(netuid).into()));
		for (map, entries) in [
			("Keys", Keys::<T>::iter_keys().filter(|key| exists(&key.0)).count()),
			("Uids", Uids::<T>::iter_keys().filter(|key| exists(&key.0)).count()),
			(
				"IsNetworkMember",
				IsNetworkMember::<T>::iter_keys().filter(|key| exists(&key.1)).count(),
			),
			(
				"BlockAtRegistration",
				BlockAtRegistration::<T>::iter_keys()
					.filter(|key| exists(&key.0))
					.count(),
			),
		] {
			expect!(
				broken,
				entries as u128 == neurons,
				"{map} has {entries} entries for {neurons} neurons"
			);
		}
		broken
	}

	/// Each column has one entry per uid: so permits and the like belong to neurons.
	fn columns_fit() -> Broken {
		let mut broken = Broken::new();
		for netuid in Self::netuids() {
			let n = usize::from(SubnetworkN::<T>::get(netuid));
			for (column, len) in [
				("Active", Active::<T>::get(netuid).len()),
				("Consensus", Consensus::<T>::get(netuid).len()),
				("Dividends", Dividends::<T>::get(netuid).len()),
				("ValidatorTrust", ValidatorTrust::<T>::get(netuid).len()),
				("ValidatorPermit", ValidatorPermit::<T>::get(netuid).len()),
				("StakeWeight", StakeWeight::<T>::get(netuid).len()),
				("Emission", Emission::<T>::get(netuid).len()),
			] {
				expect!(
					broken,
					len == n,
					"{column} of subnet {netuid} has {len} entries for {n} neurons"
				);
			}
		}
		broken
	}

	/// Weights and bonds are from neurons to neurons, by ascending uid, each at most once.
	fn rows_name_neurons() -> Broken {
		let mut broken = Broken::new();
		let weights = Weights::<T>::iter().map(|row| ("Weights", row));
		let bonds = Bonds::<T>::iter().map(|row| ("Bonds", row));
		for (map, (index, uid, row)) in weights.chain(bonds) {
			let netuid = Mechanism::of_index(index).netuid;
			let n = SubnetworkN::<T>::get(netuid);
			let sorted = row
				.windows(2)
				.all(|pair| matches!(pair, [former, latter] if former.0 < latter.0));
			expect!(
				broken,
				uid < n,
				"{map} has a row of uid {uid}, which subnet {netuid} has not"
			);
			expect!(broken, sorted, "{map} of uid {uid} in subnet {netuid} are not sorted");
			expect!(
				broken,
				row.iter().all(|entry| entry.0 < n),
				"{map} of uid {uid} in subnet {netuid} name a missing uid"
			);
		}
		broken
	}

	/// Endpoints and commits are of registered hotkeys.
	fn neuron_records_belong_to_neurons() -> Broken {
		let mut broken = Broken::new();
		let axons = Axons::<T>::iter_keys().map(|key| ("an endpoint", key));
		let commits = WeightCommits::<T>::iter_keys().map(|key| ("commits", key));
		for (what, (index, hotkey)) in axons.chain(commits) {
			let netuid = Mechanism::of_index(index).netuid;
			let registered = Uids::<T>::contains_key(netuid, &hotkey);
			expect!(
				broken,
				registered,
				"{hotkey:?} has {what} in subnet {netuid} without being registered there"
			);
		}
		broken
	}

	/// `Owner` and `OwnedHotkeys` say the same, and every neuron's hotkey has an owner.
	fn hotkeys_belong_to_coldkeys() -> Broken {
		let mut broken = Broken::new();
		for (hotkey, coldkey) in Owner::<T>::iter() {
			let listed = OwnedHotkeys::<T>::get(&coldkey).contains(&hotkey);
			expect!(broken, listed, "{hotkey:?} is not among the hotkeys of {coldkey:?}");
		}
		for (coldkey, hotkeys) in OwnedHotkeys::<T>::iter() {
			let owned = hotkeys
				.iter()
				.all(|hotkey| Owner::<T>::get(hotkey).as_ref() == Some(&coldkey));
			expect!(broken, owned, "{coldkey:?} lists hotkeys of others");
		}
		for (netuid, uid, hotkey) in Keys::<T>::iter() {
			expect!(
				broken,
				Owner::<T>::contains_key(hotkey),
				"the hotkey of uid {uid} in subnet {netuid} has no owner"
			);
		}
		broken
	}

	/// All shares of a pool are with positions or wait for them, its queue is what positions have queued,
	/// and it has value if and only if it has shares.
	fn pools_are_divided() -> Broken {
		let mut broken = Broken::new();
		// per pool: shares, what is queued now, and what is queued for each activation
		let mut held: BTreeMap<(T::AccountId, u16), (u128, u128)> = BTreeMap::new();
		let mut waiting: BTreeMap<(T::AccountId, u16, u64), u128> = BTreeMap::new();
		for ((hotkey, _, netuid), position) in StakePositions::<T>::iter() {
			let StakePosition {
				shares,
				queued,
				queued_epoch,
			} = position;
			let pool = StakePools::<T>::get(&hotkey, netuid);
			let entry = held.entry((hotkey.clone(), netuid)).or_default();
			entry.0 = entry.0.saturating_add(shares);
			expect!(
				broken,
				queued == 0 || queued_epoch <= SubnetEpochIndex::<T>::get(netuid),
				"stake on {hotkey:?} in subnet {netuid} was queued in the future"
			);
			if queued > 0 && pool.queued > 0 && queued_epoch == pool.queued_epoch {
				entry.1 = entry.1.saturating_add(queued.into());
			} else if queued > 0 {
				let value = waiting.entry((hotkey, netuid, queued_epoch)).or_default();
				*value = value.saturating_add(queued.into());
			}
		}
		for ((hotkey, netuid, epoch), activation) in StakeActivations::<T>::iter() {
			let entry = held.entry((hotkey.clone(), netuid)).or_default();
			entry.0 = entry.0.saturating_add(activation.shares);
			let value = waiting.remove(&(hotkey.clone(), netuid, epoch)).unwrap_or_default();
			expect!(
				broken,
				value == u128::from(activation.value),
				"shares for {} rao of epoch {epoch} on {hotkey:?} in subnet {netuid} wait for {value}",
				activation.value
			);
		}
		for ((hotkey, netuid, epoch), value) in waiting {
			broken.push(format!(
				"{value} rao of epoch {epoch} on {hotkey:?} in subnet {netuid} have no shares to wait for"
			));
		}
		for (hotkey, netuid, PoolShares { shares, queued, .. }) in StakePools::<T>::iter() {
			let value = TotalHotkeyAlpha::<T>::get(&hotkey, netuid);
			let (theirs, theirs_queued) = held.remove(&(hotkey.clone(), netuid)).unwrap_or_default();
			expect!(
				broken,
				shares == theirs,
				"{hotkey:?} in subnet {netuid} has {shares} shares, its stakers {theirs}"
			);
			expect!(
				broken,
				u128::from(queued) == theirs_queued,
				"{hotkey:?} in subnet {netuid} has {queued} rao queued, its stakers {theirs_queued}"
			);
			expect!(
				broken,
				(value == 0) == (shares == 0),
				"{hotkey:?} in subnet {netuid} has {value} rao in {shares} shares"
			);
		}
		for (hotkey, netuid) in held.keys() {
			broken.push(format!(
				"there is stake on {hotkey:?} in subnet {netuid} without a pool"
			));
		}
		broken
	}

	/// A coldkey's stake is on hotkeys it lists.
	fn stakers_are_listed() -> Broken {
		let mut broken = Broken::new();
		for (hotkey, coldkey, netuid) in StakePositions::<T>::iter_keys() {
			let listed = StakingHotkeys::<T>::get(&coldkey).contains(&hotkey);
			expect!(
				broken,
				listed,
				"{coldkey:?} does not list {hotkey:?}, where it has stake in subnet {netuid}"
			);
		}
		broken
	}

	/// Each pot holds what its ledger says, and each ledger is the sum of what it is about.
	fn pots_equal_ledgers() -> Broken {
		let mut broken = Broken::new();
		let pending = sum(PendingServerEmission::<T>::iter_values())
			.saturating_add(sum(PendingValidatorEmission::<T>::iter_values()))
			.saturating_add(sum(PendingOwnerCut::<T>::iter_values()));
		for (pot, parts) in [
			(Pot::Stake, sum(SubnetStake::<T>::iter_values())),
			(Pot::Emission, pending),
			(Pot::Lock, sum(SubnetLocked::<T>::iter_values())),
		] {
			let (holdings, ledger) = (pot.holdings::<T>(), pot.ledger::<T>());
			expect!(
				broken,
				holdings == ledger,
				"the {pot:?} pot holds {holdings} rao, its ledger says {ledger}"
			);
			expect!(
				broken,
				u128::from(ledger) == parts,
				"the ledger of the {pot:?} pot says {ledger} rao, its parts {parts}"
			);
		}
		let mut by_subnet: BTreeMap<u16, u128> = BTreeMap::new();
		for (_, netuid, value) in TotalHotkeyAlpha::<T>::iter() {
			let stake = by_subnet.entry(netuid).or_default();
			*stake = stake.saturating_add(value.into());
		}
		for (_, netuid, pool) in StakePools::<T>::iter() {
			let stake = by_subnet.entry(netuid).or_default();
			*stake = stake.saturating_add(pool.queued.into());
		}
		for (netuid, stake) in &by_subnet {
			let ledger = SubnetStake::<T>::get(netuid);
			expect!(
				broken,
				u128::from(ledger) == *stake,
				"subnet {netuid} has {stake} rao staked, its ledger says {ledger}"
			);
		}
		broken
	}

	/// All tokens = at genesis + minted - burned, and every burned token has a reason.
	fn issuance_is_accounted_for() -> Broken {
		let mut broken = Broken::new();
		let (minted, burned) = (TotalMinted::<T>::get(), TotalBurned::<T>::get());
		let expected = u128::from(IssuanceAtGenesis::<T>::get())
			.saturating_add(minted.into())
			.checked_sub(burned.into());
		let real = T::Currency::total_issuance();
		expect!(
			broken,
			expected == Some(real.into()),
			"the issuance is {real} rao, but {} at genesis + {minted} minted - {burned} burned",
			IssuanceAtGenesis::<T>::get()
		);
		let reckoned = TotalIssuance::<T>::get();
		expect!(
			broken,
			reckoned == real,
			"the issuance is {real} rao, but TotalIssuance is {reckoned}"
		);
		let reasons = sum(BurnReason::ALL.iter().map(Burned::<T>::get));
		expect!(
			broken,
			reasons == u128::from(burned),
			"{burned} rao are burned, but reasons are given for {reasons}"
		);
		broken
	}

	/// What is being dissolved is no subnet any more, and what exists has a symbol of its own.
	fn dissolving_subnets_are_none() -> Broken {
		let mut broken = Broken::new();
		for netuid in Dissolutions::<T>::iter_keys() {
			expect!(
				broken,
				!NetworksAdded::<T>::contains_key(netuid),
				"subnet {netuid} exists, but is being dissolved"
			);
		}
		let mut symbols: BTreeMap<Vec<u8>, u16> = BTreeMap::new();
		for (netuid, symbol) in TokenSymbol::<T>::iter() {
			expect!(
				broken,
				NetworksAdded::<T>::get(netuid),
				"there is a symbol for {netuid}, which is no subnet"
			);
			if let Some(other) = symbols.insert(symbol, netuid) {
				broken.push(format!("subnets {other} and {netuid} have one symbol"));
			}
		}
		broken
	}

	/// Only an announced swap can be disputed.
	fn disputes_are_of_announcements() -> Broken {
		let mut broken = Broken::new();
		for coldkey in ColdkeySwapDisputes::<T>::iter_keys() {
			expect!(
				broken,
				ColdkeySwapAnnouncements::<T>::contains_key(&coldkey),
				"a swap of {coldkey:?} is disputed, but not announced"
			);
		}
		broken
	}
}
