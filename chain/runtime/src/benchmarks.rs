//! The cases as benchmarks, which `npm run weights` runs, and those of the pallets that look inside.

use frame_benchmarking::v2::*;

use crate::{
	cases::{self, MESSAGES, NEURONS, SUBNETS},
	Runtime,
};

/// The value of a component, whose letter says nothing here.
macro_rules! value {
	($letter:ident, $value:ident) => {
		$value
	};
}

/// Makes benchmarks of a pallet's cases. Their components are x and y, in the order of the case's: names have to be
/// written where `#[benchmarks]` is, or it would not find them.
macro_rules! benchmarks_of {
	($pallet:ident: $(
		$name:ident($($first:ident: $first_low:tt $first_high:tt $(, $second:ident: $second_low:tt $second_high:tt)?)?);
	)*) => {
		// what `#[benchmarks]` exports is for suites of tests
		#[allow(unused_imports)]
		pub mod $pallet {
			use super::*;

			/// Whose benchmarks these are: the pallet's of this name.
			pub struct Pallet<T>(core::marker::PhantomData<T>);

			/// The chain that the cases are of.
			pub trait Config: frame_system::Config {}

			impl Config for Runtime {}

			#[benchmarks]
			mod benchmarks {
				use super::*;

				$(
					#[benchmark]
					fn $name($(
						x: Linear<$first_low, $first_high>
						$(, y: Linear<$second_low, $second_high>)?
					)?) {
						let case = cases::$pallet::$name($(value!($first, x) $(, value!($second, y))?)?);
						#[block]
						{
							case.run();
						}
					}
				)*
			}
		}
	};
}

subnets_cases!(benchmarks_of);
admin_utils_cases!(benchmarks_of);
commitments_cases!(benchmarks_of);
drand_cases!(benchmarks_of);
tasks_cases!(benchmarks_of);

/// Names under which `chain/benchmarks/` knows whose figures to write where.
pub type Subnets = subnets::Pallet<Runtime>;
pub type AdminUtils = admin_utils::Pallet<Runtime>;
pub type Commitments = commitments::Pallet<Runtime>;
pub type Drand = drand::Pallet<Runtime>;
pub type Tasks = tasks::Pallet<Runtime>;

define_benchmarks!([pallet_subnets, SubtensorModule][calls_of_subnets, Subnets][calls_of_admin_utils, AdminUtils][
	calls_of_commitments,
	Commitments
][calls_of_drand, Drand][calls_of_tasks, Tasks]);
