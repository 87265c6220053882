import { parseArgs } from 'node:util';
import { accounts, authHeaders, credentials, startEmulator } from './index.mts';

const defaultPort = 8787;

function fail(message: string): never {
	console.error(message);
	process.exit(1);
}

function portFromArguments(): number {
	try {
		const { values } = parseArgs({ options: { port: { type: 'string' } } });
		const port = values.port === undefined ? defaultPort : Number(values.port);
		if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
		return fail(`--port takes a number from 0 to 65535, not "${values.port}".`);
	} catch (error) {
		return fail(`${(error as Error).message}\nIt takes one option: --port ${defaultPort}`);
	}
}

const port = portFromArguments();
const emulator = await startEmulator({ port }).catch((error: NodeJS.ErrnoException) => {
	if (error.code !== 'EADDRINUSE') throw error;
	return fail(
		`Port ${port} is in use on 127.0.0.1. Choose another one, for example with --port ${port + 1}`,
	);
});

const headers = Object.entries(authHeaders(credentials.magicWanWrite));
const curlHeaders = headers.map(([name, value]) => `-H '${name}: ${value}'`).join(' ');
const slots = `${emulator.baseUrl}/accounts/${accounts.main.id}/cni/slots?occupied=false&limit=5`;

console.log(`Cloudflare emulator: ${emulator.baseUrl}\n`);
console.log('Accounts');
for (const { id, name } of Object.values(accounts)) console.log(`  ${id}  ${name}`);
console.log('\nCredentials (valid nowhere else)');
for (const credential of Object.values(credentials)) {
	console.log(`  ${credential.description}`);
	for (const [name, value] of Object.entries(authHeaders(credential))) {
		console.log(`    ${name}: ${value}`);
	}
}
console.log(`\nTry it (five free slots):\n  curl -s ${curlHeaders} '${slots}'`);
console.log('\nStop with Ctrl-C.');

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => void emulator.stop());
}
