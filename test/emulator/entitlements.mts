import type { FastifyRequest } from 'fastify';
import { gatewayRefusal, magicRefusal, type Refusal } from './refusals.mts';

/** What an account may use. Credentials with every permission do not help where it may not. */
export interface Entitlements {
	/** Whether the account has Network Interconnect. Default true. */
	networkInterconnect?: boolean;
	/** How it stands with Magic Transit and Magic WAN. Default `onboarded`. */
	magic?: 'onboarded' | 'notOnboarded' | 'notAuthorized';
}

type Refuse = (entitlements: Entitlements) => Refusal | undefined;

// Assumed: An account without Network Interconnect gets 403 on all `/cni` paths.
// Observed: It gets 403 on `settings`.
/** Of the paths below `/cni`. Only the status is known, and that only of the settings. */
export const withoutNetworkInterconnect: Refuse = ({ networkInterconnect = true }) =>
	networkInterconnect
		? undefined
		: gatewayRefusal(403, { code: 9109, message: 'Unauthorized to access requested resource' });

// Assumed: The codes 1012 and 1025 come with the status 403, and 1001 with the emulator's own message.
/** Of the paths below `/magic`. Only the codes are known. */
export const withoutMagic: Refuse = ({ magic = 'onboarded' }) => {
	if (magic === 'notOnboarded') {
		const message = 'Account is not onboarded to Magic Transit or Magic WAN';
		return magicRefusal(403, message, 1012);
	}
	if (magic === 'notAuthorized') return magicRefusal(403, 'Not authorized for Magic WAN', 1025);
	return undefined;
};

/** Fastify hook: refuses what the account in the path may not use, whoever asks. */
export function requireEntitlement(
	entitlements: ReadonlyMap<string, Entitlements>,
	refuse: Refuse,
) {
	return async ({ params }: FastifyRequest) => {
		const refusal = refuse(entitlements.get((params as { account_id: string }).account_id) ?? {});
		if (refusal) throw refusal;
	};
}
