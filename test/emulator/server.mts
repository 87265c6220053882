import ajvCompiler from '@fastify/ajv-compiler';
import {
	fastify,
	type FastifyError,
	type FastifyInstance,
	type FastifyReply,
	type FastifyRequest,
} from 'fastify';
import { authorize, identify } from './auth.mts';
import { nullForEmptyLists } from './emptyLists.mts';
import { requireEntitlement, withoutMagic, withoutNetworkInterconnect } from './entitlements.mts';
import { changeAnswer, noteFaults, strikeBefore, type Faults } from './faults.mts';
import { limitRate, type RateLimiter } from './rateLimit.mts';
import { closeRecord, openRecord, recordBody } from './records.mts';
import {
	alertingRefusal,
	gatewayRefusal,
	magicRefusal,
	Refusal,
	serviceRefusal,
	unroutable,
} from './refusals.mts';
import { accountRoutes } from './routes/accounts.mts';
import { alertPolicyRoutes } from './routes/alertPolicies.mts';
import { alertRoutes } from './routes/alerts.mts';
import { cniRoutes } from './routes/cnis.mts';
import { controlRoutes } from './routes/control.mts';
import { interconnectRoutes } from './routes/interconnects.mts';
import { magicInterconnectRoutes } from './routes/magicInterconnects.mts';
import { magicRouteRoutes } from './routes/magicRoutes.mts';
import { settingsRoutes } from './routes/settings.mts';
import { slotRoutes } from './routes/slots.mts';
import { userRoutes } from './routes/user.mts';
import { webhookDestinationRoutes } from './routes/webhookDestinations.mts';
import { basePath, queries } from './shapes.mts';
import type { State } from './state.mts';
import type { Watch } from './watch.mts';

/** What the server plays, and what plays tricks on it. */
export interface Emulation {
	state: State;
	faults: Faults;
	limiter: RateLimiter;
	/** Is told of what happens. */
	watch: Watch;
	/** Makes all of it fresh. */
	reset: () => void;
}

type Refuse = (text: string) => Refusal;

/**
 * Builds the HTTP server; the caller lets it listen.
 *
 * Strictness: what no schema names is refused, bodies have the exact types, and only path and query, which are text
 * on the wire, are read as the numbers and booleans that their schema asks for.
 */
export function buildServer(emulation: Emulation): FastifyInstance {
	const app = fastify({
		exposeHeadRoutes: false,
		forceCloseConnections: true,
		routerOptions: { maxParamLength: 10_000 },
		frameworkErrors: (_error, request, reply) => {
			const { status, body } = unroutable(request.url);
			void (reply as FastifyReply).code(status).send(body);
		},
	});
	useStrictSchemas(app);
	app.register(async (scope) => apiScope(scope, emulation), { prefix: basePath });
	app.register(async (scope) => controlScope(scope, emulation), { prefix: '/emulator' });
	return app;
}

function useStrictSchemas(app: FastifyInstance): void {
	const build = ajvCompiler();
	const strict = { removeAdditional: false, useDefaults: false, discriminator: true } as const;
	const compile = {
		exact: build({}, { customOptions: { ...strict, coerceTypes: false, allowUnionTypes: true } }),
		fromText: build({}, { customOptions: { ...strict, coerceTypes: true } }),
	};
	app.setValidatorCompiler((route) =>
		(route.httpPart === 'body' ? compile.exact : compile.fromText)(route),
	);
	app.addHook('onRoute', (route) => {
		route.schema = { querystring: queries.none, ...route.schema };
	});
	app.setSchemaErrorFormatter(([first], part) => {
		const named = first?.params.additionalProperty;
		const where = `${part}${first?.instancePath ?? ''}`;
		return new Error(`${where} ${first?.message}${named === undefined ? '' : `: ${named}`}`);
	});
}

