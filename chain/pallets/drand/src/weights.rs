//! What the calls weigh, by the benchmarks: [`crate::measured`], written by `npm run weights`.

ganglion_weights::weights! {
	/// `write_pulse` with `p` pulses, which looks at `r` old ones to remove them
	write_pulse(p, r);
	/// `set_beacon_config` where `k` pulses are stored
	set_beacon_config(k);
}

mod figures {
	pub use crate::measured::*;
}
