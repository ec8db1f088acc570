//! What commitments do, and each refusal.

mod calls;
mod encoding;
mod records;
mod reveal;