/** The emulated API, its steps in the order in which Cloudflare takes them. */
function apiScope(scope: FastifyInstance, { state, faults, limiter, watch }: Emulation): void {
	// Bodies stay text until the caller is known, so that a bad one does not come before a refusal.
	scope.removeAllContentTypeParsers();
	scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
		done(null, body),
	);

	scope.addHook('onRequest', async (request) => {
		request.credential = identify(request.headers);
	});
	scope.addHook('onRequest', noteFaults(faults));
	scope.addHook('onRequest', openRecord(state.requests, watch));
	scope.addHook('onRequest', limitRate(limiter));
	scope.addHook('preValidation', recordBody);
	scope.addHook('preValidation', strikeBefore(faults));
	scope.addHook('preValidation', authorize(state));
	scope.addHook('preValidation', parseBody);
	scope.addHook('preSerialization', async (_request, _reply, answer) =>
		state.options.emptyLists === 'null' ? nullForEmptyLists(answer) : answer,
	);
	scope.addHook('onSend', async () => watch.notify());
	scope.addHook('onSend', changeAnswer(faults));
	scope.addHook('onSend', closeRecord(watch));

	// The code is the emulator's own: what the gateway says of a bad query is not documented.
	refuseWith(scope, (text) => gatewayRefusal(400, { code: 10400, message: text }));
	scope.setNotFoundHandler(async (request) => {
		throw unroutable(request.url);
	});
	accountRoutes(scope, state);
	userRoutes(scope, state);
	scope.register(async (cni) => cniScope(cni, state), { prefix: '/accounts/:account_id/cni' });
	scope.register(async (magic) => magicScope(magic, state), {
		prefix: '/accounts/:account_id/magic',
	});
	scope.register(async (alerting) => alertingScope(alerting, state), {
		prefix: '/accounts/:account_id/alerting/v3',
	});
}

function cniScope(scope: FastifyInstance, state: State): void {
	refuseWith(scope, (text) => serviceRefusal(400, text));
	scope.addHook(
		'preValidation',
		requireEntitlement(state.entitlements, withoutNetworkInterconnect),
	);
	interconnectRoutes(scope, state);
	cniRoutes(scope, state);
	slotRoutes(scope, state);
	settingsRoutes(scope, state);
}

function magicScope(scope: FastifyInstance, state: State): void {
	refuseWith(scope, (text) => magicRefusal(400, text));
	scope.addHook('preValidation', requireEntitlement(state.entitlements, withoutMagic));
	magicInterconnectRoutes(scope, state);
	magicRouteRoutes(scope, state);
}

function alertingScope(scope: FastifyInstance, state: State): void {
	refuseWith(scope, (text) => alertingRefusal(400, 17001, text));
	webhookDestinationRoutes(scope, state);
	alertPolicyRoutes(scope, state);
	alertRoutes(scope, state);
}

function controlScope(scope: FastifyInstance, emulation: Emulation): void {
	// JSON whatever the content type, so that `curl -d` does without a header; and nothing at all for a reset.
	const parseJson = scope.getDefaultJsonParser('error', 'error');
	scope.removeAllContentTypeParsers();
	scope.addContentTypeParser<string>('*', { parseAs: 'string' }, (request, text, done) =>
		text === '' ? done(null) : parseJson(request, text, done),
	);
	refuseWith(scope, (text) => serviceRefusal(400, text));
	controlRoutes(scope, emulation);
}

/** Sends refusals as they stand, and makes one in the scope's form of whatever the framework refuses. */
function refuseWith(scope: FastifyInstance, refuse: Refuse): void {
	scope.setErrorHandler<FastifyError | Refusal>((error, _request, reply) => {
		const refused = error instanceof Refusal || (error.statusCode ?? 500) < 500;
		if (!refused) console.error(error);
		const refusal = error instanceof Refusal ? error : refuse(error.message);
		return reply
			.code(refused ? refusal.status : 500)
			.type('application/json')
			.send(refusal.body);
	});
}

/** Fastify hook (preValidation): reads the JSON body of a route that has one, and refuses a body elsewhere. */
async function parseBody(request: FastifyRequest): Promise<void> {
	if (request.is404) return;
	const text = request.body as string | undefined;
	if (request.routeOptions.schema?.body === undefined) {
		if (text || Number(request.headers['content-length'] ?? 0) > 0) {
			throw badRequest(`${request.method} takes no body`);
		}
		return;
	}
	if (!request.headers['content-type']?.startsWith('application/json')) {
		throw badRequest('The content type is not application/json');
	}
	try {
		request.body = JSON.parse(text ?? '');
	} catch {
		throw badRequest('The body is not JSON');
	}
}

/** For {@link refuseWith} to put into the scope's form. */
const badRequest = (text: string) => Object.assign(new Error(text), { statusCode: 400 });
