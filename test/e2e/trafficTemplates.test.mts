import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import axios from 'axios';
import fastify, { type FastifyInstance } from 'fastify';

import { header, templateSetting } from './templates.mts';

/* The templates that lead from an order to traffic, in a real n8n. */

jest.setTimeout(90_000);

const setting = templateSetting();

describe('from the order to traffic', () => {
	let google: FastifyInstance;
	let asked: Array<{ method: string; url: string; body: unknown }>;
	let id: string;
	const pairingKey = '123e4567-e89b-12d3-a456-426614174000/europe-west4/1';

	const freeSlot = () => setting.emulator.slots.find(({ occupied }) => !occupied)!.id;

	beforeAll(async () => {
		// Google's two calls: a new VLAN attachment has its pairing key a moment later.
		google = fastify();
		google.post('*', ({ method, url, body }) => {
			asked.push({ method, url, body });
			return { kind: 'compute#operation', status: 'PENDING' };
		});
		google.get('*', ({ method, url }) => {
			asked.push({ method, url, body: undefined });
			return { name: url.split('/').at(-1), type: 'PARTNER', state: 'PENDING_PARTNER', pairingKey };
		});
		const origin = await google.listen({ host: '127.0.0.1', port: 0 });
		id = await setting.import('order-to-traffic.json', (text) => {
			const template = JSON.parse(
				text
					.replaceAll('https://compute.googleapis.com', origin)
					.replaceAll('<slot ID>', freeSlot()),
			) as {
				nodes: Array<{ type: string; name: string; parameters: Record<string, unknown> }>;
			};
			for (const { type, parameters } of template.nodes) {
				// The stub asks for no credential.
				if (type.endsWith('.httpRequest')) parameters.authentication = 'none';
				if (type.endsWith('.wait')) Object.assign(parameters, { unit: 'seconds', amount: 1 });
			}
			return JSON.stringify(template);
		});
		await setting.n8n.client.activateWorkflow(id);
	});
	beforeEach(() => {
		asked = [];
		setting.emulator.configure({ healthyAfter: 3000 });
	});
	afterAll(async () => {
		await setting.n8n.client.deactivateWorkflow(id);
		await google.close();
	});

	const order = async (body: object) =>
		await axios.post(`${setting.n8n.baseUrl}/webhook/order-to-traffic`, body, {
			headers: { [header.name]: header.value },
			proxy: false,
		});
	const subjects = async (count: number) => {
		const found = [];
		for (let i = 0; i < count; i++) found.push(await setting.mailbox.next());
		return found;
	};

	test('a port, from the check to a healthy interconnect with CNI and route', async () => {
		const slot = freeSlot();
		await order({ type: 'direct', slot, conduitName: 'ams-primary', prefix: '192.0.2.0/24' });
		const { subject, html } = await setting.decide('Approve');
		expect(subject).toBe('Order this port?');
		expect(String(html)).toContain('OK: The slot is free.');
		const mails = await subjects(2);
		const { name } = setting.emulator.interconnects[0]!;
		expect(mails.map((mail) => mail.subject)).toEqual([
			`Cross connect for ${name}: Letter of Authorization`,
			`Traffic flows over ${name}`,
		]);
		expect(mails[0]!.attachments).toMatchObject([{ mimeType: 'application/pdf' }]);
		expect(setting.emulator.cnis).toMatchObject([
			{ interconnect: name, magic: { conduit_name: 'ams-primary' } },
		]);
		expect(setting.emulator.magicRoutes).toMatchObject([{ prefix: '192.0.2.0/24', priority: 100 }]);
		expect(setting.emulator.orders.map(({ kind }) => kind)).toEqual(['direct', 'cni', 'route']);
		expect(setting.emulator.routeWipes).toEqual([]);
		expect(asked).toEqual([]);

		// The same call again orders nothing and changes nothing.
		const before = setting.writes().length;
		await order({ type: 'direct', slot, conduitName: 'ams-primary', prefix: '192.0.2.0/24' });
		await setting.decide('Approve');
		await subjects(2);
		expect(setting.writes()).toHaveLength(before);
	});

	test('started by hand with the example', async () => {
		const done = setting.n8n.client.runWorkflow(id, 'By hand');
		await setting.decide('Approve');
		const [, last] = await subjects(2);
		await done;
		expect(last!.subject).toBe(`Traffic flows over ${setting.emulator.interconnects[0]!.name}`);
		expect(setting.emulator.magicRoutes).toMatchObject([{ prefix: '192.0.2.0/24' }]);
	});

	test('Google Cloud, with the pairing key of a new VLAN attachment', async () => {
		await order({
			type: 'gcp_partner',
			bandwidth: '1G',
			conduitName: 'gcp-primary',
			prefix: '198.51.100.0/24',
		});
		await setting.decide('Approve');
		const [last] = await subjects(1);
		const { name } = setting.emulator.interconnects[0]!;
		expect(last!.subject).toBe(`Traffic flows over ${name}`);
		const attachments =
			'/compute/v1/projects/my-project/regions/europe-west4/interconnectAttachments';
		expect(asked).toMatchObject([
			{ method: 'POST', url: attachments, body: { name: 'gcp-primary', type: 'PARTNER' } },
			{ method: 'GET', url: `${attachments}/gcp-primary` },
		]);
		expect(setting.emulator.orders.map(({ kind }) => kind)).toEqual([
			'gcp_partner',
			'cni',
			'route',
		]);
	});

	test('stops with the reason, and orders nothing without an approval', async () => {
		await order({ type: 'direct', slot: 'none', conduitName: 'x', prefix: '192.0.2.0/24' });
		const { subject, text } = await setting.mailbox.next();
		expect(subject).toBe('The way from the order to traffic stopped');
		expect(text).toContain("'Slot'");
		const slot = freeSlot();
		await order({ type: 'direct', slot, conduitName: 'x', prefix: '192.0.2.0/24' });
		await setting.decide('Decline');
		expect(setting.writes()).toEqual([]);
	});
});
