import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** How long a program may take to end after SIGTERM before it is killed, in milliseconds. */
const graceAfterTerm = 15_000;

export interface ProgramOptions {
	/** The folder that the program runs in. */
	cwd: string;
	/** The file that takes what the program writes to its standard output and error; begun anew. */
	log: string;
	/** The program's whole environment; by default this process's own. */
	env?: NodeJS.ProcessEnv;
	/** Who runs it; by default whoever runs this process. */
	user?: { uid: number; gid: number };
}

export interface Program {
	/** Resolves when the program has ended, with its exit status or the signal that ended it. */
	ended: Promise<number | string>;
	/** Ends the program and everything that it started, first with SIGTERM, then with SIGKILL. */
	stop: () => Promise<void>;
	/** Of the program itself. */
	pid: number;
	/** Sends a signal to the program and everything that it started, for example SIGSTOP and SIGCONT. */
	signal: (signal: NodeJS.Signals) => void;
}

/** The process groups that are running, by the process id of their first member. */
const running = new Set<number>();

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch (error) {
		// No such process: the whole group has ended already.
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

// However this process ends, what it started ends with it.
process.on('exit', () => {
	for (const pid of running) signalGroup(pid, 'SIGKILL');
});

/**
 * Starts a program in a process group of its own, so that a Ctrl-C in the terminal does not reach it
 * and `stop` reaches the programs that it starts in turn.
 *
 * @throws {Error} Where the program cannot be started.
 */
export async function startProgram(
	command: string,
	args: string[],
	{ cwd, log, env = process.env, user }: ProgramOptions,
): Promise<Program> {
	mkdirSync(dirname(log), { recursive: true });
	const output = openSync(log, 'w');
	const child = spawn(command, args, {
		cwd,
		env,
		...user,
		detached: true,
		stdio: ['ignore', output, output],
	});
	closeSync(output);
	const ended = new Promise<number | string>((resolve) => {
		child.once('exit', (status, signal) => {
			if (child.pid !== undefined) {
				signalGroup(child.pid, 'SIGKILL');
				running.delete(child.pid);
			}
			resolve(status ?? signal ?? 'unknown');
		});
	});
	await new Promise<void>((resolve, reject) => {
		child.once('spawn', resolve);
		child.once('error', reject);
	});
	const pid = child.pid!;
	running.add(pid);

	return {
		ended,
		pid,
		stop: async () => {
			if (!running.has(pid)) return;
			signalGroup(pid, 'SIGTERM');
			const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceAfterTerm);
			await ended;
			clearTimeout(timer);
		},
		signal: (signal) => {
			if (running.has(pid)) signalGroup(pid, signal);
		},
	};
}

/**
 * Runs a program to its end.
 *
 * @param signal Ends the program when it is aborted.
 * @throws {Error} Where the program ends with another status than 0, with the last lines that it
 * wrote; where `signal` is aborted, the signal's reason.
 */
export async function runProgram(
	command: string,
	args: string[],
	{ signal, ...options }: ProgramOptions & { signal: AbortSignal },
): Promise<void> {
	signal.throwIfAborted();
	const program = await startProgram(command, args, options);
	const stop = () => void program.stop();
	signal.addEventListener('abort', stop);
	if (signal.aborted) stop();
	const status = await program.ended;
	signal.removeEventListener('abort', stop);
	signal.throwIfAborted();
	if (status !== 0) {
		throw new Error(
			`\`${command} ${args.join(' ')}\` ended with status ${status}. The end of ${options.log}:\n${tail(options.log)}`,
		);
	}
}

/** The last lines of a log file. */
export function tail(log: string, lines = 40): string {
	return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
