import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	jest,
	test,
} from '@jest/globals';
import axios from 'axios';
import fastify, { type FastifyInstance } from 'fastify';
import type { IRun } from 'n8n-workflow';

import { header, templateSetting } from './templates.mts';
import { until } from '../n8n/until.mts';

/* The templates as they are in the repository, in a real n8n: imported, set up as their notes say, and run. */

jest.setTimeout(60_000);

const setting = templateSetting();

/** Waits until a workflow has that many executions that ended. */
async function executions(id: string, count: number): Promise<IRun[]> {
	return await until(async () => {
		const all = await setting.n8n.client.executions(id);
		return all.length >= count ? all.reverse() : undefined;
	});
}

describe('order a direct port from a webhook and mail the LOA', () => {
	let id: string;
	const call = async (body: object, headers: object = { [header.name]: header.value }) =>
		await axios.post<Record<string, unknown>>(
			`${setting.n8n.baseUrl}/webhook/order-direct-port`,
			body,
			{
				headers: { ...headers },
				proxy: false,
				validateStatus: () => true,
			},
		);
	const freeSlot = () => setting.emulator.slots.find(({ occupied }) => !occupied)!;

	beforeAll(async () => {
		id = await setting.import('order-port-and-mail-loa.json');
		await setting.n8n.client.activateWorkflow(id);
	});
	afterAll(async () => await setting.n8n.client.deactivateWorkflow(id));

	test('orders once, however often it is called, and mails a letter that opens', async () => {
		const { id: slot, speed } = freeSlot();
		const first = await call({ slot, speed });
		const { name } = setting.emulator.interconnects[0]!;
		expect(first).toMatchObject({ status: 201, data: { name, outcome: 'created' } });
		const { subject, attachments, to } = await setting.mailbox.next();
		expect(to).toMatchObject([{ address: 'cross-connects@example.com' }]);
		expect(subject).toContain(name);
		expect(attachments).toMatchObject([{ mimeType: 'application/pdf' }]);
		const letter = Buffer.from(attachments[0]!.content as ArrayBuffer).toString('latin1');
		expect(letter.startsWith('%PDF-')).toBe(true);
		expect(letter.trimEnd().endsWith('%%EOF')).toBe(true);

		const again = await call({ slot, speed });
		expect(again).toMatchObject({ status: 200, data: { name, outcome: 'existing' } });
		expect((await setting.mailbox.next()).subject).toBe(subject);
		expect(setting.emulator.orders).toHaveLength(1);
	});

	test('answers with the reason and the next step', async () => {
		const missing = await call({ speed: '10G' });
		expect(missing).toMatchObject({ status: 400, data: { outcome: 'notSent' } });
		expect(missing.data.error).toContain('Slot');
		const { id: slot } = setting.emulator.slots.find(({ occupied }) => occupied)!;
		const taken = await call({ slot, speed: '10G' });
		expect(taken).toMatchObject({ status: 409, data: { outcome: 'refused' } });
		expect(taken.data.nextStep).toEqual(expect.stringMatching(/\w/));
		expect(setting.emulator.orders).toEqual([]);
	});

	test('orders nothing for somebody without the secret', async () => {
		expect(await call({ slot: freeSlot().id, speed: '10G' }, {})).toMatchObject({ status: 403 });
		expect(setting.emulator.requests).toEqual([]);
	});

	test('tells people where the letter cannot be downloaded', async () => {
		setting.emulator.fault({ path: '/loa', status: 404, body: '' });
		const { id: slot, speed } = freeSlot();
		expect(await call({ slot, speed })).toMatchObject({ status: 201 });
		const { subject, text, to } = await setting.mailbox.next();
		expect(to).toMatchObject([{ address: 'network-team@example.com' }]);
		expect(subject).toContain(setting.emulator.interconnects[0]!.name);
		expect(text).toContain('could not be downloaded');
	});
});

