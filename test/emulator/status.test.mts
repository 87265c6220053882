import { expect, jest, test } from '@jest/globals';
import { emulator } from '../harness/emulator.mts';
import { accounts, clock } from './index.mts';
import { against } from './support.mts';

// The states of interconnects.

const cni = `/accounts/${accounts.main.id}/cni`;

const { send, get, direct, another } = against(() => emulator);

test('an order is Pending, and Healthy after the time that was set', async () => {
	const quick = await another({ healthyAfter: 300 });
	const now = Date.now();
	const time = jest.spyOn(clock, 'now').mockReturnValue(now);
	const { data } = await send('POST', `${cni}/interconnects`, direct(), { at: quick });
	const path = `${cni}/interconnects/${data.name}/status`;
	time.mockReturnValue(now + 299);
	expect((await get(path, { at: quick })).data).toEqual({ state: 'Pending' });
	time.mockReturnValue(now + 300);
	expect((await get(path, { at: quick })).data).toEqual({ state: 'Healthy' });
	time.mockRestore();
});

test('a test sets the state, and its reason', async () => {
	const { name } = emulator.addInterconnect({ status: { state: 'Pending' } });
	const path = `${cni}/interconnects/${name}/status`;
	expect((await get(path)).data).toEqual({ state: 'Pending' });
	emulator.setStatus(name, { state: 'Down', reason: 'no light' });
	expect((await get(path)).data).toEqual({ state: 'Down', reason: 'no light' });
	expect(() => emulator.setStatus('unknown', { state: 'Healthy' })).toThrow('unknown');
});
