//! Whose benchmarks `npm run weights` runs.

frame_benchmarking::define_benchmarks!([pallet_subnets, SubtensorModule][pallet_admin_utils, AdminUtils]);
