import { setTimeout as sleep } from 'node:timers/promises';
import axios, { type AxiosInstance } from 'axios';
import { parse } from 'flatted';
import type {
	IDataObject,
	INodeCredentialTestResult,
	INodeTypeDescription,
	IRun,
	IWorkflowBase,
} from 'n8n-workflow';

/** How long an execution may take, in milliseconds. */
const executionLimit = 120_000;

/** The person who logs in to the editor. */
export interface Owner {
	email: string;
	password: string;
	firstName: string;
	lastName: string;
}

/** A credential as n8n stores it. */
export interface Credential {
	name: string;
	/** The credential type's name, for example `cloudflareNetworkInterconnectApi`. */
	type: string;
	/** The values of the credential's properties. */
	data: IDataObject;
}

/** An execution that n8n has stored. */
export type StoredRun = IRun & { id: string };

/** What n8n needs of a workflow to make it. */
export type NewWorkflow = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections' | 'settings'>;

/** The requests that n8n's editor makes, in the name of its owner. */
export class N8nClient {
	private readonly http: AxiosInstance;
	private readonly baseUrl: string;

	/** @param baseUrl Address of the editor, without a slash at its end. */
	constructor(baseUrl: string) {
		this.baseUrl = baseUrl;
		this.http = axios.create({ baseURL: `${baseUrl}/rest`, proxy: false, timeout: 60_000 });
		this.http.interceptors.response.use(undefined, (error: unknown) => {
			throw describe(error);
		});
	}

