import fastify from 'fastify';

/** What the model says next: text, or the tool that it calls. */
export type Reply = string | { tool: string; arguments: Record<string, unknown> };

/** What a model is asked. */
export interface Asked {
	messages: Array<{ role: string; content: unknown }>;
	tools: Array<{ function: { name: string; description: string; parameters: object } }>;
}

/** A chat model that says what it was told to. */
export interface ChatModel {
	/** For n8n's OpenAI credential. */
	baseUrl: string;
	/** What was asked, oldest first. */
	asked: readonly Asked[];
	/** What it says next, in this order. */
	replies: Reply[];
	stop(): Promise<void>;
}

/** Starts a server on 127.0.0.1 that speaks as OpenAI's chat completions do. */
export async function startChatModel(): Promise<ChatModel> {
	const asked: Asked[] = [];
	const replies: Reply[] = [];
	const server = fastify({ bodyLimit: 10_000_000 });
	server.post<{ Body: Asked & { model: string } }>('/v1/chat/completions', async ({ body }) => {
		asked.push(body);
		const reply = replies.shift() ?? 'Nothing more was planned.';
		const message =
			typeof reply === 'string'
				? { role: 'assistant', content: reply }
				: { role: 'assistant', content: null, tool_calls: [toolCall(reply, asked.length)] };
		return {
			id: `chatcmpl-${asked.length}`,
			object: 'chat.completion',
			created: 1,
			model: body.model,
			choices: [
				{ index: 0, message, finish_reason: typeof reply === 'string' ? 'stop' : 'tool_calls' },
			],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	});
	const origin = await server.listen({ host: '127.0.0.1', port: 0 });
	return { baseUrl: `${origin}/v1`, asked, replies, stop: async () => await server.close() };
}

function toolCall({ tool, arguments: args }: Exclude<Reply, string>, number: number) {
	return {
		id: `call-${number}`,
		type: 'function',
		function: { name: tool, arguments: JSON.stringify(args) },
	};
}
