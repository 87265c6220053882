import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../n8n/ports.mts';
import { runProgram, startProgram, tail, type Program } from '../n8n/program.mts';

/** How long a service may take until it takes connections, in milliseconds. */
const startLimit = 60_000;

/** Where Debian and Ubuntu put PostgreSQL's programs: one folder for each version. */
const debianPostgres = '/usr/lib/postgresql';

/** The database and the queue of an n8n, and the variables that lead n8n to them. */
export interface Services {
	environment: NodeJS.ProcessEnv;
	stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL and a Redis of their own on 127.0.0.1, each with a password, that keep everything in a folder.
 * No service of the machine is used.
 *
 * @param folder is made, also for another user: PostgreSQL does not run as root
 * @throws Error where one is not installed, with the command that installs it, or does not start
 */
export async function startServices(folder: string, signal: AbortSignal): Promise<Services> {
	const [initdb, postgres, redis] = programs();
	const password = randomBytes(24).toString('hex');
	const user = postgresUser();
	mkdirSync(folder, { recursive: true });
	if (user) chownSync(folder, user.uid, user.gid);
	const started: Program[] = [];
	const stop = async () => {
		await Promise.all(started.map(async (program) => await program.stop()));
		rmSync(folder, { recursive: true, force: true });
	};
	const start = async (command: string, args: string[], port: number, as?: typeof user) => {
		const log = join(folder, `${command.split('/').at(-1)}.log`);
		const program = await startProgram(command, args, { cwd: folder, log, user: as });
		started.push(program);
		await untilItListens(program, port, log, signal);
	};
	try {
		const [postgresPort, redisPort] = [await freePort(), await freePort()];
		await makeDatabase(initdb, folder, { password, user, signal });
		await start(postgres, postgresArguments(folder, postgresPort), postgresPort, user);
		await start(redis, [redisSettings(folder, redisPort, password)], redisPort);
		return { environment: environment(password, postgresPort, redisPort), stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The programs `initdb`, `postgres` and `redis-server`. */
function programs(): [string, string, string] {
	const versions = existsSync(debianPostgres) ? readdirSync(debianPostgres) : [];
	const newest = versions.sort((one, other) => Number(other) - Number(one));
	const folders = [
		...newest.map((version) => join(debianPostgres, version, 'bin')),
		...(process.env.PATH ?? '').split(delimiter),
	];
	const find = (name: string) => folders.map((folder) => join(folder, name)).find(existsSync);
	const found = ['initdb', 'postgres', 'redis-server'].map(find);
	if (found.includes(undefined)) {
		throw new Error(
			'This test starts a PostgreSQL and a Redis of its own, and at least one of them is not installed. On Debian and Ubuntu: apt-get install -y postgresql redis-server',
		);
	}
	return found as [string, string, string];
}

/** The user whom Debian's package makes; undefined where this process is not root's and can be PostgreSQL's too. */
function postgresUser(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const id = (kind: '-u' | '-g') =>
		Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
	return { uid: id('-u'), gid: id('-g') };
}

const dataOf = (folder: string) => join(folder, 'postgres');

interface Making {
	password: string;
	user: ReturnType<typeof postgresUser>;
	signal: AbortSignal;
}

async function makeDatabase(
	initdb: string,
	folder: string,
	{ password, user, signal }: Making,
): Promise<void> {
	const secret = join(folder, 'password');
	writeFileSync(secret, password, { mode: 0o600 });
	if (user) chownSync(secret, user.uid, user.gid);
	const args = [`--pgdata=${dataOf(folder)}`, '--username=n8n', `--pwfile=${secret}`];
	await runProgram(
		initdb,
		[...args, '--auth=scram-sha-256', '--no-sync', '--encoding=UTF8', '--locale=C'],
		{ cwd: folder, log: join(folder, 'initdb.log'), user, signal },
	);
}

/** Nothing has to outlast the machine here, so nothing waits for the disk. */
function postgresArguments(folder: string, port: number): string[] {
	const settings = [
		'listen_addresses=127.0.0.1',
		`port=${port}`,
		'unix_socket_directories=',
		'fsync=off',
		'synchronous_commit=off',
		'full_page_writes=off',
		'max_connections=200',
	];
	return ['-D', dataOf(folder), ...settings.flatMap((setting) => ['-c', setting])];
}

/** @returns the file with Redis's settings: other users of the machine can read arguments, but not it */
function redisSettings(folder: string, port: number, password: string): string {
	const file = join(folder, 'redis.conf');
	const lines = [
		'bind 127.0.0.1',
		`port ${port}`,
		`requirepass ${password}`,
		'save ""',
		`dir ${folder}`,
	];
	writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
	return file;
}

function environment(password: string, postgres: number, redis: number): NodeJS.ProcessEnv {
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: 'n8n',
		DB_POSTGRESDB_PASSWORD: password,
		// One connection for a whole n8n is too little where many executions run.
		DB_POSTGRESDB_POOL_SIZE: '8',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis),
		QUEUE_BULL_REDIS_PASSWORD: password,
	};
}

async function untilItListens(
	program: Program,
	port: number,
	log: string,
	signal: AbortSignal,
): Promise<void> {
	let ended = false;
	void program.ended.then(() => (ended = true));
	const limit = Date.now() + startLimit;
	while (!(await takesConnections(port))) {
		signal.throwIfAborted();
		if (ended || Date.now() > limit) {
			throw new Error(`It does not listen on port ${port}. The end of ${log}:\n${tail(log)}`);
		}
		await sleep(50);
	}
}

async function takesConnections(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
		socket.once('close', () => resolve(false));
		socket.once('connect', () => socket.destroy());
	});
}
