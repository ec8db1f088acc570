//! What holds of parents and children, and of the line in which their changes wait: see [`crate::invariants`].

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use crate::{
	ChildKeyPairs, ChildKeys, Config, DelegationRecords, NetworksAdded, Owner, Pallet, ParentKeys, PendingChildKeys,
	PendingChildKeysEnds, PendingChildKeysLine,
};

/// Adds a sentence unless the law holds.
fn expect(broken: &mut Vec<String>, holds: bool, sentence: impl FnOnce() -> String) {
	if !holds {
		broken.push(sentence());
	}
}

impl<T: Config> Pallet<T> {
	/// In each subnet (one that is being dissolved loses them map by map), `ChildKeys` and `ParentKeys` say the same, each pair is counted, lists are not empty, parts are within the
	/// whole, and nobody is its own child or a parent of its parent.
	pub(crate) fn parents_and_children_agree() -> Vec<String> {
		let mut broken = Vec::new();
		let mut pairs: BTreeMap<u16, u32> = BTreeMap::new();
		let exists = |netuid: &u16| NetworksAdded::<T>::get(netuid);
		for (parent, netuid, children) in ChildKeys::<T>::iter().filter(|(_, netuid, _)| exists(netuid)) {
			let whole: u128 = children.iter().map(|(proportion, _)| u128::from(*proportion)).sum();
			let of = format!("the children of {parent:?} in subnet {netuid}");
			expect(&mut broken, !children.is_empty(), || format!("{of} are an empty list"));
			expect(&mut broken, whole <= u128::from(u64::MAX), || {
				format!("{of} have more than the whole")
			});
			expect(&mut broken, Owner::<T>::contains_key(&parent), || {
				format!("{of} have a parent without an owner")
			});
			let parents = ParentKeys::<T>::get(&parent, netuid);
			for (proportion, child) in &children {
				let back = ParentKeys::<T>::get(child, netuid);
				let known = back.iter().filter(|(_, known)| *known == parent).count();
				let same = back.contains(&(*proportion, parent.clone()));
				let above = parents.iter().any(|(_, known)| known == child);
				expect(&mut broken, known == 1 && same, || {
					format!("{of}: {child:?} has another parent entry")
				});
				expect(&mut broken, *proportion > 0, || format!("{of}: {child:?} has no part"));
				expect(&mut broken, *child != parent && !above, || {
					format!("{of}: {child:?} is above its parent")
				});
				let count = pairs.entry(netuid).or_default();
				*count = count.saturating_add(1);
			}
		}
		let mut backwards: BTreeMap<u16, u32> = BTreeMap::new();
		for (child, netuid, parents) in ParentKeys::<T>::iter().filter(|(_, netuid, _)| exists(netuid)) {
			expect(&mut broken, !parents.is_empty(), || {
				format!("the parents of {child:?} in subnet {netuid} are an empty list")
			});
			let count = backwards.entry(netuid).or_default();
			*count = count.saturating_add(u32::try_from(parents.len()).unwrap_or(u32::MAX));
		}
		expect(&mut broken, pairs == backwards, || {
			format!("pairs of parent and child by subnet are {pairs:?}, seen from the children {backwards:?}")
		});
		let counted: BTreeMap<u16, u32> = ChildKeyPairs::<T>::iter()
			.filter(|(netuid, _)| exists(netuid))
			.collect();
		expect(&mut broken, pairs == counted, || {
			format!("pairs of parent and child by subnet are {pairs:?}, ChildKeyPairs says {counted:?}")
		});
		broken
	}

	/// Who has pending children stands in the line, at the place that is noted, and nobody else does; no place is
	/// outside the line's ends.
	pub(crate) fn pending_children_stand_in_line() -> Vec<String> {
		let mut broken = Vec::new();
		for (netuid, place, (hotkey, due)) in PendingChildKeysLine::<T>::iter() {
			let (first, next) = PendingChildKeysEnds::<T>::get(netuid);
			let noted = DelegationRecords::<T>::get(netuid, &hotkey);
			let pending = PendingChildKeys::<T>::try_get(netuid, &hotkey).map(|(_, block)| block);
			let agrees = noted == Some(place) && pending == Ok(due) && (first..next).contains(&place);
			expect(&mut broken, agrees || !NetworksAdded::<T>::get(netuid), || {
				format!(
					"{hotkey:?} is at place {place} of {first}..{next} in the line of subnet {netuid}, noted {noted:?}"
				)
			});
		}
		for (netuid, hotkey) in PendingChildKeys::<T>::iter_keys() {
			let noted = DelegationRecords::<T>::get(netuid, &hotkey);
			let stands = noted.and_then(|place| PendingChildKeysLine::<T>::get(netuid, place));
			let there = stands.is_some_and(|(known, _)| known == hotkey);
			expect(&mut broken, there || !NetworksAdded::<T>::get(netuid), || {
				format!("{hotkey:?} is not in the line of subnet {netuid} for its children")
			});
		}
		broken
	}
}
