import type { FastifyInstance } from 'fastify';
import { readInterconnects, writeInterconnects } from '../auth.mts';
import { clock } from '../clock.mts';
import { envelope } from '../envelope.mts';
import { changed, checkRoute, replaced, routeFor, type StoredMagicRoute } from '../magicRoutes.mts';
import { magicRefusal } from '../refusals.mts';
import {
	bodies,
	params,
	queries,
	type ChangeMagicRoute,
	type CreateMagicRoute,
} from '../shapes.mts';
import type { State } from '../state.mts';

interface Account {
	account_id: string;
}

interface Params extends Account {
	route_id: string;
}

interface ValidateOnly {
	validate_only?: boolean;
}

const read = { anyOf: readInterconnects };
const write = { anyOf: writeInterconnects };

/** `/accounts/{account_id}/magic/routes` */
export function magicRouteRoutes(app: FastifyInstance, state: State): void {
	readRoutes(app, state);
	createRoutes(app, state);
	changeRoutes(app, state);
	deleteRoutes(app, state);
}

function find(
	routes: ReadonlyMap<string, StoredMagicRoute>,
	{ account_id, route_id }: Params,
): StoredMagicRoute {
	const stored = routes.get(route_id);
	if (stored?.account === account_id) return stored;
	throw magicRefusal(404, `There is no route ${route_id}`, 1020);
}

const ofAccount = (state: State, account: string) =>
	[...state.magicRoutes.values()].filter((stored) => stored.account === account);

function readRoutes(app: FastifyInstance, state: State): void {
	app.get<{ Params: Account }>(
		'/routes',
		{ config: read, schema: { params: params.account } },
		async ({ params }) =>
			envelope({ routes: ofAccount(state, params.account_id).map(({ route }) => route) }),
	);

	app.get<{ Params: Params }>(
		'/routes/:route_id',
		{ config: read, schema: { params: params.magicRoute } },
		async ({ params }) => envelope({ route: find(state.magicRoutes, params).route }),
	);
}

function createRoutes(app: FastifyInstance, state: State): void {
	// Assumed: A creation with `validate_only` returns the route without an identifier.
	const create = (account: string, body: CreateMagicRoute, ray: string) => {
		const { route } = routeFor(account, body, state.nextSequence());
		state.magicRoutes.set(route.id, { account, route });
		const { id, prefix, nexthop, priority } = route;
		state.orders.push({
			kind: 'route',
			account,
			id,
			prefix,
			nexthop,
			priority,
			time: clock.now(),
			ray,
		});
		return route;
	};

	app.post<{ Params: Account; Querystring: ValidateOnly; Body: CreateMagicRoute }>(
		'/routes',
		{
			config: write,
			schema: {
				params: params.account,
				querystring: queries.validateOnly,
				body: bodies.magicRoute,
			},
		},
		async ({ body, params: { account_id }, query, record }) => {
			checkRoute(account_id, body, state.magicInterconnects.values(), state.magicRoutes.values());
			// What was only checked is not made, so that it has no identifier.
			const route = query.validate_only ? body : create(account_id, body, record.ray);
			return envelope(state.options.createdRoute === 'routes' ? { routes: [route] } : route);
		},
	);
}

function changeRoutes(app: FastifyInstance, state: State): void {
	// Assumed: An update with `validate_only` says `modified: true`.
	/** Makes all changes or none, and none where they are only to be checked. */
	const change = (
		account_id: string,
		changes: { id: string; apply: (stored: StoredMagicRoute) => StoredMagicRoute }[],
		{ validate_only }: ValidateOnly,
	) => {
		const staged = new Map(state.magicRoutes);
		const made = changes.map(({ id, apply }) => {
			const stored = apply(find(staged, { account_id, route_id: id }));
			staged.set(id, stored);
			return stored;
		});
		for (const { route } of made) {
			checkRoute(account_id, route, state.magicInterconnects.values(), staged.values());
		}
		if (!validate_only) for (const stored of made) state.magicRoutes.set(stored.route.id, stored);
		return made.map(({ route }) => route);
	};

	app.put<{ Params: Params; Querystring: ValidateOnly; Body: CreateMagicRoute }>(
		'/routes/:route_id',
		{
			config: write,
			schema: {
				params: params.magicRoute,
				querystring: queries.validateOnly,
				body: bodies.magicRoute,
			},
		},
		async ({ body, params: { account_id, route_id: id }, query }) => {
			const apply = (stored: StoredMagicRoute) => replaced(stored, body);
			const [modified_route] = change(account_id, [{ id, apply }], query);
			return envelope({ modified: true, modified_route });
		},
	);

	app.put<{ Params: Account; Querystring: ValidateOnly; Body: { routes: ChangeMagicRoute[] } }>(
		'/routes',
		{
			config: write,
			schema: {
				params: params.account,
				querystring: queries.validateOnly,
				body: bodies.changeMagicRoutes,
			},
		},
		async ({ body: { routes }, params: { account_id }, query }) => {
			const changes = routes.map((one) => ({
				id: one.id,
				apply: (stored: StoredMagicRoute) => changed(stored, one),
			}));
			return envelope({
				modified: true,
				modified_routes: change(account_id, changes, query),
			});
		},
	);
}

function deleteRoutes(app: FastifyInstance, state: State): void {
	// Documented: `DELETE` without a route identifier deletes all routes of the account.
	app.delete<{ Params: Params }>(
		'/routes/:route_id',
		{ config: write, schema: { params: params.magicRoute } },
		async ({ params }) => {
			const { route } = find(state.magicRoutes, params);
			state.magicRoutes.delete(route.id);
			return envelope({ deleted: true, deleted_route: route });
		},
	);

	// With a slash at the end too: that is what a client sends whose identifier is empty.
	for (const path of ['/routes', '/routes/']) {
		app.delete<{ Params: Account }>(
			path,
			{ config: write, schema: { params: params.account } },
			async ({ params: { account_id: account } }) => {
				const routes = ofAccount(state, account).map(({ route }) => route);
				const ids = routes.map(({ id }) => id);
				for (const id of ids) state.magicRoutes.delete(id);
				state.routeWipes.push({ account, ids, time: clock.now() });
				return envelope({ deleted: true, deleted_routes: routes });
			},
		);
	}
}
