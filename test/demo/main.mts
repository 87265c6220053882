import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { accounts, startEmulator, type Emulator } from '../emulator/index.mts';
import { installN8n, n8nIsInstalled, n8nVersion } from '../n8n/install.mts';
import { installPackage, packPackage } from '../n8n/package.mts';
import { freePort } from '../n8n/ports.mts';
import { runProgram } from '../n8n/program.mts';
import { N8nClient, type Owner } from '../n8n/rest.mts';
import { startN8n, type N8nServer } from '../n8n/server.mts';
import { createInterconnects } from './interconnects.mts';
import { help, readOptions, type DemoOptions } from './options.mts';
import { step } from './step.mts';

const root = join(import.meta.dirname, '..', '..');
const demoFolder = join(root, '.demo');
const workflows = join(import.meta.dirname, 'workflows');

const owner: Owner = {
	email: 'owner@example.com',
	password: 'Demo-password-1',
	firstName: 'Demo',
	lastName: 'Owner',
};

/**
 * Aborted by the first Ctrl-C, SIGTERM or closed terminal. The second one ends the process and with it, at once, every
 * program that it started.
 */
function stopSignal(): AbortSignal {
	const stopping = new AbortController();
	let stoppedAt = 0;
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => {
			if (!stopping.signal.aborted) {
				stoppedAt = Date.now();
				console.log('\nStopping what the demo started; Ctrl-C again kills it');
				stopping.abort();
			} else if (Date.now() - stoppedAt > 1000) {
				// Sooner it is the same Ctrl-C: the terminal sends it here, and npm passes its own on.
				process.exit(130);
			}
		});
	}
	return stopping.signal;
}

/** Free ports of 127.0.0.1. */
interface Ports {
	n8n: number;
	emulator: number;
}

async function portFor(option: string, port: number): Promise<number> {
	try {
		return await freePort(port);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		const why = code === 'EADDRINUSE' ? 'is in use' : `can't be used (${code})`;
		throw new Error(`Port ${port} of 127.0.0.1 ${why}. Choose another one with --${option}.`);
	}
}

async function demo(
	{ once }: DemoOptions,
	ports: Ports,
	run: string,
	signal: AbortSignal,
): Promise<void> {
	const n8n = join(demoFolder, 'n8n');
	await step('Building the package', signal, () =>
		runProgram('npm', ['run', 'build'], { cwd: root, log: join(run, 'build.log'), signal }),
	);
	const version = n8nVersion(root);
	if (n8nIsInstalled({ root, n8n })) {
		console.log(`n8n ${version} is installed in .demo`);
	} else {
		const title = `Installing n8n ${version} into .demo (about 3 to 5 minutes, the first time only)`;
		await step(title, signal, () => installN8n({ root, n8n, logs: run }, signal));
	}
	await step('Installing the package into n8n, as a packed community package', signal, async () =>
		installPackage(await packPackage(root, run, signal), run, signal),
	);

	let emulator: Emulator | undefined;
	let server: N8nServer | undefined;
	try {
		emulator = await step('Starting the Cloudflare emulator', signal, () =>
			startEmulator({ port: ports.emulator }),
		);
		server = await step('Starting n8n', signal, () =>
			startN8n({ n8n, userFolder: run, port: ports.n8n }, signal),
		);
		const client = new N8nClient(server.baseUrl);
		await step('Creating the owner of n8n', signal, () => client.setUpOwner(owner));
		const created = await createInterconnects(client, emulator, workflows, signal);
		console.log(`\nThe interconnects that n8n created:\n${JSON.stringify(created, null, 2)}`);
		if (!once) await stayUp(server, emulator, signal);
	} finally {
		await server?.stop();
		await emulator?.stop();
	}
}

/** Shows where to look and returns when the person stops the demo. */
async function stayUp(server: N8nServer, emulator: Emulator, signal: AbortSignal): Promise<void> {
	signal.throwIfAborted();
	console.log(`
n8n's editor   ${server.baseUrl}
  email        ${owner.email}
  password     ${owner.password}
The emulator   ${emulator.baseUrl}
  account      ${accounts.main.id}

The slot of the direct port is taken now: choose another one before you run that workflow again.
Ctrl-C stops n8n and the emulator. What you make in this n8n is gone then; n8n itself stays in .demo
for the next time, until \`npm run demo:clean\`.`);
	const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve));
	await Promise.race([stopped, server.ended]);
	if (!signal.aborted) throw new Error(`n8n ended by itself. Its log is ${server.log}.`);
}

/** Does one run in a folder of its own, so that two runs at once do not meet. Gives the exit status. */
async function runOnce(options: DemoOptions, ports: Ports): Promise<number> {
	const signal = stopSignal();
	mkdirSync(demoFolder, { recursive: true });
	const run = mkdtempSync(join(demoFolder, 'run-'));
	let status = 0;
	try {
		await demo(options, ports, run, signal);
	} catch (error) {
		if (!signal.aborted) {
			console.error(`\nThe demo failed. All logs of this run are in ${run}.`);
			throw error;
		}
		status = 130;
	}
	rmSync(run, { recursive: true, force: true });
	return status;
}

async function main(): Promise<number> {
	try {
		const options = readOptions(process.argv.slice(2));
		if (options.help) {
			console.log(help);
			return 0;
		}
		return await runOnce(options, {
			n8n: await portFor('n8n-port', options.n8nPort),
			emulator: await portFor('emulator-port', options.emulatorPort),
		});
	} catch (error) {
		// An error of another kind is a fault of the demo itself: its stack tells where.
		console.error(error instanceof Error && error.name === 'Error' ? error.message : error);
		return 1;
	}
}

process.exitCode = await main();
