import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { refusalEnvelope } from '../emulator/index.mts';
import { emulator } from '../harness/emulator.mts';
import { interconnect, locator, operation, runOn } from '../harness/support.mts';

/* Who may not do something, and why: what Cloudflare says by a status or a code can mean several things. */

const cni = interconnect('getAll');
const magic = operation('magicInterconnect', 'getAll');
const saidOf = async (parameters: INodeParameters) => (await runOn(emulator, parameters)).error!;

describe('a 403', () => {
	test('can be a permission, another account, an account without the product, or a new token', async () => {
		emulator.fault({ status: 403, body: '' });
		const { message, description } = await saidOf(cni);
		expect(message).toBe('The credential has no access (HTTP 403)');
		expect(description).toMatch(
			/^Check in the Cloudflare dashboard that it has 'Magic WAN Read' or 'Magic Transit Read' \(or one of the Write permissions\), that 'Account' in the node is one of its accounts, and that the account has Network Interconnect\. A new token can take a minute to work\./,
		);
	});

	test('of the Magic API is not about Network Interconnect', async () => {
		emulator.fault({ status: 403, body: '' });
		expect((await saidOf(magic)).description).not.toContain('Network Interconnect');
	});
});

describe('codes of the Magic API', () => {
	test.each([
		[1012, 'The account is not set up for Magic Transit or Magic WAN', /onboard/],
		[1020, 'Not found in this account', /'Account'/],
		[1025, 'The account may not use Magic WAN', /account team/],
	])('%i says why', async (code, reason, next) => {
		emulator.fault({ status: 400, body: refusalEnvelope({ code, message: 'No' }) });
		const { message, description } = await saidOf(magic);
		expect(message).toBe(`${reason} (HTTP 400, code ${code}: No)`);
		expect(description).toMatch(next);
	});

	test('mean nothing elsewhere', async () => {
		emulator.fault({ status: 400, body: refusalEnvelope({ code: 1012, message: 'No' }) });
		const { message } = await saidOf(
			interconnect('get', { interconnectName: locator('a', 'name') }),
		);
		expect(message).toBe("Cloudflare rejected 'Get interconnect' (HTTP 400, code 1012: No)");
	});
});
