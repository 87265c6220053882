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
	return { ...scarcest, retryAfter: retryAfterOf(headers) };
}

/** The members of a structured header: `"name";parameter=number` with commas between them. */
function membersOf(header = ''): Array<{ name: string } & Numbers> {
	return header.split(',').map((member) => {
		const [name = '', ...parameters] = member.split(';').map((part) => part.trim());
		const numbers = parameters.flatMap((parameter) => {
			const found = /^([a-z]+)=(\d+)$/.exec(parameter);
			return found ? [[found[1], Number(found[2])]] : [];
		});
		return { ...(Object.fromEntries(numbers) as Numbers), name };
	});
}

interface Numbers {
	r?: number;
	t?: number;
	q?: number;
}

/** An hour. Who is told to wait for days asks again after this: Cloudflare's own block ends after five minutes. */
const LONGEST_WAIT = 3600;

/** A date is compared with the clock that it comes from: n8n's host may have another time. */
function retryAfterOf(headers: Record<string, string>): number | undefined {
	const { 'retry-after': header = '', date = '' } = headers;
	if (/^\d+$/.test(header)) return Math.min(Number(header), LONGEST_WAIT);
	const end = Date.parse(header);
	if (Number.isNaN(end)) return undefined;
	const now = Date.parse(date) || Date.now();
	return Math.min(Math.max(0, Math.ceil((end - now) / 1000)), LONGEST_WAIT);
}
