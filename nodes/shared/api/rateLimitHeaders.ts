/** What the headers of an answer tell of the rate limit; what they do not tell is missing. */
export interface RateLimit {
	/** Requests that are left in the window. */
	remaining?: number;
	/** Requests in a window. */
	quota?: number;
	/** Seconds until the window ends. */
	reset?: number;
	/** Seconds to wait before asking again. */
	retryAfter?: number;
}

/**
 * Reads `Ratelimit: "default";r=1199;t=300`, `Ratelimit-Policy: "default";q=1200;w=300` and `Retry-After`, which is a
 * number of seconds or a date. Of several limits the scarcest counts.
 *
 * @param headers names in lower case
 */
export function readRateLimit(headers: Record<string, string>): RateLimit {
	const quotas = new Map(membersOf(headers['ratelimit-policy']).map(({ name, q }) => [name, q]));
	const limits = membersOf(headers.ratelimit).flatMap(({ name, r, t }) =>
		r === undefined ? [] : [{ remaining: r, quota: quotas.get(name), reset: t }],
	);
	const left = ({ remaining, quota }: RateLimit) => (remaining ?? 0) / (quota ?? 1200);
	const [scarcest] = limits.sort((a, b) => left(a) - left(b));
	return { ...scarcest, retryAfter: retryAfterOf(headers['retry-after']) };
}

/** The members of a structured header: `"name";parameter=number` with commas between them. */
function membersOf(header = ''): Array<{ name: string } & Numbers> {
	return header.split(',').map((member) => {
		const [name = '', ...parameters] = member.split(';').map((part) => part.trim());
		const numbers = parameters.flatMap((parameter) => {
			const [, key, value] = /^([a-z]+)=(\d+)$/.exec(parameter) ?? [];
			return key === undefined ? [] : [[key, Number(value)]];
		});
		return { ...(Object.fromEntries(numbers) as Numbers), name };
	});
}

interface Numbers {
	r?: number;
	t?: number;
	q?: number;
}

function retryAfterOf(header = ''): number | undefined {
	if (/^\d+$/.test(header)) return Number(header);
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}
