//! What holds of timelocked commits: see [`crate::invariants`].

use alloc::{collections::BTreeSet, format, string::String, vec::Vec};

use crate::{mechanisms::Mechanism, Config, NetworksAdded, Pallet, TimelockedEpochs, TimelockedWeightCommits, Uids};

impl<T: Config> Pallet<T> {
	/// Of subnets that are not being dissolved: timelocked commits are of registered hotkeys, one of each in an epoch of a mechanism that exists, and the list
	/// of epochs says where there are some and which round is the least.
	pub(crate) fn timelocked_commits_agree() -> Vec<String> {
		let mut broken = Vec::new();
		let mut listed = BTreeSet::new();
		let lives = |index: u16| NetworksAdded::<T>::get(Mechanism::of_index(index).netuid);
		for (index, epochs) in TimelockedEpochs::<T>::iter().filter(|(index, _)| lives(*index)) {
			for (epoch, least) in epochs {
				listed.insert((index, epoch));
				let commits = TimelockedWeightCommits::<T>::get(index, epoch);
				let real = commits.iter().map(|(.., round)| *round).min();
				if real != Some(least) {
					broken.push(format!(
						"timelocked commits {index} of epoch {epoch} open from round {real:?}, listed is {least}"
					));
				}
			}
		}
		for (index, epoch, commits) in TimelockedWeightCommits::<T>::iter() {
			let Mechanism { netuid, mecid } = Mechanism::of_index(index);
			if !lives(index) && Self::has_records(netuid) {
				continue;
			}
			if Self::ensure_mechanism(netuid, mecid).is_err() || !listed.contains(&(index, epoch)) {
				broken.push(format!("timelocked commits {index} of epoch {epoch} are not listed"));
			}
			let mut hotkeys = BTreeSet::new();
			for (hotkey, ..) in &commits {
				if !Uids::<T>::contains_key(netuid, hotkey) {
					broken.push(format!(
						"{hotkey:?} has timelocked commits in subnet {netuid} without being registered there"
					));
				}
				if !hotkeys.insert(hotkey.clone()) {
					broken.push(format!(
						"{hotkey:?} has two timelocked commits {index} of epoch {epoch}"
					));
				}
			}
		}
		broken
	}
}
