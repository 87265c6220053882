import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Emulator } from '../emulator/index.mts';
import { operation, runOn } from '../harness/support.mts';
import { cni } from './cni.mts';
import { checkOnly, runFixture } from './fixtures.mts';
import { interconnect } from './interconnect.mts';
import { read, type Attempt, type Known, type Resource } from './known.mts';
import { magicInterconnect } from './magicInterconnect.mts';
import { magicRoute } from './magicRoute.mts';
import { settings } from './settings.mts';
import { slot } from './slot.mts';

/*
 * The one list of operations that all tests draw from: what saved workflows have of them, what goes over the wire, what
 * comes back, and how they are tried with everything that can go wrong.
 */

export type { Attempt, Wire } from './known.mts';
export { there, wireFixture, type WireFixture } from './fixtures.mts';

const resources: Record<string, Resource> = {
	interconnect,
	cni,
	slot,
	settings,
	magicInterconnect,
	magicRoute,
};

/** All operations, as `resource.operation`. */
export const operations: Record<string, Known> = Object.fromEntries(
	Object.entries(resources).flatMap(([resource, known]) =>
		Object.entries(known).map(([value, one]) => [`${resource}.${value}`, one]),
	),
);

/** The parameters of an operation in the main account. */
export function parametersOf(title: string, parameters: INodeParameters): INodeParameters {
	const [resource, value] = title.split('.') as [string, string];
	return operation(resource, value, parameters);
}

const CHECK = ', Check Only';

/** Whether a variant only looks whether its order would succeed. */
export const isCheck = (variant: string): boolean => variant.endsWith(CHECK);

/** Whether an operation has a parameter, among its options too. */
const has = (title: string, name: string) =>
	JSON.stringify(operations[title]!.saved).includes(JSON.stringify(name));

/** Whether an operation, tried in a variant, only reads. */
export const isRead = (title: string, variant: string): boolean =>
	has(title, 'maxConcurrency') || isCheck(variant);

/** The operations that have an option, as saved workflows know them. */
export const withOption = (name: string): string[] =>
	Object.keys(operations).filter((title) => has(title, name));

/** The same with Check Only, which reads only. */
const checked = (variants: Known['attempts']): Known['attempts'] =>
	Object.fromEntries(
		Object.entries(variants).map(([variant, attempt]) => [
			`${variant}${CHECK}`,
			(emulator) => read({ ...attempt(emulator).parameters, options: checkOnly }),
		]),
	);

/** How each operation is tried with everything that can go wrong, by `resource.operation` and variant. */
export const attempts: Record<
	string,
	Record<string, (emulator: Emulator) => Attempt>
> = Object.fromEntries(
	Object.entries(operations).map(([title, known]) => [
		title,
		{ ...known.attempts, ...(has(title, 'checkOnly') && checked(known.attempts)) },
	]),
);

/** A run of an operation for its answers. */
export interface Run {
	title: string;
	parameters: INodeParameters;
	/** At least one. */
	answers: IDataObject[];
}

/** Runs all operations, one after the other, and each of them for all that it can answer. */
export async function* runAll(emulator: Emulator): AsyncGenerator<Run> {
	const fixture = await runFixture(emulator);
	for (const [title, { runs }] of Object.entries(operations)) {
		for (const run of runs) {
			const parameters = run(fixture);
			const { items, error } = await runOn(emulator, parametersOf(title, parameters));
			if (error) throw new Error(`${title}: ${error.message}`, { cause: error });
			const [first] = items;
			if (!first) throw new Error(`${title} returned nothing`);
			if (first.json.id) fixture.made[title] = String(first.json.id);
			yield { title, parameters, answers: items.map(({ json }) => json) };
		}
	}
}
