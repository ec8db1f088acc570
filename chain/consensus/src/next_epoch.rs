//! When the next epoch is due.

/// Blocks from `block` to the first one in which `tempo` blocks have passed since the last epoch;
/// 0 if that is now or was missed.
pub fn blocks_until_epoch(last_epoch_block: u64, tempo: u16, block: u64) -> u64 {
	last_epoch_block.saturating_add(u64::from(tempo)).saturating_sub(block)
}
