import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { installN8n, n8nIsInstalled } from '../n8n/install.mts';
import { installPackage, packPackage } from '../n8n/package.mts';
import { freePort } from '../n8n/ports.mts';
import { N8nClient, type Owner } from '../n8n/rest.mts';
import { startN8n } from '../n8n/server.mts';

const root = join(__dirname, '..', '..');

/** Who logs in to it. */
export const owner: Owner = {
	email: 'owner@example.com',
	password: 'Test-password-1',
	firstName: 'Test',
	lastName: 'Owner',
};

/** A running n8n with the built package in it, logged in as its owner. */
export interface RunningN8n {
	/** Address, without a slash at its end. */
	baseUrl: string;
	client: N8nClient;
	/**
	 * Stops n8n and starts it again, with all that it has stored.
	 *
	 * @param meanwhile done while it does not run
	 */
	restart(meanwhile?: () => Promise<void>): Promise<void>;
	/** Ends n8n at once, as a crash of its machine does, and starts it again. */
	crash(meanwhile?: () => Promise<void>): Promise<void>;
	/** Stops n8n and removes what it wrote. */
	stop(): Promise<void>;
}

/**
 * Starts n8n from `.demo` with the package that stands in `dist`; installs n8n there first where it is
 * missing, which takes minutes.
 *
 * @param environment variables of n8n beside those that it has here
 */
export async function startN8nWithPackage(
	environment: NodeJS.ProcessEnv = {},
): Promise<RunningN8n> {
	const { signal } = new AbortController();
	const demo = join(root, '.demo');
	const n8n = join(demo, 'n8n');
	mkdirSync(demo, { recursive: true });
	const run = mkdtempSync(join(demo, 'e2e-'));
	if (!n8nIsInstalled({ root, n8n })) await installN8n({ root, n8n, logs: run }, signal);
	await installPackage(await packPackage(root, run, signal), run, signal);
	const options = { n8n, userFolder: run, port: await freePort(), environment };
	let server = await startN8n(options, signal);
	const client = new N8nClient(server.baseUrl);
	await client.setUpOwner(owner);
	return {
		baseUrl: server.baseUrl,
		client,
		async restart(meanwhile = async () => {}) {
			await server.stop();
			await meanwhile();
			server = await startN8n(options, signal);
		},
		async crash(meanwhile = async () => {}) {
			server.signal('SIGKILL');
			await server.ended;
			await meanwhile();
			server = await startN8n(options, signal);
		},
		async stop() {
			await server.stop();
			rmSync(run, { recursive: true, force: true });
		},
	};
}
