import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import Cloudflare from 'cloudflare';
import type { IDataObject } from 'n8n-workflow';

import { accounts, credentials } from '../emulator/index.mts';
import type { RateLimitOptions } from '../emulator/rateLimit.mts';
import type { N8nClient, NewWorkflow } from '../n8n/rest.mts';
import type { Seen, Setting } from './service.mts';

const CREDENTIAL = 'cloudflareNetworkInterconnectApi';
const NODE = 'n8n-nodes-cloudflare-network-interconnect.cloudflareNetworkInterconnect';
const { apiToken } = credentials.magicWanWrite as { apiToken: string };
const account_id = accounts.main.id;

/** The service that is measured at, and by. */
export interface Service {
	baseUrl: string;
	/** @returns the names of the interconnects that it has now */
	prepare(setting: Setting): Promise<string[]>;
	seen(): Promise<Seen>;
	stop(): void;
}

/** Starts the service in a process of its own. */
export async function startService(rateLimit: Partial<RateLimitOptions> = {}): Promise<Service> {
	const child: ChildProcess = fork(join(import.meta.dirname, 'service.mts'), [
		JSON.stringify(rateLimit),
	]);
	const next = async () => (await once(child, 'message'))[0] as unknown;
	const ask = async (message: object) => {
		const answer = next();
		child.send(message);
		return await answer;
	};
	return {
		baseUrl: (await next()) as string,
		prepare: async (setting) => (await ask({ prepare: setting })) as string[],
		seen: async () => (await ask({})) as Seen,
		stop: () => child.disconnect(),
	};
}

/**
 * Reads the status of every interconnect with Cloudflare's SDK, some at a time. Without its retries, which wait as long
 * as a 429 says: five minutes.
 */
export async function readWithSdk(baseUrl: string, names: string[], atOnce: number): Promise<void> {
	const client = new Cloudflare({
		baseURL: baseUrl,
		maxRetries: 0,
		apiToken,
		apiEmail: null,
		apiKey: null,
	});
	const waiting = [...names];
	await Promise.all(
		Array.from({ length: atOnce }, async () => {
			for (let name = waiting.shift(); name; name = waiting.shift()) {
				await client.networkInterconnects.interconnects
					.status(name, { account_id })
					.catch(() => undefined);
			}
		}),
	);
}

/** The parameters of a node that is measured. */
type Measured = { type: string; typeVersion: number; parameters: IDataObject };

const http = (url: string, options: IDataObject = {}): Measured => ({
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		url,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: CREDENTIAL,
		options: { ...options, response: { response: { neverError: true } } },
	},
});
const below = (baseUrl: string) => `${baseUrl}/accounts/${account_id}/cni/interconnects`;

/** A read of the status of each item's interconnect. */
export const statusReads = {
	ours: (options: IDataObject = {}): Measured => ({
		type: NODE,
		typeVersion: 1,
		parameters: {
			operation: 'getStatus',
			interconnectName: { __rl: true, mode: 'name', value: '={{ $json.name }}' },
			options,
		},
	}),
	http: (baseUrl: string, options: IDataObject = {}) =>
		http(`=${below(baseUrl)}/{{ $json.name }}/status`, options),
};

/** Batches as somebody sets them by hand. */
export const batches = (batchSize: number, batchInterval: number): IDataObject => ({
	batching: { batch: { batchSize, batchInterval } },
});

/** A listing of all interconnects. */
export const listings = {
	ours: (): Measured => ({
		type: NODE,
		typeVersion: 1,
		parameters: { operation: 'getAll', returnAll: true },
	}),
	http: (baseUrl: string) =>
		http(`${below(baseUrl)}?limit=100`, {
			pagination: {
				pagination: {
					parameters: {
						parameters: [{ name: 'cursor', value: '={{ $response.body.next ?? 0 }}' }],
					},
					paginationCompleteWhen: 'other',
					completeExpression: '={{ $response.body.next == null }}',
				},
			},
		}),
};

/** The nodes that make items with names, as the editor stores them; the last one makes the items. */
const itemsWith = (names: string[]) => [
	{
		id: 'a',
		name: 'By hand',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	},
	{
		id: 'b',
		name: 'Names',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		position: [200, 0],
		parameters: { mode: 'raw', jsonOutput: JSON.stringify({ names }), options: {} },
	},
	{
		id: 'c',
		name: 'Items',
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		position: [400, 0],
		parameters: { fieldToSplitOut: 'names', options: { destinationFieldName: 'name' } },
	},
];

const loopNode = {
	id: 'e',
	name: 'Loop',
	type: 'n8n-nodes-base.splitInBatches',
	typeVersion: 3,
	position: [500, 0],
	parameters: { batchSize: 1, options: {} },
};

const to = (node: string) => [{ node, type: 'main', index: 0 }];

/**
 * Runs a node in n8n over items with the names of interconnects, or over one item.
 *
 * @param loop one item after the other, in a loop on the canvas
 * @returns items that came out
 */
export async function runInN8n(
	client: N8nClient,
	credentialId: string,
	node: Measured,
	names: string[] = ['one'],
	loop = false,
): Promise<number> {
	const measured = {
		id: 'd',
		name: 'Measured',
		position: [600, 0],
		...node,
		credentials: { [CREDENTIAL]: { id: credentialId, name: 'Emulator' } },
	};
	const id = await client.createWorkflow({
		name: 'Benchmark',
		nodes: [...itemsWith(names), measured, ...(loop ? [loopNode] : [])],
		connections: {
			'By hand': { main: [to('Names')] },
			Names: { main: [to('Items')] },
			Items: { main: [to(loop ? 'Loop' : 'Measured')] },
			...(loop && { Loop: { main: [[], to('Measured')] }, Measured: { main: [to('Loop')] } }),
		},
		settings: { executionOrder: 'v1' },
	} as unknown as NewWorkflow);
	const { data } = await client.runWorkflow(id, 'By hand');
	const runs = data.resultData.runData.Measured ?? [];
	return runs.reduce((count, run) => count + (run.data?.main?.[0]?.length ?? 0), 0);
}

/** Stores the credential of the benchmark. */
export async function storeCredential(client: N8nClient, baseUrl: string): Promise<string> {
	return await client.createCredential({
		name: 'Emulator',
		type: CREDENTIAL,
		data: { authentication: 'apiToken', apiToken, accountId: account_id, baseUrl },
	});
}
