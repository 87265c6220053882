import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { INodePropertyOptions } from 'n8n-workflow';

import { startEmulator, type Emulator, type Fault } from '../emulator/index.mts';
import { attempts, isCheck } from '../operations/index.mts';
import {
	expectChecked,
	expectFlawless,
	expectOneOrder,
	expectOneScheme,
	expectRepeated,
} from './expectations.mts';
import { faults } from './faultKinds.mts';
import {
	actions,
	attemptOn,
	cases,
	elsewhere,
	properties,
	schemes,
	stalls,
	traces,
	type Case,
} from './matrix.mts';

/* What every operation does with everything that can go wrong. */

test('every operation that the node has is in the matrix', () => {
	expect(Object.keys(attempts).sort()).toEqual([...actions.keys()].sort());
	const [types] = properties.filter(({ name }) => name === 'type');
	const offered = (types!.options as INodePropertyOptions[]).map(({ value }) => value);
	const tried = Object.keys(attempts['interconnect.create']!).filter((one) => !isCheck(one));
	expect(tried.sort()).toEqual(offered.sort());

	const checkable = properties
		.filter(({ name, options }) => name === 'options' && options!.some(isCheckOnly))
		.flatMap(({ displayOptions: { show } = {} }) =>
			show!.operation!.map((operation) => `${String(show!.resource![0])}.${String(operation)}`),
		);
	const checked = Object.entries(attempts).filter(([, variants]) =>
		Object.keys(variants).some(isCheck),
	);
	expect(checked.map(([operation]) => operation).sort()).toEqual([...new Set(checkable)].sort());
});

const isCheckOnly = ({ name }: { name: string }) => name === 'checkOnly';

test('no credential reached another host, and no request was above the limits', () => {
	expect(elsewhere.requests).toEqual([]);
	const times = [...traces.values()].flatMap(({ requests }) => requests.map(({ time }) => time));
	times.sort((a, b) => a - b);
	// The emulators run in this process: what arrives while it is busy is recorded late, by the longest stall at most. So
	// many requests as are recorded in a second less that stall have surely arrived in one second.
	const span = Math.max(0, 1000 - stalls.max / 1e6);
	const inOneSecond = times.map((time, i) => times.findLastIndex((t) => t < time + span) - i + 1);
	expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(200);
	const limited = [...traces].filter(
		([{ faultName }, { requests }]) =>
			!faultName.startsWith('429') && requests.some(({ status }) => status === 429),
	);
	expect(limited).toEqual([]);
});

describe('an answer that comes byte by byte', () => {
	const whole = Object.entries(attempts).flatMap(([operation, variants]) =>
		Object.keys(variants).map((variant): [string, string] => [operation, variant]),
	);
	let emulator: Emulator;
	beforeAll(async () => {
		emulator = await startEmulator();
	});
	afterAll(async () => await emulator.stop());

	test.each(whole)('%s (%s)', async (operation, variant) => {
		const one = { operation, variant, scheme: schemes[0]! };
		const fault = (): Fault => ({ when: 'after', broken: 'byteByByte', times: 99 });
		const trace = await attemptOn(emulator, one, fault);
		expect(emulator.pendingFaults).toBe(1);
		expectFlawless(one, trace);
	});
});

describe.each(Object.keys(faults))('%s', (faultName) => {
	const those = cases.filter((one) => one.faultName === faultName);
	test.each(those.map((one): [string, Case] => [nameOf(one), one]))('%s', (_name, one) => {
		const trace = traces.get(one)!;
		expectOneScheme(one, trace);
		expect(trace.orders.length).toBeLessThanOrEqual(1);
		if (isCheck(one.variant)) expectChecked(one, trace);
		else if (trace.attempt.method === 'POST') expectOneOrder(one, trace);
		else expectRepeated(one, trace);
	});
});

function nameOf({ operation, variant, strike, scheme }: Case): string {
	return `${operation} (${variant}) ${strike}, with ${scheme.scheme}`;
}
