import { type RegistrationPrice, RegistrationUnpaidError } from "./errors.js";

/**
 * Why the coldkey cannot pay a registration, in words that name the price and the account: the chain would say that a
 * balance is too low. Undefined where it can; what an account must keep and the fee come on top: of those the chain decides.
 */
export function unpaidRegistration(price: RegistrationPrice): RegistrationUnpaidError | undefined {
	return price.freeRao > price.burnRao ? undefined : new RegistrationUnpaidError(price);
}
