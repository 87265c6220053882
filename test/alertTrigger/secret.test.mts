import { expect, test } from '@jest/globals';

import { alertSetting } from './setting.mts';

/* The secret that proves who calls the webhook is in no message, although a rejection may repeat it. */

const setting = alertSetting();

test.each([
	['the destination', 'webhooks$'],
	['a policy', 'policies$'],
])('a rejection of %s may repeat the secret', async (_what, path) => {
	const workflow = await setting.start();
	const secret = () => String(setting.made('webhooks')[0]!.secret);
	setting.emulator.fault({
		method: 'POST',
		path,
		status: 400,
		get body() {
			return setting.emulator.requests.length > 0 && `no ${secret()} here`;
		},
	});
	const error = await workflow.activate().catch((thrown: Error) => thrown);
	expect(error).toMatchObject({ message: expect.stringContaining('HTTP 400: its words are left') });
	expect(JSON.stringify([error, (error as Error).message])).not.toContain(secret());
});
