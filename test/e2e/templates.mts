import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import type { Email } from 'postal-mime';

import { accounts, credentials, startEmulator, type Emulator } from '../emulator/index.mts';
import type { NewWorkflow } from '../n8n/rest.mts';
import { openLink } from './links.mts';
import { startN8nWithPackage, type RunningN8n } from './n8n.mts';
import { startMailbox, type Mailbox } from './mailbox.mts';

/** The header that protects the webhooks. */
export const header = { name: 'x-example-key', value: 'not-a-real-key' };

/** Imports templates of the repository and does what their set-up says: select credentials, and nothing else. */
type Importer = (file: string, change?: (text: string) => string) => Promise<string>;

/** @returns what imports a template into n8n and gives its id */
async function importer(n8n: RunningN8n, emulator: Emulator, mailbox: Mailbox): Promise<Importer> {
	const { apiToken } = credentials.magicAndNotifications;
	const data: Record<string, IDataObject> = {
		cloudflareNetworkInterconnectApi: {
			authentication: 'apiToken',
			apiToken,
			accountId: accounts.main.id,
			baseUrl: emulator.baseUrl,
		},
		httpHeaderAuth: { ...header },
		smtp: {
			host: '127.0.0.1',
			port: mailbox.port,
			secure: false,
			disableStartTls: true,
			user: '',
			password: '',
		},
	};
	const ids: Record<string, string> = {};
	for (const [type, values] of Object.entries(data)) {
		ids[type] = await n8n.client.createCredential({ name: type, type, data: values });
	}
	const credentialOf = (type: string) => {
		if (type.startsWith('n8n-nodes-cloudflare')) return 'cloudflareNetworkInterconnectApi';
		return { 'n8n-nodes-base.webhook': 'httpHeaderAuth', 'n8n-nodes-base.emailSend': 'smtp' }[type];
	};
	return async (file, change = (text) => text) => {
		const text = readFileSync(join(__dirname, '..', '..', 'workflows', file), 'utf8');
		const template = JSON.parse(change(text)) as NewWorkflow;
		return await n8n.client.createWorkflow({
			...template,
			nodes: template.nodes.map((node) => {
				const name = credentialOf(node.type);
				return name ? { ...node, credentials: { [name]: { id: ids[name]!, name } } } : node;
			}),
		});
	};
}

/**
 * Presses a button of the next mail, which asks for an approval.
 *
 * @returns the mail
 * @throws Error where it has no such button
 */
async function decide(
	{ baseUrl }: RunningN8n,
	mailbox: Mailbox,
	button: 'Approve' | 'Decline',
): Promise<Email> {
	const mail = await mailbox.next();
	const links = [...`${mail.html}`.matchAll(/<a[^>]*href="([^"]+)"[^>]*>([^<]*)</g)];
	const [, href] = links.find(([, , label]) => label!.trim() === button) ?? [];
	if (href === undefined)
		throw new Error(`The mail '${mail.subject}' has no button ${button}: ${mail.text}`);
	const { pathname, search } = new URL(href.replaceAll('&amp;', '&'));
	// The mail is there a moment before n8n waits for its answer.
	while (!(await openLink(`${baseUrl}${pathname}${search}`))) await sleep(100);
	return mail;
}

/** What the tests of a file share: the service, a mail server, and an n8n that templates are imported into. */
export function templateSetting() {
	let emulator: Emulator;
	let mailbox: Mailbox;
	let n8n: RunningN8n;
	let importTemplate: Importer;
	beforeAll(async () => {
		emulator = await startEmulator();
		mailbox = await startMailbox();
		n8n = await startN8nWithPackage();
		importTemplate = await importer(n8n, emulator, mailbox);
	}, 900_000);
	beforeEach(() => {
		emulator.reset();
		mailbox.empty();
	});
	afterAll(async () => {
		await n8n?.stop();
		await mailbox?.stop();
		await emulator?.stop();
	});
	return {
		get emulator() {
			return emulator;
		},
		get mailbox() {
			return mailbox;
		},
		get n8n() {
			return n8n;
		},
		import: async (...of: Parameters<Importer>) => await importTemplate(...of),
		/** Presses a button of the next mail, which asks for an approval. */
		decide: async (button: 'Approve' | 'Decline') => await decide(n8n, mailbox, button),
		/** The requests so far that change something. */
		writes: () => emulator.requests.filter(({ method }) => method !== 'GET'),
	};
}
