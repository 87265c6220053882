import { scopeOf, type Ready } from './placing';

/** Statuses of a rejection that may be because the interconnect is not ready yet. */
const STATUSES = [404, 409, 422];

/** Milliseconds after its order in which an interconnect may not be known everywhere at the service. */
const JUST_NOW = 600_000;

/**
 * Whether an order was rejected because the interconnect that it needs is not ready: it is pending, or was ordered
 * just now. Costs a request where this process has not ordered the interconnect.
 */
export async function isNotReady(
	{ item: { api, account }, order: { carrier } }: Ready,
	status = 0,
): Promise<boolean> {
	if (!carrier || !STATUSES.includes(status)) return false;
	const interconnects = ['cni', 'interconnects'];
	const age = api.recent.ageOf(scopeOf(account, interconnects), carrier);
	if (age !== undefined && age < JUST_NOW) return true;
	try {
		const { state } = await api.get([...interconnects, carrier, 'status']);
		return state === 'Pending';
	} catch {
		return false;
	}
}
