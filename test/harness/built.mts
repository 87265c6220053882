import { join } from 'node:path';

import type { ICredentialType, INodeType } from 'n8n-workflow';

import type { Limits } from '../../nodes/shared/api/types.ts';
import { load } from './n8n.mts';

/* The built package, with the pauses of tests. */

const dist = join(import.meta.dirname, '../../dist');
export const PACKAGE = 'n8n-nodes-cloudflare-network-interconnect';
export const CREDENTIAL = 'cloudflareNetworkInterconnectApi';

/** The type of the node in saved workflows. */
export const NODE_TYPE = `${PACKAGE}.cloudflareNetworkInterconnect`;

/** A class of the built package. */
export function built<T>(path: string, name: string): T {
	return new (load<Record<string, new () => T>>(join(dist, path))[name]!)();
}

/** The built node. */
export const node = built<INodeType>(
	'nodes/CloudflareNetworkInterconnect/CloudflareNetworkInterconnect.node.js',
	'CloudflareNetworkInterconnect',
);

/** The built credential type. */
export const credentialType = built<ICredentialType>(
	'credentials/CloudflareNetworkInterconnectApi.credentials.js',
	'CloudflareNetworkInterconnectApi',
);

interface Pauses {
	first: number;
	longest: number;
}

/** How long the pickers and the test of the credential try, while a person waits in front of the editor. */
export const editorLimits = load<{ EDITOR_LIMITS: Limits }>(
	join(dist, 'nodes/shared/api/client.js'),
).EDITOR_LIMITS;

/** The node's pauses before a request is repeated and before an empty look-up is, in milliseconds. */
export const pauses = {
	repeat: load<{ pauses: Pauses }>(join(dist, 'nodes/shared/api/pauses.js')).pauses,
	lookUp: load<{ pauses: Pauses }>(
		join(dist, 'nodes/CloudflareNetworkInterconnect/orders/pauses.js'),
	).pauses,
	/** How many milliseconds a second of "Wait for Status" takes. */
	wait: load<{ waitPauses: { second: number } }>(
		join(dist, 'nodes/CloudflareNetworkInterconnect/resources/interconnect/waitPauses.js'),
	).waitPauses,
};

// Most tests do not mean the pauses. One that does sets what it needs.
Object.assign(pauses.repeat, { first: 10, longest: 20 });
Object.assign(pauses.lookUp, { first: 10, longest: 20 });
pauses.wait.second = 1;

/** How many repetitions a credential has; data, as the pauses. */
export const { RETRIES: retryLimits } = load(
	join(dist, 'nodes/shared/api/pace/retryBudget.js'),
) as { RETRIES: { most: number; perRequest: number; rest: number } };

const { thisProcess, sharedBy } = load(join(dist, 'nodes/shared/api/process.js')) as {
	thisProcess: { byCredential: Map<string, unknown>; tries: Map<string, unknown> };
	sharedBy: (baseUrl: string, identity: string) => { orders: object };
};

/** Makes the built package forget what it keeps over runs, as a process that was started anew. */
export function startProcessAnew(): void {
	thisProcess.byCredential.clear();
	thisProcess.tries.clear();
}

/** Makes the built package forget the orders at one service, while runs at others go on. */
export function forgetOrdersAt(baseUrl: string): void {
	const shared = sharedBy(baseUrl, '');
	shared.orders = new (shared.orders.constructor as new () => object)();
}

// An emulator that was reset knows nothing of the orders of the test before. Outside of Jest there is one run only.
(globalThis as { beforeEach?: (hook: () => void) => void }).beforeEach?.(startProcessAnew);
