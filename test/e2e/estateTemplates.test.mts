import { beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { accounts, authHeaders, credentials } from '../emulator/index.mts';
import { templateSetting } from './templates.mts';

/* The templates that watch and keep an estate, in a real n8n. */

jest.setTimeout(90_000);

const setting = templateSetting();

/** The customer's end of a magic interconnect, by the emulator's own account of it. */
function nexthopOf(name: string): string {
	const route = setting.emulator.addRoute({ interconnect: name });
	return route.nexthop;
}

describe('a health report on weekdays', () => {
	let id: string;
	beforeAll(async () => {
		id = await setting.import('weekday-health-report.json');
	});

	test('names what is not healthy first', async () => {
		setting.emulator.addInterconnect({ name: 'ams01-good' });
		setting.emulator.addInterconnect({ name: 'fra03-bad' });
		setting.emulator.setStatus('fra03-bad', { state: 'Down', reason: 'no light' });
		await setting.n8n.client.runWorkflow(id, 'By hand');
		const { subject, text } = await setting.mailbox.next();
		expect(subject).toBe('1 of 2 interconnects are not healthy');
		expect(text!.trim().split('\n')).toEqual([
			expect.stringMatching(/^Down: fra03-bad \(.*\), no light$/),
			expect.stringMatching(/^Healthy: ams01-good \(/),
		]);
		expect(setting.emulator.requests).toHaveLength(3);
	});

	test('of an account without interconnects, and of one that cannot be read', async () => {
		await setting.n8n.client.runWorkflow(id, 'By hand');
		const { subject, text } = await setting.mailbox.next();
		expect([subject, text!.trim()]).toEqual([
			'All 0 interconnects are healthy',
			'The account has no interconnects.',
		]);
		setting.emulator.fault({ path: /interconnects$/, status: 403, body: '', times: 9 });
		await setting.n8n.client.runWorkflow(id, 'By hand');
		expect((await setting.mailbox.next()).subject).toBe('The interconnects could not be read');
	});
});

describe('the estate as declared', () => {
	const conduits = ['one', 'two', 'three'];
	let id: string;
	let nexthop: string;

	beforeAll(async () => {
		setting.emulator.addInterconnect({ name: 'ams01-primary' });
		nexthop = nexthopOf('ams01-primary');
		const declared = {
			cnis: conduits.map((conduitName) => ({
				interconnect: 'ams01-primary',
				conduitName,
				mtu: 1500,
				description: 'declared',
			})),
			routes: [{ prefix: '192.0.2.0/24', nexthop, priority: 100, description: 'declared' }],
		};
		id = await setting.import('declared-estate.json', (text) => {
			const template = JSON.parse(text) as {
				nodes: Array<{ name: string; parameters: { jsonOutput?: string } }>;
			};
			const list = template.nodes.find(({ name }) => name === 'As it should be')!;
			list.parameters.jsonOutput = JSON.stringify(declared);
			return JSON.stringify(template);
		});
	});
	beforeEach(() => void setting.emulator.addInterconnect({ name: 'ams01-primary' }));

	/** Runs it, approves, and takes the mails that say what was made. */
	async function keep(mails: number): Promise<{ report: string; made: string }> {
		const done = setting.n8n.client.runWorkflow(id, 'By hand');
		const { html } = await setting.decide('Approve');
		await done;
		const made = [];
		for (let i = 0; i < mails; i++) made.push(String((await setting.mailbox.next()).text));
		return { report: String(html), made: made.join('\n') };
	}

	test('is made after an approval; the second run changes nothing and asks nobody', async () => {
		const { report, made } = await keep(2);
		expect(report).toContain('CNI connection ams01-primary, one is missing');
		expect(report).toContain(`Magic route 192.0.2.0/24, ${nexthop}, 100 is missing`);
		expect(made.match(/^created: /gm)).toHaveLength(4);
		expect(setting.emulator.cnis).toHaveLength(3);
		expect(setting.emulator.magicRoutes).toHaveLength(1);
		const before = setting.emulator.requests.length;
		const { data } = await setting.n8n.client.runWorkflow(id, 'By hand');
		expect(Object.keys(data.resultData.runData)).not.toContain('Ask for approval');
		const second = setting.emulator.requests.slice(before);
		expect(new Set(second.map(({ method }) => method))).toEqual(new Set(['GET']));
		// Interconnects, CNI connections, magic interconnects, routes.
		expect(second).toHaveLength(4);
	});

	test('one changed, one missing, one more', async () => {
		await keep(2);
		const [one, two] = setting.emulator.cnis;
		const api = async (method: string, cni: string, body?: object) =>
			await fetch(`${setting.emulator.baseUrl}/accounts/${accounts.main.id}/cni/cnis/${cni}`, {
				method,
				headers: {
					...authHeaders(credentials.magicWanWrite),
					...(body && { 'content-type': 'application/json' }),
				},
				body: body && JSON.stringify(body),
			});
		await api('PUT', one!.id, { ...one, magic: { ...one!.magic, mtu: 1400 } });
		await api('DELETE', two!.id);
		setting.emulator.addCni({ interconnect: 'ams01-primary', conduitName: 'undeclared' });
		const from = setting.writes().length;

		const { report, made } = await keep(1);
		expect(report).toContain('ams01-primary, one differs: mtu is 1400, not 1500');
		expect(report).toContain('ams01-primary, two is missing');
		expect(report).toContain('ams01-primary, undeclared is not declared (it stays)');
		expect(made).toContain('updated: one');
		expect(made).toContain('created: two');
		expect(
			setting
				.writes()
				.slice(from)
				.map(({ method }) => method),
		).toEqual(['PUT', 'POST']);
		expect(
			setting.emulator.cnis.map(({ magic }) => [magic.conduit_name, magic.mtu]).sort(),
		).toEqual([
			['one', 1500],
			['three', 1500],
			['two', 1500],
			['undeclared', 1500],
		]);
	});

	test('what cannot be read is said, and nothing counts as missing', async () => {
		setting.emulator.fault({ path: /interconnects$/, status: 403, body: '', times: 9 });
		await setting.n8n.client.runWorkflow(id, 'By hand');
		const { subject, text } = await setting.mailbox.next();
		expect(subject).toBe('The Cloudflare estate could not be kept as declared');
		expect(text).toContain('The credential has no access');
		expect(setting.writes()).toEqual([]);
	});

	test('nothing is made when it is declined', async () => {
		const done = setting.n8n.client.runWorkflow(id, 'By hand');
		await setting.decide('Decline');
		await done;
		expect(setting.writes()).toEqual([]);
	});
});
