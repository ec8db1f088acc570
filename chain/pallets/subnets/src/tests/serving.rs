use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo, dispatch::Pays};
use sp_runtime::DispatchResult;

use crate::{mock::*, serving::is_reachable, types::AxonInfo, Axons, Call, Error, Event, ServingRateLimit};

const PUBLIC: u128 = 0x5db8_d822;
const LOOPBACK: u128 = 0x7f00_0001;

fn serve(who: u16, netuid: u16, ip: u128, port: u16, ip_type: u8) -> DispatchResult {
	SubtensorModule::serve_axon(signed(hot(who)), netuid, 7, ip, port, ip_type, 4, 5, 6)
}

#[test]
fn an_endpoint_is_published_for_free() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		register(netuid, 1);
		run(3);
		events();
		assert_ok!(serve(1, netuid, PUBLIC, 8091, 4));
		assert_eq!(events(), [Event::AxonServed(netuid, hot(1))]);
		let axon = AxonInfo {
			block: 4,
			version: 7,
			ip: PUBLIC,
			port: 8091,
			ip_type: 4,
			protocol: 4,
			placeholder1: 5,
			placeholder2: 6,
		};
		assert_eq!(Axons::<Test>::get(netuid, hot(1)), Some(axon));
		let call = Call::<Test>::serve_axon {
			netuid,
			version: 0,
			ip: 0,
			port: 0,
			ip_type: 0,
			protocol: 0,
			placeholder1: 0,
			placeholder2: 0,
		};
		assert_eq!(call.get_dispatch_info().pays_fee, Pays::No);
	});
}

#[test]
fn an_endpoint_is_withdrawn_by_address_0() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		register(netuid, 1);
		assert_ok!(serve(1, netuid, PUBLIC, 80, 4));
		run(ServingRateLimit::<Test>::get(netuid).max(1));
		assert_ok!(serve(1, netuid, 0, 1, 4));
		assert_eq!(
			Axons::<Test>::get(netuid, hot(1)).map(|axon| (axon.ip, axon.port)),
			Some((0, 1))
		);
		assert_noop!(serve(1, netuid, 0, 0, 4), Error::<Test>::InvalidPort);
	});
}

#[test]
fn an_endpoint_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let netuid = new_subnet();
		register(netuid, 1);
		assert_noop!(serve(1, netuid + 1, PUBLIC, 80, 4), Error::<Test>::SubnetNotExists);
		assert_noop!(
			serve(2, netuid, PUBLIC, 80, 4),
			Error::<Test>::HotKeyNotRegisteredInSubNet
		);
		assert_noop!(serve(1, netuid, PUBLIC, 80, 5), Error::<Test>::InvalidIpType);
		assert_noop!(serve(1, netuid, LOOPBACK, 80, 4), Error::<Test>::InvalidIpAddress);
		assert_noop!(serve(1, netuid, PUBLIC, 0, 4), Error::<Test>::InvalidPort);
		ServingRateLimit::<Test>::insert(netuid, 5);
		assert_ok!(serve(1, netuid, PUBLIC, 80, 4));
		run(4);
		assert_noop!(serve(1, netuid, PUBLIC, 80, 4), Error::<Test>::ServingRateLimitExceeded);
		run(1);
		assert_ok!(serve(1, netuid, PUBLIC, 80, 4));
		// without a limit, once a block
		ServingRateLimit::<Test>::insert(netuid, 0);
		assert_noop!(serve(1, netuid, PUBLIC, 80, 4), Error::<Test>::ServingRateLimitExceeded);
		run(1);
		assert_ok!(serve(1, netuid, PUBLIC, 80, 4));
	});
}

#[test]
fn loopback_needs_a_genesis_that_allows_it() {
	ExtBuilder::default()
		.with(|genesis| genesis.allow_loopback_axons = true)
		.build_and_execute(|| {
			let netuid = new_subnet();
			register(netuid, 1);
			assert_ok!(serve(1, netuid, LOOPBACK, 80, 4));
			run(1);
			assert_ok!(serve(1, netuid, 1, 80, 6));
		});
}

#[test]
fn addresses_that_others_cannot_reach() {
	let v4 = |ip| is_reachable(ip, 4, false);
	let v6 = |ip| is_reachable(ip, 6, false);
	assert!(v4(PUBLIC) && v4(0x0a00_0001) && v4(0xc0a8_0001));
	assert!(!v4(0) && !v4(0x7f00_0000) && !v4(0x7fff_ffff) && !v4(u32::MAX.into()) && !v4(1 << 32));
	assert!(v6(2) && v6(0xfe80 << 112) && v6(u32::MAX.into()));
	assert!(!v6(0) && !v6(1) && !v6(u128::MAX));
	assert!(is_reachable(LOOPBACK, 4, true) && is_reachable(1, 6, true) && !is_reachable(0, 4, true));
}
