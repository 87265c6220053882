import type { FastifyInstance } from 'fastify';
import { alertBody, historyBody } from '../alertingShapes.mts';
import { deliverAlert, type Alert } from '../deliveries.mts';
import type { Fault } from '../faults.mts';
import { bodies, faultBody, optionsBody, type InterconnectStatus } from '../shapes.mts';
import { addHistory, type HistorySeed } from '../seeds.mts';
import type { Emulation } from '../server.mts';
import type { ServiceOptions } from '../state.mts';

/** `/emulator`: what tests do in their own process, for people and for other processes. No credentials. */
export function controlRoutes(app: FastifyInstance, { state, faults, reset }: Emulation): void {
	app.get('/requests', async () => state.requests);

	app.get('/orders', async () => state.orders);

	app.get('/route-wipes', async () => state.routeWipes);

	app.post<{ Body: Fault }>('/faults', { schema: { body: faultBody } }, async ({ body }, reply) => {
		try {
			faults.add(body);
		} catch (error) {
			return reply.code(400).send({ error: (error as Error).message });
		}
		return reply.code(204).send();
	});

	app.patch<{ Body: Partial<ServiceOptions> }>(
		'/options',
		{ schema: { body: optionsBody } },
		async ({ body }, reply) => {
			state.configure(body);
			return reply.code(204).send();
		},
	);

	app.post<{ Body: Alert }>('/alerts', { schema: { body: alertBody } }, async ({ body }) =>
		deliverAlert(state.alerting, body, () => state.nextIdentifier()),
	);

	app.post<{ Body: HistorySeed }>('/history', { schema: { body: historyBody } }, async ({ body }) =>
		addHistory(state, body),
	);

	app.get('/deliveries', async () => state.alerting.deliveries);

	app.post('/reset', async (_request, reply) => {
		reset();
		return reply.code(204).send();
	});

	app.put<{ Params: { name: string }; Body: InterconnectStatus }>(
		'/interconnects/:name/status',
		{ schema: { body: bodies.status } },
		async ({ params, body }, reply) => {
			if (!state.interconnects.has(params.name)) {
				return reply.code(404).send({ error: `There is no interconnect named "${params.name}"` });
			}
			state.setStatus(params.name, body);
			return reply.code(204).send();
		},
	);
}
