import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';

import { accounts, credentials, startEmulator, type Emulator } from '../emulator/index.mts';
import type { NewWorkflow } from '../n8n/rest.mts';
import { Chat, press, type Message, type Question } from './chat.mts';
import { startChatModel, type ChatModel } from './chatModel.mts';
import { startN8nWithPackage, type RunningN8n } from './n8n.mts';

/*
 * The agent template as it stands in the repository, in a real n8n: only credentials are filled in, as its first
 * step tells. The chat model is told what to say; everything else is n8n's and ours.
 */

const file = join(__dirname, '../../workflows/agent-with-approval.json');
const CLOUDFLARE = 'cloudflareNetworkInterconnectApi';
const OPENAI = 'openAiApi';

jest.setTimeout(180_000);

let emulator: Emulator;
let model: ChatModel;
let n8n: RunningN8n;
let workflow: string;

beforeAll(async () => {
	emulator = await startEmulator();
	model = await startChatModel();
	n8n = await startN8nWithPackage();
	const { apiToken } = credentials.magicWanWrite;
	const { baseUrl } = emulator;
	const filledIn = {
		[CLOUDFLARE]: { authentication: 'apiToken', apiToken, accountId: accounts.main.id, baseUrl },
		[OPENAI]: { apiKey: 'any', url: model.baseUrl },
	};
	const ids = new Map<string, string>();
	for (const [type, data] of Object.entries(filledIn)) {
		ids.set(type, await n8n.client.createCredential({ name: type, type, data }));
	}
	const template = JSON.parse(readFileSync(file, 'utf8')) as NewWorkflow;
	const credentialOf = (type: string) =>
		/cloudflareNetworkInterconnect/.test(type)
			? CLOUDFLARE
			: /lmChatOpenAi/.test(type)
				? OPENAI
				: undefined;
	workflow = await n8n.client.createWorkflow({
		...template,
		nodes: template.nodes.map((node) => {
			const name = credentialOf(node.type);
			return name ? { ...node, credentials: { [name]: { id: ids.get(name)!, name } } } : node;
		}),
	});
}, 900_000);
beforeEach(() => {
	emulator.reset();
	model.replies.length = 0;
});
afterAll(async () => {
	await n8n?.stop();
	await model?.stop();
	await emulator?.stop();
});

const chat = () => new Chat(n8n, workflow, 'When chat message received');
const lastHeard = () => JSON.stringify(model.asked.at(-1)!.messages.at(-1));

function asQuestion(message: Message): Question {
	if (typeof message === 'string') throw new Error(`A text came instead of a question: ${message}`);
	return message;
}

test('a question is answered in the chat, from what a tool found', async () => {
	const free = emulator.slots.find(({ site, occupied }) => site === 'ams01' && !occupied)!;
	model.replies.push(
		{ tool: 'Find_free_slots', arguments: { Address: 'Amsterdam', Speed: free.speed } },
		`Free in Amsterdam: ${free.id}`,
	);
	const conversation = await chat().say('Which slots are free in Amsterdam?');
	expect(await conversation.next()).toBe(`Free in Amsterdam: ${free.id}`);
	expect(await conversation.rest()).toEqual([]);
	expect(lastHeard()).toContain(free.id);
	expect(emulator.orders).toEqual([]);
});

test('an order is checked without approval, and the model reads what was found', async () => {
	const slot = emulator.slots.find(({ occupied }) => !occupied)!;
	model.replies.push(
		{ tool: 'Check_an_order', arguments: { Slot_ID: slot.id, Speed: slot.speed } },
		'It could be ordered.',
	);
	const conversation = await chat().say('Could I order a port on the first one?');
	expect(await conversation.next()).toBe('It could be ordered.');
	expect(await conversation.rest()).toEqual([]);
	expect(lastHeard()).toContain('The slot is free.');
	expect(lastHeard()).toContain(slot.ccr_device_name);
	expect(new Set(emulator.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
	expect(emulator.orders).toEqual([]);
});

describe('an order', () => {
	const ordering = async () => {
		const slot = emulator.slots.find(({ occupied }) => !occupied)!;
		const findings = 'slotFree ok: The slot is free.';
		model.replies.push(
			{
				tool: 'Order_a_direct_port',
				arguments: {
					toolParameters: { Slot_ID: slot.id, Speed: slot.speed },
					hitlParameters: {
						Facility: slot.facility.name,
						Site: slot.site,
						Findings: findings,
					},
				},
			},
			'This is how it ended.',
		);
		const conversation = await chat().say('Order a port on the first one.');
		return { slot, findings, conversation, question: asQuestion(await conversation.next()) };
	};

	test('waits for a person, who reads what is ordered; then it is placed once', async () => {
		const { slot, findings, conversation, question } = await ordering();
		expect(question.text).toContain(slot.id);
		expect(question.text).toContain(`at ${slot.facility.name}, site ${slot.site}`);
		expect(question.text).toContain(`speed ${slot.speed}`);
		expect(question.text).toContain(`Check Only found: ${findings} `);
		expect(question.text).toContain("can't be undone");
		expect(emulator.requests).toEqual([]);

		await press(question, 'primary');
		expect(await conversation.next()).toBe('This is how it ended.');
		expect(await conversation.rest()).toEqual([]);
		const { name, speed } = emulator.interconnects[0]!;
		expect(emulator.orders).toMatchObject([{ kind: 'direct', slotId: slot.id, name }]);
		expect(speed).toBe(slot.speed);
		expect(lastHeard()).toContain(name);
	});

	test('is not placed when the person declines', async () => {
		const { conversation, question } = await ordering();
		await press(question, 'secondary');
		expect(await conversation.next()).toBe('This is how it ended.');
		expect(lastHeard()).toContain('rejected');
		expect(emulator.requests).toEqual([]);
	});
});

describe('the deletion of an interconnect', () => {
	const deleting = async () => {
		const { name } = emulator.addInterconnect();
		const where = 'ams01, Example Data Center';
		model.replies.push(
			{
				tool: 'Delete_an_interconnect',
				arguments: { toolParameters: { Name: name }, hitlParameters: { Where: where } },
			},
			'This is how it ended.',
		);
		const conversation = await chat().say(`Delete ${name}.`);
		return { name, where, conversation, question: asQuestion(await conversation.next()) };
	};

	test('waits for a person, who reads which one', async () => {
		const { name, where, conversation, question } = await deleting();
		expect(question.text).toContain(`delete the interconnect ${name} at ${where} `);
		expect(question.text).toContain('permanently');
		expect(emulator.requests).toEqual([]);

		await press(question, 'primary');
		expect(await conversation.next()).toBe('This is how it ended.');
		expect(emulator.interconnects).toEqual([]);
	});

	test('is not sent when the person declines', async () => {
		const { name, conversation, question } = await deleting();
		await press(question, 'secondary');
		expect(await conversation.next()).toBe('This is how it ended.');
		expect(emulator.requests).toEqual([]);
		expect(emulator.interconnects.map((left) => left.name)).toEqual([name]);
	});
});
