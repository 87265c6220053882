import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import axios from 'axios';

import { openLink } from './links.mts';
import type { RunningN8n } from './n8n.mts';

/** How long an answer may take, in milliseconds. */
const answerLimit = 60_000;

/** A message with buttons, as it asks for approval. */
export interface Question {
	text: string;
	buttons: Array<{ text: string; link: string; type: 'primary' | 'secondary' }>;
}

/** What comes into the chat. */
export type Message = string | Question;

/** What a message led to. */
export interface Conversation {
	/** @returns the next message that comes into the chat */
	next(): Promise<Message>;
	/** Resolves, with what came into the chat and was not read, when the workflow has nothing more to say. */
	rest(): Promise<Message[]>;
}

/** A chat with a workflow, as the editor's chat panel holds it. */
export class Chat {
	private readonly n8n: RunningN8n;
	private readonly workflow: string;
	private readonly trigger: string;
	private readonly session = randomUUID();

	/**
	 * @param workflow the workflow's id
	 * @param trigger the name of its chat trigger
	 */
	constructor(n8n: RunningN8n, workflow: string, trigger: string) {
		this.n8n = n8n;
		this.workflow = workflow;
		this.trigger = trigger;
	}

	/** Sends a message that starts the workflow. */
	async say(chatInput: string): Promise<Conversation> {
		const { client, baseUrl } = this.n8n;
		const sessionId = this.session;
		await client.listenForChat(this.workflow, this.trigger, sessionId);
		const { data } = await axios.post<{ executionId: string; resumeToken: string }>(
			`${baseUrl}/webhook-test/${this.workflow}/${sessionId}`,
			{ action: 'sendMessage', sessionId, chatInput },
			{ proxy: false },
		);
		const query = new URLSearchParams({
			sessionId,
			executionId: data.executionId,
			token: data.resumeToken,
			isPublic: 'false',
		});
		return listen(new WebSocket(`${baseUrl.replace('http', 'ws')}/chat?${query.toString()}`));
	}
}

function listen(socket: WebSocket): Conversation {
	const came: Message[] = [];
	socket.addEventListener('message', ({ data }) => {
		const text = String(data);
		if (text === 'n8n|heartbeat') socket.send('n8n|heartbeat-ack');
		else if (!text.startsWith('n8n|')) came.push(text.startsWith('{') ? questionIn(text) : text);
	});
	const until = async (done: () => boolean, what: string) => {
		const limit = Date.now() + answerLimit;
		while (!done()) {
			if (Date.now() > limit) throw new Error(`${what} after ${answerLimit / 1000} s`);
			await sleep(50);
		}
	};
	const ended = () => socket.readyState === WebSocket.CLOSED;
	return {
		async next() {
			await until(() => came.length > 0 || ended(), 'Nothing came into the chat');
			if (came.length === 0) throw new Error('The workflow ended and nothing came into the chat');
			return came.shift()!;
		},
		async rest() {
			await until(ended, 'The workflow has not ended');
			return came;
		},
	};
}

function questionIn(text: string): Message {
	const message = JSON.parse(text) as Question;
	return Array.isArray(message.buttons) ? message : text;
}

/** Presses a button, as a person does in a browser. */
export async function press({ buttons }: Question, type: 'primary' | 'secondary'): Promise<void> {
	const { link } = buttons.find((button) => button.type === type)!;
	if (!(await openLink(link))) throw new Error('n8n did not take the button as pressed');
}
