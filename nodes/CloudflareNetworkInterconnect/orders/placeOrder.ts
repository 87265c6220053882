import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import {
	describedMore,
	identifiedBy,
	operationError,
	type Api,
	type Attempt,
} from '../../shared/api';
import { sleepUnlessAborted } from '../../shared/sleep';
import { advance, begin, type OrderEvent } from './transitions';
import type { ExecutionMemory, Remembered } from './executionMemory';
import * as messages from './messages';
import type { Item, Order } from './types';

/**
 * Places an order, as `transitions.ts` says.
 *
 * @returns what was made, or what stands there already
 * @throws NodeApiError or NodeOperationError that says what is known and how to go on
 */
export async function placeOrder(
	ctx: IExecuteFunctions,
	memory: ExecutionMemory,
	{ api, account, action, item, maxRetries, signal }: Item,
	order: Order,
): Promise<IDataObject> {
	const { path, identifier, nameable } = order;
	const { run } = memory;
	const kind = `${account} ${order.kind}`;
	const key = `${kind} ${order.key}`;
	const nameOf = (object: IDataObject) => String(object[identifier]);
	const hint = (text: string) =>
		ctx.addExecutionHints({ message: `Item ${item}: ${text}`, location: 'outputPane' });
	const stop = ({ what, description, outcome }: messages.Stop) =>
		operationError(ctx.getNode(), `${action} for item ${item} ${what}`, {
			description,
			itemIndex: item,
			outcome,
		});

	api.conceal(order.secrets);
	const changed = memory.ofItem(item);
	if (changed && changed.key !== key) {
		throw stop(messages.changedSince(changed.label, messages.outcomeOf(changed)));
	}
	const earlier = memory.find(key);
	const duplicate = earlier?.run === run && earlier.item !== item;
	if (duplicate && !(earlier.name && order.returnExisting)) {
		throw stop(messages.sameAs(order, earlier));
	}
	if (earlier?.name) {
		const object = await standing(api, order, earlier.name);
		if (!object) throw stop(messages.describeGone(earlier.name));
		hint(messages.orderedEarlier(earlier, order.differences(object)));
		return object;
	}

	let before: string[] = [];
	if (order.kind === 'gcp_partner') {
		try {
			before = await memory.before(account, earlier?.since ?? run, async () =>
				(await api.getAll(path, {})).map(nameOf),
			);
		} catch (error) {
			throw stop(messages.nothingToCompare(error as Error));
		}
	}

	/** An earlier try of the execution sent it, and nobody knows what became of it. */
	const left = memory.find(key) !== undefined;
	const remember = (name: string | null, how: Remembered['how'] = 'made') =>
		memory.remember({
			item,
			key,
			label: order.label,
			name,
			how,
			run,
			since: earlier?.since ?? run,
		});
	remember(null);
	const policy = { maxRetries, nameable, provable: nameable && !left };
	let { progress, step } = begin(left);
	let object: IDataObject | undefined;
	let refusal: Error | undefined;
	let lost: messages.Lost | undefined;
	let names: string[] = [];
	while (step.next !== 'end') {
		let event: OrderEvent;
		if (step.next === 'send') {
			const tried = await api.post(path, order.body, { expect: identifiedBy(identifier) });
			event = eventOf(tried);
			if (tried.outcome === 'answered') object = tried.value;
			if (tried.outcome === 'refused') refusal = tried.error;
			if (tried.outcome === 'unknown') lost = tried;
		} else {
			// A cancel ends the pause; the look-up then does not go out.
			await sleepUnlessAborted(step.pause, signal);
			try {
				// Read anew: what other orders of the run have made meanwhile is not new any more.
				const found = candidatesOf(order, await api.getAll(path, {}), new Set(before));
				object = found.certain;
				names = found.names;
				// What is new may also be what another lost order made.
				const shared = !nameable && memory.hasUnknown(kind, key);
				const sure = object !== undefined && names.length === 1 && !shared;
				event = { happened: 'looked', found: sure ? 'one' : names.length > 0 ? 'several' : 'none' };
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
	if (object && (ending === 'answered' || ending === 'found')) {
		const unsure = ending === 'found' && !nameable;
		remember(nameOf(object), unsure ? 'guessed' : 'made');
		memory.standsNow(account, nameOf(object));
		if (ending === 'found') hint(messages.found(order, nameOf(object), order.differences(object)));
		return object;
	}
	if (object && ending === 'existing') {
		if (order.returnExisting) {
			remember(nameOf(object), 'existing');
			hint(messages.existing(order, nameOf(object), order.differences(object)));
			return object;
		}
		throw describedMore(refusal!, messages.inTheWay(order, nameOf(object)));
	}
	if (ending === 'refused') {
		throw describedMore(refusal!, progress.lost ? messages.lostBefore(order, lost) : '');
	}
	throw stop(
		ending === 'absent'
			? messages.absent(order, progress.tries, lost)
			: messages.unknown(order, lost, { refusal, names }),
	);
}

function eventOf(tried: Attempt<IDataObject>): OrderEvent {
	if (tried.outcome === 'refused') return { happened: 'refused', status: tried.status };
	return { happened: tried.outcome };
}

/**
 * @returns the only certain candidate, and what identifies all candidates: a listing that shifts between two pages
 * has an object twice, and one that lacks what identifies it can't be handed out
 */
function candidatesOf(
	order: Order,
	listed: IDataObject[],
	before: Set<string>,
): { certain?: IDataObject; names: string[] } {
	const { certain, possible } = order.candidates(listed, before);
	const identified = ({ [order.identifier]: name }: IDataObject) =>
		typeof name === 'string' && name !== '';
	const names = [...certain, ...possible].map((object) =>
		identified(object) ? String(object[order.identifier]) : 'one without a name',
	);
	return { certain: certain.find(identified), names: [...new Set(names)] };
}

/** An object that this execution has made; undefined when it does not stand any more. */
async function standing(api: Api, order: Order, name: string): Promise<IDataObject | undefined> {
	try {
		return await api.get([...order.path, name], {
			expect: identifiedBy(order.identifier),
		});
	} catch (error) {
		if ((error as { httpCode?: string }).httpCode === '404') return undefined;
		throw messages.notReadAgain(error as Error, name);
	}
}
