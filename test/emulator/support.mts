import { afterEach, expect, jest } from '@jest/globals';
import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import Cloudflare from 'cloudflare';
import {
	accounts,
	authHeaders,
	credentials,
	startEmulator,
	type Credential,
	type Emulator,
	type EmulatorOptions,
	type Slot,
} from './index.mts';

// What the emulator's own tests have in common.

/** Cloudflare's own client, by default as the user token that may do everything in both accounts. */
export function sdkClient(
	emulator: Pick<Emulator, 'baseUrl'>,
	credential: Credential = credentials.magicWanWrite,
): Cloudflare {
	const secrets =
		credential.scheme === 'apiToken'
			? { apiToken: credential.apiToken }
			: { apiEmail: credential.email, apiKey: credential.apiKey };
	const none = { apiToken: null, apiEmail: null, apiKey: null };
	return new Cloudflare({ baseURL: emulator.baseUrl, maxRetries: 0, ...none, ...secrets });
}

/**
 * Spies on every method of resources of the SDK, so that a test can tell which of them were not driven.
 *
 * @param resources instances by the name that they get in the result
 * @returns a function that gives `resource.method` of what was not called since
 */
export function watchMethods(resources: Record<string, object>): () => string[] {
	const methods = Object.entries(resources).flatMap(([resource, instance]) => {
		const prototype = Object.getPrototypeOf(Object.getPrototypeOf(instance)) as Record<
			string,
			() => unknown
		>;
		return Object.getOwnPropertyNames(prototype)
			.filter((name) => name !== 'constructor')
			.map((name) => ({ name: `${resource}.${name}`, spy: jest.spyOn(prototype, name) }));
	});
	return () => methods.filter(({ spy }) => spy.mock.calls.length === 0).map(({ name }) => name);
}

const http = axios.create({
	validateStatus: () => true,
	maxRedirects: 0,
	proxy: false,
	timeout: 30_000,
});

/** How a request differs from those that most tests send. */
export interface Call extends AxiosRequestConfig {
	/** Default the user token that may do everything in both accounts; null for no credentials at all. */
	as?: Credential | null;
	/** Default the emulator of the test file. */
	at?: Pick<Emulator, 'baseUrl'>;
}

/** The helpers of a test file whose tests share an emulator. Requests never throw for a status. */
export function against(current: () => Emulator) {
	const send = (
		method: string,
		url: string,
		data?: unknown,
		call: Call = {},
	): Promise<AxiosResponse> => {
		const { as = credentials.magicWanWrite, at = current(), ...config } = call;
		const headers = { ...(as && authHeaders(as)), ...config.headers };
		return http.request({ ...config, method, url: `${at.baseUrl}${url}`, data, headers });
	};
	/** Emulators with other options, stopped after the test. */
	const others: Emulator[] = [];
	afterEach(async () => {
		await Promise.all(others.splice(0).map((other) => other.stop()));
	});
	const freeSlot = (): Slot => current().slots.find(({ occupied }) => !occupied)!;
	return {
		send,
		get: (url: string, call?: Call) => send('GET', url, undefined, call),
		/** Orders an interconnect. */
		order: (body: object) => send('POST', `/accounts/${account}/cni/interconnects`, body),
		freeSlot,
		/** The order of a direct interconnect on a free slot. */
		direct: (more: object = {}) => ({
			account,
			type: 'direct',
			slot_id: freeSlot().id,
			...more,
		}),
		another: async (options: EmulatorOptions): Promise<Emulator> => {
			const other = await startEmulator(options);
			others.push(other);
			return other;
		},
	};
}

const account = accounts.main.id;
export const pairing_key = '11111111-2222-4333-8444-555555555555/europe-west4/2';

/** The order of a Google partner interconnect. */
export const gcpPartner = (more: object = {}) => ({
	account,
	type: 'gcp_partner',
	bandwidth: '50M',
	pairing_key,
	...more,
});

/** The order of a CNI. */
export const conduit = (interconnect: string, more: object = {}) => ({
	account,
	interconnect,
	magic: { conduit_name: 'conduit-1', description: '', mtu: 1500 },
	...more,
});

/** A refusal by the CNI service. */
export const bare = { error: expect.stringMatching(/./) };

/** A refusal in the v4 envelope. */
export const envelope = (code: number, chain?: number[]) => ({
	success: false,
	errors: [
		expect.objectContaining({
			code,
			message: expect.stringMatching(/./),
			...(chain && {
				error_chain: chain.map((link) => ({ code: link, message: expect.stringMatching(/./) })),
			}),
		}),
	],
	messages: [],
	result: null,
});

/** Waits until something is so, however long the machine takes. */
export async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Sends a request to the emulated API, by default as {@link sdkClient} does. Never throws for a status. */
export async function ask(
	emulator: Pick<Emulator, 'baseUrl'>,
	method: string,
	path: string,
	data?: unknown,
	as: Credential = credentials.magicWanWrite,
	more: Record<string, string> = {},
) {
	const headers = { ...authHeaders(as), ...more };
	const { status, data: body } = await http.request({
		method,
		url: `${emulator.baseUrl}${path}`,
		data,
		headers,
	});
	return { status, data: body };
}

/** Sends a request to the paths beside the API that control the emulator. */
export async function control(
	emulator: Pick<Emulator, 'port'>,
	method: string,
	path: string,
	data?: unknown,
) {
	const url = `http://127.0.0.1:${emulator.port}/emulator/${path}`;
	const { status, data: body } = await http.request({ method, url, data });
	return { status, data: body };
}

/** A refusal in the v4 envelope, as {@link ask} gives it. */
export function refused(status: number, code: number, message: RegExp = /./) {
	return {
		status,
		data: {
			success: false,
			errors: [{ code, message: expect.stringMatching(message) }],
			messages: [],
			result: null,
		},
	};
}
