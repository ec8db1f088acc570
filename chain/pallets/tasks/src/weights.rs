//! What the calls weigh, by the benchmarks: [`crate::measured`], written by `npm run weights`.

ganglion_weights::weights! {
	/// `publish` with an address of `b` bytes
	publish(b);
}

mod figures {
	pub use crate::measured::*;
}