describe('maintenance alert to a ticket and a chat', () => {
	interface Ticket {
		id: number;
		external_id: string;
		status?: string;
	}
	let others: FastifyInstance;
	let id: string;
	let tickets: Ticket[];
	let told: string[];
	let ticketsAnswer: number;

	beforeAll(async () => {
		others = fastify();
		others.get<{ Querystring: { external_id: string } }>('/tickets', async ({ query }, reply) => {
			if (ticketsAnswer !== 200) return await reply.code(ticketsAnswer).send({});
			return { tickets: tickets.filter((one) => one.external_id === query.external_id) };
		});
		others.post<{ Body: Ticket }>('/tickets', ({ body }) => {
			const ticket = { ...body, id: tickets.length + 1 };
			tickets.push(ticket);
			return ticket;
		});
		others.patch<{ Params: { id: number }; Body: Partial<Ticket> }>('/tickets/:id', (request) =>
			Object.assign(tickets[Number(request.params.id) - 1]!, request.body),
		);
		others.post<{ Body: { text: string } }>('/chat', ({ body }) => {
			told.push(body.text);
			return {};
		});
		const origin = await others.listen({ host: '127.0.0.1', port: 0 });
		id = await setting.import('maintenance-to-ticket-and-chat.json', (text) =>
			text
				.replace('https://tickets.example.com/api/tickets', `${origin}/tickets`)
				.replace('https://chat.example.com/hooks/network', `${origin}/chat`),
		);
	});
	beforeEach(async () => {
		tickets = [];
		told = [];
		ticketsAnswer = 200;
		await setting.n8n.client.activateWorkflow(id);
	});
	afterEach(async () => await setting.n8n.client.deactivateWorkflow(id));
	afterAll(async () => await others.close());

	const alertType = 'cni_maintenance_notification';
	const alert = async (event: string, correlationId: string) =>
		await setting.emulator.deliver({ alertType, event, correlationId });

	test('opens one ticket for an alert that comes twice, and closes it at its end', async () => {
		const before = (await setting.n8n.client.executions(id)).length;
		await alert('ALERT_STATE_EVENT_START', 'one');
		await executions(id, before + 1);
		await alert('ALERT_STATE_EVENT_START', 'one');
		await executions(id, before + 2);
		expect(tickets).toMatchObject([{ external_id: 'one' }]);
		await alert('ALERT_STATE_EVENT_END', 'one');
		await executions(id, before + 3);
		expect(tickets).toMatchObject([{ external_id: 'one', status: 'closed' }]);
		expect(told).toEqual([
			expect.stringMatching(/^Announced: .*\(ticket 1\)$/s),
			expect.stringMatching(/^Over: .*\(ticket 1\)$/s),
		]);
	});

	test('tells the chat where the ticket system does not answer', async () => {
		const before = (await setting.n8n.client.executions(id)).length;
		ticketsAnswer = 503;
		await alert('ALERT_STATE_EVENT_START', 'two');
		await executions(id, before + 1);
		expect(told).toEqual([expect.stringContaining('no ticket')]);
	});
});

describe('watch for a free slot and order it after approval', () => {
	let id: string;
	beforeAll(async () => {
		id = await setting.import('free-slot-with-approval.json');
	});

	/** Starts it as "Execute workflow" does, and presses a button of the mail. */
	async function run(button: 'Approve' | 'Decline') {
		const done = setting.n8n.client.runWorkflow(id, 'A slot is free');
		const { subject } = await setting.decide(button);
		await done;
		return { subject };
	}

	test('orders after the approval', async () => {
		const { subject } = await run('Approve');
		const { slot_id: ordered } = setting.emulator.interconnects[0] as { slot_id: string };
		const { speed, facility } = setting.emulator.slots.find(({ id: slot }) => slot === ordered)!;
		expect(subject).toBe(`Order a ${speed} port at ${facility.name}?`);
		expect((await setting.mailbox.next()).subject).toBe(
			`Ordered: ${setting.emulator.interconnects[0]!.name}`,
		);
		expect(setting.emulator.orders).toHaveLength(1);
	});

	test('orders nothing when it is declined', async () => {
		await run('Decline');
		expect(setting.emulator.orders).toEqual([]);
	});

	test('says why where the order was rejected', async () => {
		setting.emulator.fault({ method: 'POST', path: '/cni/interconnects', status: 403, body: '' });
		await run('Approve');
		const { subject, text } = await setting.mailbox.next();
		expect(subject).toBe('The port was not ordered');
		expect(text).toMatch(/\w+/);
	});
});
