//! What an epoch is computed from.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

/// One row of a sparse matrix: `(uid, value)` by ascending uid, each uid at most once.
/// An uid that is not listed has the value 0.
pub type Row = Vec<(u16, u16)>;

/// The hyperparameters of a subnet that an epoch reads. Proportions are `u16` with 65535 = 1.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Params {
	/// Share of the active stake that must support a weight for it to count in full.
	pub kappa: u16,
	/// How far bonds follow the clipped weights (65535) rather than the weights as set (0).
	pub bonds_penalty: u16,
	/// Share of the old bonds that survives an epoch, in millionths.
	pub bonds_moving_average: u64,
	/// Yuma3 bonds (per edge) instead of the original ones (per column).
	pub yuma3: bool,
	/// Under Yuma3: let the moving average depend on how far an edge is from consensus.
	pub liquid_alpha: bool,
	/// Smallest share of the new weight under liquid alpha.
	pub alpha_low: u16,
	/// Largest share of the new weight under liquid alpha.
	pub alpha_high: u16,
	/// Slope of the liquid alpha sigmoid, in hundredths (1000 = 10.0).
	pub alpha_sigmoid_steepness: i16,
	/// How many uids, those with the most stake, receive a validator permit.
	pub max_allowed_validators: u16,
	/// Blocks after its last update in which a uid still counts as active.
	pub activity_cutoff: u64,
	/// Weights are committed and revealed later: see [`Input::commit_block`].
	pub commit_reveal: bool,
}

/// The state of one subnet before an epoch. Every vector is indexed by uid and has one entry per uid.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Input {
	/// The block in which the epoch runs.
	pub block: u64,
	/// Blocks between two epochs.
	pub tempo: u64,
	/// The block of the epoch before this one; 0 = there was none.
	pub last_step_block: u64,
	/// Stake in rao. A stake below the subnet's threshold is given as 0: that is the caller's rule.
	pub stakes: Vec<u64>,
	/// The subnet owner's uid: always permitted, and the only one whose weight on itself counts.
	pub owner_uid: Option<u16>,
	/// The block of the uid's last weights (or of its registration).
	pub last_update: Vec<u64>,
	/// The block in which the uid was registered.
	pub registered_at: Vec<u64>,
	/// Permits as the epoch before left them: they decide whose weights count now.
	pub validator_permit: Vec<bool>,
	/// The block of the uid's earliest commit that has not expired. May be empty: no commits.
	/// Read only where [`Params::commit_reveal`] is set.
	pub commit_block: Vec<Option<u64>>,
	/// Weights as stored, a row per uid.
	pub weights: Vec<Row>,
	/// Bonds as the epoch before left them, a row per uid.
	pub bonds: Vec<Row>,
	/// What the epoch distributes, in rao.
	pub emission: u64,
	/// The subnet's hyperparameters.
	pub params: Params,
}
