import { inspect } from 'node:util';

import { afterAll, afterEach, beforeAll, beforeEach, expect, jest } from '@jest/globals';

import { refusalEnvelope, startEmulator, type Emulator, type Fault } from '../emulator/index.mts';
import { withLog } from '../harness/log.mts';

/*
 * The service refuses everything and repeats what it was sent, in every way that a service may: nothing of it
 * may be left in what n8n stores, shows or logs.
 */

const json = (text: string) => JSON.stringify(text).slice(1, -1);
/** A JSON text that has every character of its texts as an escape. */
const escapes = (text: string) =>
	[...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** How a service may write what it repeats; the last ones only in a JSON text. */
const plain: Record<string, (text: string) => string> = {
	'as it is': (text) => text,
	'as in a URL': encodeURIComponent,
	'as in a URL, in small letters': (text) => encodeURIComponent(text).toLowerCase(),
	'as in HTML': (text) => text.replaceAll('/', '&#x2F;'),
	'in base64': (text) => Buffer.from(text).toString('base64'),
	'in base64 with a user': (text) => Buffer.from(`user:${text}`).toString('base64'),
	'in hexadecimal': (text) => Buffer.from(text).toString('hex'),
	'cut off': (text) => text.slice(0, 12),
	'over several lines': (text) => text.replace(/.{5}/g, '$&\n'),
	'with zero-width spaces between': (text) => [...text].join('\u200b'),
};
const inJson: Record<string, (text: string) => string> = {
	...Object.fromEntries(Object.entries(plain).map(([name, of]) => [name, (t) => json(of(t))])),
	'with escaped slashes': (text) => json(text).replaceAll('/', '\\/'),
	'with every character escaped': escapes,
};

const envelope = (error: string) => `{"success":false,"errors":[${error}],"result":null}`;

/** Where it is repeated; what is put in is written for a JSON text, or not. */
const jsonBodies: Record<string, (text: string) => string> = {
	'the message of an envelope': (text) => envelope(`{"code":1004,"message":"Bad: ${text}"}`),
	'an error chain': (text) =>
		envelope(`{"code":6003,"message":"a","error_chain":[{"code":6111,"message":"${text}"}]}`),
	'an object': (text) => `{"error":"${text} is not known"}`,
	'a nested object': (text) => `{"error":{"message":"${text}"}}`,
	'a member that nobody knows': (text) => `{"headers":{"authorization":"Bearer ${text}"}}`,
	'a JSON text': (text) => `"${text}"`,
};
const bodies: Record<string, (text: string) => string> = {
	'a text': (text) => `Authorization: Bearer ${text}`,
	'the title of a page': (text) => `<html><head><title>No ${text}</title></head></html>`,
	'a page': (text) => `<html><body>${text}</body></html>`,
};

/** Every way to repeat a secret. */
function echoes(secret: string): Array<[string, Fault]> {
	const all: Array<[string, string]> = [
		...Object.entries(jsonBodies).flatMap(([place, body]) =>
			Object.entries(inJson).map(([form, of]): [string, string] => [
				`${place}, ${form}`,
				body(of(secret)),
			]),
		),
		...Object.entries(bodies).flatMap(([place, body]) =>
			Object.entries(plain).map(([form, of]): [string, string] => [
				`${place}, ${form}`,
				body(of(secret)),
			]),
		),
	];
	const headers = { 'cf-ray': secret, location: `https://example.com/${secret}`, 'x-echo': secret };
	return [
		...all.flatMap(([name, body], i): Array<[string, Fault]> => [
			[`${name}, ${[400, 403, 409, 500][i % 4]}`, { status: [400, 403, 409, 500][i % 4]!, body }],
			[`${name}, 200`, { status: 200, body }],
		]),
		['headers of a refusal', { status: 403, headers, body: '' }],
		['headers of a redirect', { status: 302, headers, body: '' }],
		[
			'a verification',
			{ status: 200, body: { success: true, result: { status: secret }, errors: [] } },
		],
		[
			'a refusal of the size of a page',
			{ status: 400, body: refusalEnvelope({ code: 1, message: `${'x'.repeat(290)}${secret}` }) },
		],
	];
}

const everything = {
	depth: Infinity,
	showHidden: true,
	maxArrayLength: Infinity,
	maxStringLength: Infinity,
	breakLength: Infinity,
};

/** The letters and digits of a text: what is left of a secret however it is broken up. */
const bare = (text: string) => text.replace(/[^a-z0-9]/gi, '').toLowerCase();

/** What a run does, on an emulator that was told to repeat a secret. */
type Act = (emulator: Emulator, fault: Fault) => Promise<unknown>;

/**
 * Emulators for the tests of a file, which run on all of them at once.
 *
 * @param ofItems whether the secret is a member `key` of the input items, which n8n stores with them
 * @returns a function that runs something once for each echo, and returns those that left the secret somewhere
 */
export function leaksOnEmulators(
	ofItems = false,
): (secret: string, sought: string, act: Act) => Promise<string[]> {
	let emulators: Emulator[];
	let printed: string;

	beforeAll(async () => {
		emulators = await Promise.all(Array.from({ length: 8 }, () => startEmulator()));
	});
	afterAll(async () => await Promise.all(emulators.map(async (emulator) => await emulator.stop())));
	beforeEach(() => {
		printed = '';
		for (const stream of [process.stdout, process.stderr]) {
			jest.spyOn(stream, 'write').mockImplementation((text) => {
				printed += String(text);
				return true;
			});
		}
		for (const level of ['debug', 'error', 'info', 'log', 'warn'] as const) {
			jest.spyOn(console, level).mockImplementation((...texts) => {
				printed += inspect(texts, everything);
			});
		}
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});

	return async (secret, sought, act) => {
		const waiting = echoes(secret);
		const leaked: string[] = [];
		await Promise.all(
			emulators.map(async (emulator) => {
				for (let next = waiting.shift(); next; next = waiting.shift()) {
					emulator.reset();
					const [name, fault] = next;
					const { result, log } = await withLog(async () => await act(emulator, fault));
					const left = inspect([result, log], everything);
					const added = ofItems ? left.replaceAll(`key: '${secret}'`, '') : left;
					if (isIn(added, sought)) leaked.push(name);
				}
			}),
		);
		expect(printed).not.toContain(sought);
		return leaked;
	};
}

/** Whether a secret is left in a text, in whatever form. */
function isIn(left: string, sought: string): boolean {
	if (left.replaceAll('\\\\', '\\').includes(escapes(sought))) return true;
	const leftBare = bare(left);
	// Behind what is sought other characters may follow.
	return Object.values(plain).some((of) => leftBare.includes(bare(of(sought)).slice(0, 30)));
}

/** The operations whose answers have a form that no echo has. */
const FORMED = /^(create|delete|downloadLoa|getAll|upsert|waitForStatus)$/;

/** Whether an operation gives out an echo that is no refusal, as it gives out whatever the service says. */
export function passedOn(operation: string, echo: string): boolean {
	return (
		!FORMED.test(operation) &&
		/^(an object|a nested object|a member that nobody knows|a verification)/.test(echo) &&
		(echo.endsWith('200') || echo === 'a verification')
	);
}
