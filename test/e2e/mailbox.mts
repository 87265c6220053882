import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail server that keeps what is sent to it. */
export interface Mailbox {
	port: number;
	/** The next mail that nobody has taken yet; waits for it. */
	next(): Promise<Email>;
	/** Forgets what nobody has taken. */
	empty(): void;
	stop(): Promise<void>;
}

/** Starts a mail server on 127.0.0.1 that takes everything from everybody. */
export async function startMailbox(): Promise<Mailbox> {
	const mails: Email[] = [];
	const waiting: Array<(mail: Email) => void> = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		onData: (stream, _session, done) => {
			void (async () => {
				const mail = await PostalMime.parse(await buffer(stream));
				const taker = waiting.shift();
				if (taker) taker(mail);
				else mails.push(mail);
				done();
			})();
		},
	});
	server.listen(0, '127.0.0.1');
	await once(server.server, 'listening');
	return {
		port: (server.server.address() as AddressInfo).port,
		next: async () => mails.shift() ?? (await new Promise((resolve) => waiting.push(resolve))),
		empty: () => void mails.splice(0),
		stop: async () => await new Promise((resolve) => server.close(resolve)),
	};
}
