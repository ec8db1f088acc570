//! Values of parameters that nobody has set: the reference's, with their units.

use alloc::vec::Vec;

use frame_support::parameter_types;

use crate::{
	symbols::DEFAULT_SYMBOL,
	types::{Rao, U64F64},
};

/// Blocks of 12 seconds in a day.
const DAY: u64 = 7_200;
/// [`DAY`] as block numbers are made of.
const BLOCKS_OF_A_DAY: u32 = 7_200;
/// Rao in a token.
const TOKEN: Rao = 1_000_000_000;
/// 18 % of 65535: the owner's cut and the default take of a delegate.
const EIGHTEEN_PERCENT: u16 = 11_796;

parameter_types! {
	/// Subnets.
	pub const DefaultSubnetLimit: u16 = 128;
	/// One new subnet a day.
	pub const DefaultNetworkRateLimit: u64 = DAY;
	/// Half a year.
	pub const DefaultNetworkImmunityPeriod: u64 = 180 * DAY;
	/// 1000 tokens.
	pub const DefaultNetworkMinLockCost: Rao = 1_000 * TOKEN;
	/// Two weeks.
	pub const DefaultLockReductionInterval: u64 = 14 * DAY;
	/// Blocks.
	pub const DefaultAdminFreezeWindow: u16 = 10;
	/// Tempos.
	pub const DefaultOwnerHyperparamRateLimit: u16 = 2;
	/// Epochs.
	pub const DefaultMaxEpochsPerBlock: u8 = 2;
	/// 0.002 tokens.
	pub const DefaultMinStake: Rao = TOKEN / 500;
	/// Blocks.
	pub const DefaultTxRateLimit: u64 = 1_000;
	/// Of 65535.
	pub const DefaultCut: u16 = EIGHTEEN_PERCENT;
	/// 30 days.
	pub const DefaultTakeRateLimit: u64 = 30 * DAY;
	/// One day.
	pub const DefaultPendingChildKeyCooldown: u64 = DAY;
	/// 3e-6: a step of stake is followed by half in 32 days.
	pub const DefaultStakeAverageAlpha: u32 = 3_000;
	/// Yes.
	pub const DefaultTransferToggle: bool = true;
	/// Blocks: half of a lock in 90 days.
	pub const DefaultLockRate: u64 = 934_866;
	/// 65535: the whole.
	pub const DefaultMaxWeightsLimit: u16 = u16::MAX;
	/// Neurons.
	pub const DefaultMinNonImmuneUids: u16 = 10;
	/// Half of 65535.
	pub const DefaultKappa: u16 = 32_767;
	/// No unit: unused.
	pub const DefaultRho: u16 = 10;
	/// Hotkeys.
	pub const DefaultImmuneOwnerUids: u16 = 1;
	/// 90 %, in millionths.
	pub const DefaultBondsMovingAverage: u64 = 900_000;
	/// 100 %, of 65535.
	pub const DefaultBondsPenalty: u16 = u16::MAX;
	/// 70 % and 90 %, of 65535.
	pub const DefaultAlphaValues: (u16, u16) = (45_875, 58_982);
	/// 10.0, in hundredths.
	pub const DefaultSteepness: i16 = 1_000;
	/// Epochs.
	pub const DefaultRevealPeriod: u64 = 1;
	/// Sealed by drand's quicknet and AES-GCM, the hotkey inside.
	pub const DefaultCommitRevealVersion: u16 = 4;
	/// Mechanisms.
	pub const DefaultMechanismCount: u8 = 1;
	/// Mechanisms.
	pub const DefaultMaxMechanismCount: u8 = 2;
	/// Blocks.
	pub const DefaultBurnHalfLife: u16 = 360;
	/// On.
	pub const DefaultTrue: bool = true;
	/// As many as the price allows.
	pub const DefaultMaxRegistrationsPerBlock: u16 = u16::MAX;
	/// Neurons.
	pub const DefaultMinAllowedUids: u16 = 64;
	/// 1.26
	pub const DefaultBurnIncreaseMult: U64F64 = U64F64::from_hundredths(126);
}

parameter_types! {
	/// The token's own.
	pub DefaultSymbol: Vec<u8> = DEFAULT_SYMBOL.as_bytes().to_vec();
}

/// Five days of blocks, in the chain's type of block numbers.
pub struct DefaultColdkeySwapAnnouncementDelay<Number>(core::marker::PhantomData<Number>);

impl<Number: From<u32>> frame_support::traits::Get<Number> for DefaultColdkeySwapAnnouncementDelay<Number> {
	fn get() -> Number {
		Number::from(5 * BLOCKS_OF_A_DAY)
	}
}

/// A day of blocks, in the chain's type of block numbers.
pub struct DefaultColdkeySwapReannouncementDelay<Number>(core::marker::PhantomData<Number>);

impl<Number: From<u32>> frame_support::traits::Get<Number> for DefaultColdkeySwapReannouncementDelay<Number> {
	fn get() -> Number {
		Number::from(BLOCKS_OF_A_DAY)
	}
}
