import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { startEmulator, type Emulator } from '../emulator/index.mts';
import { interconnect, locator, runOn } from '../harness/support.mts';

let emulator: Emulator;

beforeAll(async () => {
	emulator = await startEmulator();
});
afterAll(async () => await emulator.stop());

test('requests that hang do not hold back the others of the credential', async () => {
	const input = Array.from({ length: 200 }, (_, i) => ({ name: `gcp-${i}` }));
	for (const { name } of input) emulator.addInterconnect({ type: 'gcp_partner', name });
	let release = () => {};
	// They hang until all others have their responses: if those waited for them, nothing would ever end.
	const until = new Promise<void>((resolve) => (release = resolve));
	emulator.fault({ path: /gcp-(5|6|7)\/status$/, until, times: 3 });
	const running = runOn(
		emulator,
		interconnect('getStatus', { interconnectName: locator('={{ $json.name }}', 'name') }),
		{ input },
	);
	const answered = () => emulator.requests.filter(({ status }) => status === 200).length;
	await emulator.until(() => answered() === input.length - 3);
	release();
	const { items, error } = await running;
	expect(error).toBeUndefined();
	expect(items).toHaveLength(input.length);
});
