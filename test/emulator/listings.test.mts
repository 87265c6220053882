import { expect, test } from '@jest/globals';
import type { AxiosResponse } from 'axios';
import { emulator } from '../harness/emulator.mts';
import { accounts } from './index.mts';
import { against } from './support.mts';

// Listings: pages, filters and large accounts.

const cni = `/accounts/${accounts.main.id}/cni`;

const { send, get, another } = against(() => emulator);

const walk = async (path: string, limit: number, at = emulator) => {
	const items: unknown[] = [];
	const sizes: number[] = [];
	for (let cursor: number | null = 0; cursor !== null;) {
		const { data } = await get(
			`${cni}/${path}${path.includes('?') ? '&' : '?'}limit=${limit}&cursor=${cursor}`,
			{ at },
		);
		items.push(...data.items);
		sizes.push(data.items.length);
		cursor = data.next;
	}
	return { items, sizes };
};

test('the inventory: over 120 slots at twelve sites, both speeds, free and occupied', () => {
	const { slots } = emulator;
	expect(slots.length).toBeGreaterThan(120);
	expect(new Set(slots.map(({ id }) => id)).size).toBe(slots.length);
	expect(new Set(slots.map(({ site }) => site)).size).toBe(12);
	for (const speed of ['10G', '100G']) {
		for (const occupied of [true, false]) {
			const found = slots.filter((one) => one.speed === speed && one.occupied === occupied);
			expect(found.length).toBeGreaterThan(9);
		}
	}
});

test('cursors lead over the whole listing, once and in order', async () => {
	const { items, sizes } = await walk('slots', 50);
	expect(items).toEqual(emulator.slots);
	expect(sizes).toEqual([50, 50, 32]);
	expect((await walk('slots', 132)).sizes).toEqual([132]);
	expect((await walk('slots?site=ams01', 4)).sizes).toEqual([4, 4, 3]);
});

test('10,000 CNIs and 10,000 interconnects are seeded and listed', async () => {
	const number = 10_000;
	const large = await another({ rateLimit: { perSecond: 1000 } });
	const names = Array.from(
		{ length: number },
		() => large.addInterconnect({ type: 'gcp_partner' }).name,
	);
	for (const interconnect of names) large.addCni({ interconnect });

	for (const path of ['cnis', 'interconnects'] as const) {
		const { items, sizes } = await walk(path, 1000, large);
		expect(sizes).toEqual(Array(10).fill(1000));
		// Quicker than to look at each of them.
		expect(JSON.stringify(items)).toBe(JSON.stringify(large[path]));
	}
	const addresses = [
		...large.cnis.map(({ cust_ip }) => cust_ip),
		...large.magicInterconnects.map((magic) => magic.interface_address),
	];
	expect(new Set(addresses).size).toBe(2 * number);
}, 30_000);

test('a page has the default size, and an object deleted between two pages does no harm', async () => {
	const small = await another({ pageSize: 2 });
	for (const name of ['a', 'b', 'c', 'd', 'e']) small.addInterconnect({ name });
	const names = ({ data }: AxiosResponse) => data.items.map(({ name }: { name: string }) => name);
	const first = await get(`${cni}/interconnects`, { at: small });
	expect(names(first)).toEqual(['a', 'b']);
	await send('DELETE', `${cni}/interconnects/a`, undefined, { at: small });
	await send('DELETE', `${cni}/interconnects/c`, undefined, { at: small });
	const query = `?cursor=${first.data.next}`;
	const second = await get(`${cni}/interconnects${query}`, { at: small });
	expect(names(second)).toEqual(['d', 'e']);
	expect(second.data.next).toBeNull();
});

test('filters', async () => {
	const slots = async (query: string) => (await get(`${cni}/slots?limit=1000&${query}`)).data.items;
	const all = emulator.slots;
	expect(await slots('occupied=true')).toEqual(all.filter((slot) => slot.occupied));
	expect(await slots('occupied=false')).toEqual(all.filter((slot) => !slot.occupied));
	expect(await slots('speed=100G')).toEqual(all.filter((slot) => slot.speed === '100G'));
	expect(await slots('address_contains=santana%20de%20parna%C3%ADba')).toHaveLength(11);
	expect(await slots('address_contains=Equinix')).toEqual([]);
	expect(await slots('site=ams01&speed=400G')).toEqual([]);

	const one = emulator.addInterconnect({
		slotId: all.find((s) => s.site === 'sin01' && !s.occupied)!.id,
	});
	const other = emulator.addInterconnect({ type: 'gcp_partner' });
	const list = async (query: string) => (await get(`${cni}/interconnects?${query}`)).data.items;
	expect(await list('site=sin01')).toEqual([one]);
	expect(await list('type=gcp_partner')).toEqual([other]);
	expect(await list('type=direct&site=ams01')).toEqual([]);
});
