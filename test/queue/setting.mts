import axios from 'axios';

import { accounts, type Emulator } from '../emulator/index.mts';
import type { StoredRun } from '../n8n/rest.mts';
import { until } from '../n8n/until.mts';
import type { Cluster, Worker } from './cluster.mts';
import type { Moment } from './moments.mts';
import { linesAbout, orderLines, pairingKey, type Wanted } from './wanted.mts';
import {
	fromBody,
	locator,
	wantedCni,
	wantedInterconnect,
	webhook,
	Workflows,
} from './workflows.mts';

const CARRIER = 'carrier';

/** What was ordered of a worker, as far as a moment. */
export interface Placed {
	moment: Moment;
	worker: Worker;
	wanted: Wanted[];
	/** The identifiers of the executions, in the order of what is wanted. */
	executions: string[];
	/** Lets what is held go on. */
	release: () => void;
}

/** Workflows that order something of each kind and read it, and an emulator that can hold them at any moment. */
export class Setting {
	readonly emulator: Emulator;
	private readonly cluster: Cluster;
	private readonly freeSlots: string[];
	private names = 0;
	/** The identifier of the newest execution: n8n counts them. */
	private newest: number;

	private constructor(cluster: Cluster, emulator: Emulator, newest: string) {
		this.cluster = cluster;
		this.emulator = emulator;
		this.newest = Number(newest);
		this.freeSlots = emulator.slots.flatMap(({ id, occupied }) => (occupied ? [] : [id]));
	}

	/** @param emulator a fresh one, which the caller stops */
	static async on(cluster: Cluster, emulator: Emulator): Promise<Setting> {
		emulator.addInterconnect({ name: CARRIER, type: 'gcp_partner', region: 'queue-carrier' });
		const workflows = await Workflows.on(cluster.client, emulator);
		const accountId = locator(fromBody('account'));
		const options = { returnExisting: fromBody('returnExisting'), maxWait: 300 };
		const interconnectName = locator("={{ $('interconnect create').item.json.name }}", 'name');
		const cniId = locator("={{ $('cni create').item.json.id }}");
		await workflows.activate('Interconnects that stay', [
			webhook('interconnect-stays', 'onReceived'),
			workflows.step('interconnect', 'create', { ...wantedInterconnect, options }),
			workflows.step('interconnect', 'get', { accountId, interconnectName }),
		]);
		await workflows.activate('CNIs that stay', [
			webhook('cni-stays', 'onReceived'),
			workflows.step('cni', 'create', { ...wantedCni, options }),
			workflows.step('cni', 'get', { accountId, cniId }),
		]);
		return new Setting(cluster, emulator, await cluster.client.newestExecution());
	}

	/** Starts a run for each of what is wanted. @returns the identifiers of the executions, in its order */
	async start(wanted: Wanted[], returnExisting: boolean): Promise<string[]> {
		// One after the other, so that their identifiers are known.
		for (const one of wanted) {
			const path = one.kind === 'cni' ? 'cni-stays' : 'interconnect-stays';
			const url = `${this.cluster.webhookUrl}/webhook/${path}`;
			await axios.post(url, { ...one, returnExisting }, { proxy: false });
		}
		return wanted.map(() => String((this.newest += 1)));
	}

	/** Runs executions that failed once more. @returns how each ended */
	async retry(executions: string[]): Promise<StoredRun[]> {
		const runs: StoredRun[] = [];
		for (const id of executions) runs.push(await this.cluster.client.retryExecution(id));
		this.newest += runs.length;
		return runs;
	}

	/** Waits until executions have ended. */
	async ended(executions: string[]): Promise<StoredRun[]> {
		return await Promise.all(
			executions.map(async (id) => await this.cluster.client.untilEnded(id)),
		);
	}

	/** Lets a worker, the only one that takes anything, order something new of each kind, as far as a moment. */
	async placeAt(moment: Moment, worker: Worker): Promise<Placed> {
		const wanted = this.wanted();
		let release!: () => void;
		const released = new Promise<void>((resolve) => (release = resolve));
		this.emulator.fault({ ...moment.held, times: wanted.length, until: released });
		const executions = await this.start(wanted, false);
		await this.emulator.until(() => this.emulator.pendingFaults === 0);
		if (moment.untilSending) {
			release();
			await until(() => {
				const lines = orderLines(worker.written);
				return wanted.every((one) => linesAbout(one, lines).length > 0) || undefined;
			});
		}
		return { moment, worker, wanted, executions, release };
	}

	/** How many requests that order something Cloudflare has had. */
	orderRequests(): number {
		return this.emulator.requests.filter(({ method }) => method === 'POST').length;
	}

	private wanted(): Wanted[] {
		const account = accounts.main.id;
		this.names += 1;
		const name = `queue-order${this.names}`;
		return [
			{ kind: 'direct', account, key: this.freeSlots.pop()! },
			{ kind: 'gcp_partner', account, key: pairingKey(name) },
			{ kind: 'cni', account, key: name, carrier: CARRIER },
		];
	}
}