	/** Makes the first user of a new n8n, and logs in. */
	async setUpOwner(owner: Owner): Promise<void> {
		const { headers } = await this.http.post<unknown>('/owner/setup', owner);
		const cookies = (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';', 1)[0]);
		this.http.defaults.headers.common.Cookie = cookies.join('; ');
	}

	/** @returns The new credential's id. */
	async createCredential(credential: Credential): Promise<string> {
		return (await this.post<{ id: string }>('/credentials', credential)).id;
	}

	/** Runs the test that the editor runs when a credential is saved. */
	async testCredential(id: string, credential: Credential): Promise<INodeCredentialTestResult> {
		return await this.post('/credentials/test', { credentials: { id, ...credential } });
	}

	/** @returns The new workflow's id. */
	async createWorkflow(workflow: NewWorkflow): Promise<string> {
		return (await this.post<{ id: string }>('/workflows', workflow)).id;
	}

	/** Activates a workflow, so that its triggers listen. */
	async activateWorkflow(id: string): Promise<void> {
		const { versionId } = await this.get<{ versionId: string }>(`/workflows/${id}`);
		await this.post(`/workflows/${id}/activate`, { versionId });
		await this.untilPublished(id);
	}

	/** Publishing and unpublishing go on after their answers. */
	private async untilPublished(id: string): Promise<void> {
		const limit = Date.now() + executionLimit;
		for (;;) {
			const { status } = await this.get<{ status: string }>(`/workflows/${id}/publication-status`);
			if (status !== 'in_progress') return;
			if (Date.now() > limit) throw new Error(`Workflow ${id} is still being published.`);
			await sleep(100);
		}
	}

	/** Deactivates a workflow, so that its triggers are gone. */
	async deactivateWorkflow(id: string): Promise<void> {
		await this.post(`/workflows/${id}/deactivate`, {});
	}

	/** Moves a workflow to the archive, as the editor does before it can be deleted, and deletes it. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.post(`/workflows/${id}/archive`, {});
		await this.untilPublished(id);
		await this.http.delete(`/workflows/${id}`);
	}

	/** Makes a key for n8n's public API. @returns the key */
	async createApiKey(scopes: string[]): Promise<string> {
		const body = { label: 'Test', expiresAt: null, scopes };
		return (await this.post<{ rawApiKey: string }>('/api-keys', body)).rawApiKey;
	}

	/** The executions of a workflow that have ended, the newest first. */
	async executions(workflowId: string): Promise<StoredRun[]> {
		const filter = JSON.stringify({ workflowId, status: ['success', 'error', 'crashed'] });
		const { results } = await this.get<{ results: Array<{ id: string }> }>(
			`/executions?filter=${encodeURIComponent(filter)}&limit=100`,
		);
		return await Promise.all(results.map(async ({ id }) => await this.execution(id)));
	}

	/** The identifier of the execution that began last; 0 where there is none. */
	async newestExecution(): Promise<string> {
		const { results } = await this.get<{ results: Array<{ id: string }> }>('/executions?limit=1');
		return results[0]?.id ?? '0';
	}

	/** Waits until an execution has ended. @throws {Error} Where it does not end in time; not where it fails. */
	async untilEnded(id: string): Promise<StoredRun> {
		const limit = Date.now() + executionLimit;
		for (;;) {
			const execution = await this.execution(id);
			if (execution.finished || !['new', 'running', 'waiting'].includes(execution.status)) {
				return execution;
			}
			if (Date.now() > limit) {
				throw new Error(`Execution ${id} has not ended after ${executionLimit / 1000} s.`);
			}
			await sleep(200);
		}
	}

	/** Runs an execution that failed once more, as the editor's "Retry execution" does, and waits until it has ended. */
	async retryExecution(id: string): Promise<StoredRun> {
		const body = { loadWorkflow: false };
		return await this.execution((await this.post<StoredRun>(`/executions/${id}/retry`, body)).id);
	}

	/** What is stored under the identifier that an item's binary data has. */
	async binaryData(id: string): Promise<Buffer> {
		const { data } = await this.http.get<ArrayBuffer>('/binary-data', {
			params: { id, action: 'download' },
			responseType: 'arraybuffer',
		});
		return Buffer.from(data);
	}

	/** All node types that this n8n has, as the editor gets them. */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		const url = '/types/nodes.json';
		return (await this.http.get<INodeTypeDescription[]>(url, { baseURL: this.baseUrl })).data;
	}

	/**
	 * Runs a workflow as the editor's button does, and waits until it has ended.
	 *
	 * @param trigger The name of the trigger node to start from.
	 * @throws {Error} Where the execution does not end in time; not where it fails.
	 */
	async runWorkflow(id: string, trigger: string): Promise<IRun> {
		const { executionId } = await this.post<{ executionId: string }>(`/workflows/${id}/run`, {
			triggerToStartFrom: { name: trigger },
		});
		return await this.untilEnded(executionId);
	}

	/**
	 * Lets a chat trigger listen for the first message of a chat, as the editor's chat panel does; it arrives at
	 * `/webhook-test/<workflow>/<session>`.
	 *
	 * @param trigger The name of the chat trigger.
	 */
	async listenForChat(id: string, trigger: string, chatSessionId: string): Promise<void> {
		await this.post(`/workflows/${id}/run`, {
			triggerToStartFrom: { name: trigger },
			chatSessionId,
		});
	}

	private async execution(id: string): Promise<StoredRun> {
		const execution = await this.get<StoredRun & { data: string }>(`/executions/${id}`);
		return { ...execution, data: parse(execution.data) as IRun['data'] };
	}

	private async get<T>(path: string): Promise<T> {
		return (await this.http.get<{ data: T }>(path)).data.data;
	}

	private async post<T>(path: string, body: unknown): Promise<T> {
		return (await this.http.post<{ data: T }>(path, body)).data.data;
	}
}

/** n8n's own message, which axios's error does not show. */
function describe(error: unknown): unknown {
	if (!axios.isAxiosError<{ message?: string }>(error)) return error;
	const request = `${error.config?.method?.toUpperCase()} ${error.config?.url}`;
	const { response } = error;
	const answer = response
		? `with status ${response.status}: ${response.data?.message ?? response.statusText}`
		: `not at all: ${error.message}`;
	return new Error(`n8n answered ${request} ${answer}`, { cause: error });
}
