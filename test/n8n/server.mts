import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import { freePort } from './ports.mts';
import { startProgram, tail, type Program } from './program.mts';

/** How long n8n may take to become ready, in milliseconds. */
const startLimit = 120_000;

export interface N8nServerOptions {
	/** The folder that n8n is installed in. */
	n8n: string;
	/** The folder for all that n8n writes: N8N_USER_FOLDER, with the log file `n8n.log` beside. */
	userFolder: string;
	/** The port on 127.0.0.1 that n8n listens on. */
	port: number;
	/** What it is in n8n's queue mode; by default all in one. */
	command?: 'start' | 'webhook' | 'worker';
	/** Variables beside those of every n8n here, or in their place. */
	environment?: NodeJS.ProcessEnv;
}

export interface N8nServer {
	/** Address of the editor and the REST interface, without a slash at its end. */
	baseUrl: string;
	/** The file that has n8n's log. */
	log: string;
	/** Resolves when n8n has ended, by itself or stopped. */
	ended: Promise<unknown>;
	/** Stops n8n and the processes that it started. */
	stop: () => Promise<void>;
	/** Of n8n itself. */
	pid: number;
	/** Sends them a signal. */
	signal: Program['signal'];
}

/**
 * Starts n8n, by default with an SQLite database, on 127.0.0.1 and waits until it is ready for requests.
 *
 * @throws {Error} Where n8n ends or takes too long, with the last lines of its log; where `signal` is
 * aborted while n8n starts, the signal's reason. n8n is stopped then.
 */
export async function startN8n(
	{ n8n, userFolder, port, command = 'start', environment = {} }: N8nServerOptions,
	signal: AbortSignal,
): Promise<N8nServer> {
	signal.throwIfAborted();
	mkdirSync(userFolder, { recursive: true });
	const baseUrl = `http://127.0.0.1:${port}`;
	const log = join(userFolder, 'n8n.log');
	const program = await startProgram(
		process.execPath,
		[join(n8n, 'node_modules', 'n8n', 'bin', 'n8n'), command],
		// Not where the user is: n8n reads an .env file from the folder that it is started in.
		{
			cwd: userFolder,
			log,
			env: { ...defaults(userFolder, port, await freePort()), ...environment },
		},
	);
	let status: number | string | undefined;
	void program.ended.then((endStatus) => (status = endStatus));
	const limit = AbortSignal.timeout(startLimit);
	while (!(await isReady(baseUrl))) {
		if (status === undefined && !limit.aborted && !signal.aborted) {
			await sleep(250);
			continue;
		}
		await program.stop();
		signal.throwIfAborted();
		const what = limit.aborted
			? `n8n was not ready after ${startLimit / 1000} s`
			: `n8n ended with status ${status}`;
		throw new Error(`${what}. The end of ${log}:\n${tail(log)}`);
	}
	return { baseUrl, log, ...program };
}

async function isReady(baseUrl: string): Promise<boolean> {
	const { status } = await axios
		.get(`${baseUrl}/healthz/readiness`, {
			validateStatus: () => true,
			proxy: false,
			timeout: 5000,
		})
		.catch(() => ({ status: 0 }));
	return status === 200;
}

/**
 * n8n's whole environment. Nothing of the user's goes in but where programs are found, so that it runs
 * alike for everybody, and it asks the services of n8n's makers for nothing.
 */
function defaults(userFolder: string, port: number, brokerPort: number): NodeJS.ProcessEnv {
	return {
		// n8n starts its task runner as `node`.
		PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
		HOME: userFolder,
		TZ: 'UTC',
		NODE_ENV: 'production',
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		// The login cookie is otherwise only sent over https.
		N8N_SECURE_COOKIE: 'false',
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		DB_TYPE: 'sqlite',
		GENERIC_TIMEZONE: 'UTC',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_DISABLED_MODULES: 'mcp-registry',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_PUBLIC_API_DISABLED: 'true',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	};
}
