import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { isAccountOwned, reachable } from '../auth.mts';
import type { ApiToken, Credential } from '../credentials.mts';
import { envelope } from '../envelope.mts';
import { gatewayRefusal } from '../refusals.mts';
import { params } from '../shapes.mts';
import type { State } from '../state.mts';

// Each of these has been seen as the answer to an account-owned token.
const refusedAsUserToken = {
	1000: { status: 401, message: 'Invalid API Token' },
	9109: { status: 403, message: 'Unauthorized to access requested resource' },
	10000: { status: 400, message: 'Authentication error' },
} as const;

const invalidToken = () => gatewayRefusal(401, { code: 1000, message: 'Invalid API Token' });

function verification({ id, status }: ApiToken) {
	const message = 'This API Token is valid and active';
	const messages = status === 'active' ? [{ code: 10000, message, type: null }] : [];
	return envelope({ id, status }, { messages });
}

const isToken = (credential: Credential | undefined): credential is ApiToken =>
	credential?.scheme === 'apiToken';

/** `/user`, and the verification of tokens: the user's own ones there, an account's own ones in the account. */
export function userRoutes(app: FastifyInstance, state: State): void {
	app.get('/user', { config: { anyOf: ['User Details Read'] } }, async ({ credential }) => {
		const email = credential?.scheme === 'globalApiKey' ? credential.email : '';
		return envelope({
			id: createHash('md5').update(email).digest('hex'),
			email,
			first_name: null,
			last_name: null,
			telephone: null,
			country: null,
			zipcode: null,
			suspended: false,
			two_factor_authentication_enabled: true,
			two_factor_authentication_locked: false,
		});
	});

	app.get('/user/tokens/verify', { config: { verifiesToken: true } }, async ({ credential }) => {
		if (!isToken(credential)) throw invalidToken();
		if (isAccountOwned(credential)) {
			const code = state.options.accountTokenVerifyCode;
			const { status, message } = refusedAsUserToken[code];
			throw gatewayRefusal(status, { code, message });
		}
		return verification(credential);
	});

	app.get<{ Params: { account_id: string } }>(
		'/accounts/:account_id/tokens/verify',
		{ config: { verifiesToken: true }, schema: { params: params.account } },
		async ({ credential, params }) => {
			if (!isToken(credential) || !isAccountOwned(credential)) throw invalidToken();
			const own = reachable(credential, state.accounts).some(({ id }) => id === params.account_id);
			if (!own) throw invalidToken();
			return verification(credential);
		},
	);
}
