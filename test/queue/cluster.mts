import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installN8n, n8nIsInstalled } from '../n8n/install.mts';
import { installPackage, packPackage } from '../n8n/package.mts';
import { freePort } from '../n8n/ports.mts';
import { N8nClient } from '../n8n/rest.mts';
import { startN8n, type N8nServer } from '../n8n/server.mts';
import { startServices, type Services } from './services.mts';

const root = join(__dirname, '..', '..');

/** How often n8n looks for workers that are gone, in milliseconds; by itself ten times as slowly. */
const QUEUE_WORKER_STALLED_INTERVAL = '3000';

/** How soon a worker is taken for gone, in milliseconds; by itself after a minute. */
const quickLocks = {
	QUEUE_WORKER_LOCK_DURATION: '6000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
};

/** A worker. */
export interface Worker extends N8nServer {
	/** What it has written to its log so far. */
	readonly written: string;
}

export interface WorkerOptions {
	/** Missed after 6 and not after 60 seconds, once it is gone. */
	soonMissed?: boolean;
	/** How many executions it takes at a time; by default 10. */
	concurrency?: number;
}

/** n8n in queue mode with the built package in every process, logged in as its owner. */
export interface Cluster {
	client: N8nClient;
	/** Address of the webhook process, without a slash at its end. */
	webhookUrl: string;
	/** Every worker that was ever started, the oldest first. */
	workers: readonly Worker[];
	/** Starts one more worker. */
	startWorker(options?: WorkerOptions): Promise<Worker>;
	/** What all workers have written to their logs. */
	written(): string;
	/**
	 * Ends main, and starts one with another folder of its own, as on another machine.
	 *
	 * @param how asks it to end, or kills it
	 * @param meanwhile done while there is none
	 */
	replaceMain(how: 'SIGTERM' | 'SIGKILL', meanwhile?: () => Promise<void> | void): Promise<void>;
	/** Ends all processes and removes what they wrote. */
	stop(): Promise<void>;
}

/** Starts main, two workers and a webhook process, with n8n from `.demo`; installs n8n there first where it is missing. */
export async function startCluster(): Promise<Cluster> {
	const { signal } = new AbortController();
	const demo = join(root, '.demo');
	const n8n = join(demo, 'n8n');
	mkdirSync(demo, { recursive: true });
	const run = mkdtempSync(join(demo, 'queue-'));
	const services = await startServices(mkdtempSync(join(tmpdir(), 'queue-')), signal);
	let cluster: Processes | undefined;
	try {
		if (!n8nIsInstalled({ root, n8n })) await installN8n({ root, n8n, logs: run }, signal);
		const withPackage = join(run, 'package');
		await installPackage(await packPackage(root, run, signal), withPackage, signal);
		cluster = new Processes({ n8n, run, withPackage, services });
		await cluster.start();
		return cluster;
	} catch (error) {
		await cluster?.endAll();
		await services.stop();
		throw error;
	}
}

interface Parts {
	n8n: string;
	/** The folder that has those of all processes. */
	run: string;
	/** A user folder with the package in it. */
	withPackage: string;
	services: Services;
}

class Processes implements Cluster {
	client!: N8nClient;
	webhookUrl!: string;
	readonly workers: Worker[] = [];
	private readonly parts: Parts;
	private readonly encryptionKey = randomBytes(24).toString('hex');
	private readonly all: N8nServer[] = [];
	private main!: N8nServer;
	private mainPort!: number;
	private webhookPort!: number;

	constructor(parts: Parts) {
		this.parts = parts;
	}

	async start(): Promise<void> {
		this.mainPort = await freePort();
		this.webhookPort = await freePort();
		this.webhookUrl = `http://127.0.0.1:${this.webhookPort}`;
		// It makes the tables that the others need.
		this.main = await this.startMain();
		this.client = new N8nClient(this.main.baseUrl);
		const started = await Promise.allSettled([
			this.client.setUpOwner({
				email: 'owner@example.com',
				password: 'Test-password-1',
				firstName: 'Test',
				lastName: 'Owner',
			}),
			this.startWorker(),
			this.startWorker(),
			this.startProcess('webhook', this.webhookPort),
		]);
		// Only when all have started or failed does nobody come after those who are ended for it.
		for (const one of started) if (one.status === 'rejected') throw one.reason;
	}

	async startWorker({ soonMissed, concurrency }: WorkerOptions = {}): Promise<Worker> {
		const port = await freePort();
		const server = await this.startProcess('worker', port, {
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			...(concurrency && { N8N_CONCURRENCY_PRODUCTION_LIMIT: String(concurrency) }),
			...(soonMissed && quickLocks),
		});
		const worker = {
			...server,
			get written() {
				return readFileSync(server.log, 'utf8');
			},
		};
		this.workers.push(worker);
		return worker;
	}

	written(): string {
		return this.workers.map(({ written }) => written).join('\n');
	}

	async replaceMain(
		how: 'SIGTERM' | 'SIGKILL',
		meanwhile: () => Promise<void> | void = () => {},
	): Promise<void> {
		this.main.signal(how);
		await this.main.ended;
		await meanwhile();
		this.main = await this.startMain();
	}

	async endAll(): Promise<void> {
		await Promise.all(this.all.map(async ({ stop }) => await stop()));
	}

	async stop(): Promise<void> {
		await this.endAll();
		await this.parts.services.stop();
		rmSync(this.parts.run, { recursive: true, force: true });
	}

	private async startMain(): Promise<N8nServer> {
		return await this.startProcess('start', this.mainPort);
	}

	private async startProcess(
		command: 'start' | 'webhook' | 'worker',
		port: number,
		environment: NodeJS.ProcessEnv = {},
	): Promise<N8nServer> {
		const { n8n, run, withPackage, services } = this.parts;
		const userFolder = this.freshFolder(join(run, command));
		cpSync(withPackage, userFolder, { recursive: true });
		const server = await startN8n(
			{
				n8n,
				userFolder,
				port,
				command,
				environment: {
					...services.environment,
					EXECUTIONS_MODE: 'queue',
					N8N_ENCRYPTION_KEY: this.encryptionKey,
					WEBHOOK_URL: this.webhookUrl,
					// No workflow here has code, so nobody needs the process that runs it.
					N8N_RUNNERS_MODE: 'external',
					N8N_RUNNERS_AUTH_TOKEN: this.encryptionKey,
					QUEUE_WORKER_STALLED_INTERVAL,
					...environment,
				},
			},
			new AbortController().signal,
		);
		this.all.push(server);
		return server;
	}

	private freshFolder(name: string): string {
		let number = 1;
		while (existsSync(`${name}-${number}`)) number++;
		const folder = `${name}-${number}`;
		mkdirSync(folder);
		return folder;
	}
}
