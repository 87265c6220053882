import { startEmulator } from '../emulator/index.mts';
import type { RateLimitOptions } from '../emulator/rateLimit.mts';

/* The emulator in a process of its own, which the benchmark tells what to do: what it measures shares no thread with it. */

/** What the benchmark asks for before a measurement. */
export interface Setting {
	interconnects: number;
	/** Milliseconds until each response. */
	latency: number;
}

/** What a measurement has left behind, by the service's own clock. */
export interface Seen {
	requests: number;
	/** From the first request to the last response, in milliseconds. */
	wall: number;
	/** The most requests that arrived within the latency: all of them wait at the same moment, unless one was refused. */
	inFlight: number;
	/** The most requests in any second. */
	busiest: number;
	/** Responses with HTTP 429. */
	limited: number;
}

const [rateLimit] = process.argv.slice(2).map((text) => JSON.parse(text) as RateLimitOptions);
const emulator = await startEmulator({ rateLimit });
let latency = 0;

function prepare(setting: Setting): string[] {
	({ latency } = setting);
	emulator.reset();
	const names = Array.from({ length: setting.interconnects }, (_, i) => `gcp-${i}`);
	for (const name of names) emulator.addInterconnect({ type: 'gcp_partner', name });
	if (latency > 0) emulator.fault({ delay: latency, times: Number.MAX_SAFE_INTEGER });
	return names;
}

function seen(): Seen {
	const times = emulator.requests.map(({ time }) => time).sort((a, b) => a - b);
	const most = (span: number) => {
		let first = 0;
		let found = 0;
		for (const [last, time] of times.entries()) {
			while (times[first]! <= time - span) first++;
			found = Math.max(found, last - first + 1);
		}
		return found;
	};
	return {
		requests: times.length,
		wall: times.length > 0 ? times.at(-1)! - times[0]! + latency : 0,
		inFlight: latency > 0 ? most(latency) : 0,
		busiest: most(1000),
		limited: emulator.requests.filter(({ status }) => status === 429).length,
	};
}

process.on('message', (message: { prepare?: Setting }) => {
	process.send!(message.prepare ? prepare(message.prepare) : seen());
});
process.on('disconnect', () => void emulator.stop());
process.send!(emulator.baseUrl);
