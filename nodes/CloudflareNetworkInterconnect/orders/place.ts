import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { describedMore, operationError } from '../api';
import type { Api, Order, Try } from '../types';
import { runOf, type Item } from './item';
import { advance, begin, type Event } from './machine';
import type { Memory } from './memory';
import * as words from './words';

/**
 * Places an order, as `machine.ts` says.
 *
 * @returns what was made, or what stands there already
 * @throws NodeApiError or NodeOperationError that says what is known and how to go on
 */
export async function place(
	ctx: IExecuteFunctions,
	memory: Memory,
	{ api, account, action, item, maxRetries, signal }: Item,
	order: Order,
): Promise<IDataObject> {
	const { path, identifier, nameable } = order;
	const run = runOf(ctx, item);
	const kind = `${account} ${order.kind}`;
	const key = `${kind} ${order.key}`;
	const nameOf = (object: IDataObject) => String(object[identifier]);
	const hint = (text: string) =>
		ctx.addExecutionHints({ message: `Item ${item}: ${text}`, location: 'outputPane' });
	const stop = ({ what, description }: words.Stop) =>
		operationError(ctx.getNode(), `${action} for item ${item} ${what}`, {
			description,
			itemIndex: item,
		});

	api.conceal(order.secrets);
	const earlier = memory.find(key);
	if (earlier && earlier.item !== item && !(earlier.name && order.returnExisting)) {
		throw stop(words.sameAs(order, earlier));
	}
	if (earlier?.name) {
		const object = await standing(api, order, earlier.name);
		if (object) {
			hint(words.orderedEarlier(earlier));
			return object;
		}
		throw stop(words.gone(earlier));
	}

	let before = new Set<string>();
	if (order.kind === 'gcp_partner') {
		try {
			const names = await memory.before(account, earlier?.run ?? run, async () =>
				(await api.getAll(path, {})).map(nameOf),
			);
			before = new Set(names);
		} catch (error) {
			throw stop(words.nothingToCompare(error as Error));
		}
	}

	/** An earlier try of the execution sent it, and nobody knows what became of it. */
	const left = memory.find(key) !== undefined;
	memory.remember({ item, key, label: order.label, name: null, run: earlier?.run ?? run });
	const policy = { maxRetries, nameable, provable: nameable && !left };
	let { progress, step } = begin(left);
	let object: IDataObject | undefined;
	let refusal: Error | undefined;
	let lost: words.Lost | undefined;
	while (step.next !== 'end') {
		let event: Event;
		if (step.next === 'send') {
			const tried = await api.order(path, order.body, identifier);
			event = eventOf(tried);
			if (tried.outcome === 'answered') object = tried.value;
			if (tried.outcome === 'refused') refusal = tried.error;
			if (tried.outcome === 'unknown') lost = tried;
		} else {
			// A cancel ends the pause; the look-up then does not go out.
			await sleep(step.pause, signal).catch(() => undefined);
			try {
				const listed = await api.getAll(path, {});
				const found = order.candidates(listed, before);
				[object] = found.certain;
				// What is new may also be what another lost order made.
				const shared = !nameable && memory.hasUnknown(kind, key);
				event = { happened: 'looked', found: countOf(found, shared) };
			} catch {
				event = { happened: 'lookFailed' };
			}
		}
		({ progress, step } = advance(progress, event, policy));
		if (signal?.aborted && progress.lost && step.next !== 'end')
			step = { next: 'end', as: 'unknown' };
	}

	const { as: ending } = step;
	// What was lost and may not be proven absent stays unknown to the next try of the execution.
	const surelyNot =
		ending === 'refused' || ending === 'existing' || (ending === 'absent' && policy.provable);
	if (surelyNot) memory.forget(key);
	if (signal?.aborted && ending === 'unknown') {
		// n8n drops what the node gives now: its log is the only place left.
		ctx.logger.warn(`${action} for item ${item} ${words.cancelled(order.label)}`);
	}
	if (object && (ending === 'answered' || ending === 'found')) {
		memory.remember({ item, key, label: order.label, name: nameOf(object), run });
		memory.standsNow(account, nameOf(object));
		if (ending === 'found') hint(words.found(order, nameOf(object), order.differences(object)));
		return object;
	}
	if (object && ending === 'existing') {
		if (order.returnExisting) {
			memory.remember({ item, key, label: order.label, name: nameOf(object), run });
			hint(words.existing(order, nameOf(object), order.differences(object)));
			return object;
		}
		throw describedMore(refusal!, words.inTheWay(order, nameOf(object)));
	}
	if (ending === 'refused') throw refusal!;
	throw stop(
		ending === 'absent' ? words.absent(order, progress.tries, lost) : words.unknown(order, lost),
	);
}

function eventOf(tried: Try<IDataObject>): Event {
	if (tried.outcome === 'refused') return { happened: 'refused', status: tried.status };
	return { happened: tried.outcome };
}

function countOf({ certain, possible }: ReturnType<Order['candidates']>, shared: boolean) {
	if (certain.length + possible.length === 0) return 'none';
	return certain.length === 1 && possible.length === 0 && !shared ? 'one' : 'several';
}

/** An object that this execution has made; undefined when it does not stand any more. */
async function standing(api: Api, order: Order, name: string): Promise<IDataObject | undefined> {
	try {
		return await api.getObject([...order.path, name], order.identifier);
	} catch (error) {
		if ((error as { httpCode?: string }).httpCode === '404') return undefined;
		throw words.notReadAgain(error as Error, name);
	}
}
