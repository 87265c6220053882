import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { accounts, startEmulator, type Emulator, type RequestRecord } from '../emulator/index.mts';
import type { Outcome } from '../harness/engine.mts';
import { locator, operation } from '../harness/support.mts';

/* How the tests of magic routes call the node. */

/** A network that the tests route. */
export const prefix = '198.51.100.0/24';

/** Where the routes of the main account are. */
export const below = `/accounts/${accounts.main.id}/magic/routes`;

export const route = (value: string, parameters: INodeParameters = {}) =>
	operation('magicRoute', value, parameters);

/** The results of a run that succeeded. */
export function jsonsOf({ items, error }: Outcome): IDataObject[] {
	expect(error).toBeUndefined();
	return items.map(({ json }) => json);
}

/** An emulator for the tests of a file, with two interconnects; nothing may ever delete all of its routes. */
export function routeSetting() {
	let emulator: Emulator;
	beforeAll(async () => {
		emulator = await startEmulator();
	});
	beforeEach(() => {
		emulator.reset();
		emulator.addInterconnect({ name: 'ams01-one' });
		emulator.addInterconnect({ name: 'fra03-two' });
	});
	afterAll(async () => {
		expect(emulator.routeWipes).toEqual([]);
		await emulator.stop();
	});

	/** The customer's end of the nth magic interconnect: the one that a route of the emulator leads to. */
	const nexthop = (nth = 0): string => {
		const { interface_address: link } = emulator.magicInterconnects[nth]!;
		const [a, b, c, d] = link!.split(/[./]/).map(Number);
		return [a, b, c, d! ^ 1].join('.');
	};
	const to = (address = nexthop()) => locator(address, 'address');
	const described =
		(value: string) =>
		(parameters: INodeParameters = {}, options: INodeParameters = {}) =>
			route(value, { prefix, nexthop: to(), ...parameters, options });
	return {
		get emulator() {
			return emulator;
		},
		nexthop,
		to,
		create: described('create'),
		upsert: described('upsert'),
		sent: (): string[] =>
			emulator.requests.map(({ method, path }) => `${method} ${path.replace(below, '')}`),
		writes: (): RequestRecord[] => emulator.requests.filter(({ method }) => method !== 'GET'),
	};
}
