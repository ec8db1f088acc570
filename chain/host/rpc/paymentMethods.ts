import { concatBytes, u32ToBytes } from "../scale/bytes.js";
import { ScaleReader } from "../scale/scaleReader.js";
import type { ChainView } from "./chainView.js";
import type { Family, Method } from "./methods.js";
import { hexParam, optionalHashParam } from "./params.js";

const CLASSES = ["normal", "operational", "mandatory"] as const;

/** `payment_*`: what a transaction would cost. Balances are u64, as the runtime has them. */
export function paymentMethods(view: ChainView): Family {
	const ask = async (method: string, params: readonly unknown[]): Promise<ScaleReader> => {
		const extrinsic = hexParam(params, 0);
		const number = view.stateNumber(optionalHashParam(params, 1));
		const argument = concatBytes(extrinsic, u32ToBytes(extrinsic.length));
		return new ScaleReader(await view.call(number, method, argument));
	};
	const queryInfo: Method = async (params) => {
		const reader = await ask("TransactionPaymentApi_query_info", params);
		const weight = { ref_time: Number(reader.compactBig()), proof_size: Number(reader.compactBig()) };
		return { weight, class: CLASSES[reader.u8()] ?? "normal", partialFee: String(balance(reader)) };
	};
	const queryFeeDetails: Method = async (params) => {
		const reader = await ask("TransactionPaymentApi_query_fee_details", params);
		if (reader.u8() === 0) return { inclusionFee: null };
		const width = reader.remaining >= 48 ? 16 : 8;
		const fee = () => `0x${(width === 16 ? reader.u128() : reader.u64()).toString(16)}`;
		return { inclusionFee: { baseFee: fee(), lenFee: fee(), adjustedWeightFee: fee() } };
	};
	return { safe: { payment_queryInfo: queryInfo, payment_queryFeeDetails: queryFeeDetails } };
}

/** The balance that ends an answer, whatever its width. */
function balance(reader: ScaleReader): bigint {
	return reader.remaining >= 16 ? reader.u128() : reader.u64();
}
