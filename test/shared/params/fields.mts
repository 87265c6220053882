import { field, paramsOf, thrownBy } from './source.mts';

/* Fields of every kind, and parameters of them. */

export const count = {
	type: 'number',
	default: 7,
	typeOptions: { minValue: 1, maxValue: 9 },
} as const;
export const fields = [
	field('name', 'Name'),
	field('required', 'Needed', { required: true }),
	field('type', 'Type', {
		type: 'options',
		options: [
			{ name: 'None', value: '' },
			{ name: 'A', value: 'a' },
			{ name: 'B', value: 'b' },
		],
	}),
	field('mtu', 'MTU', count),
	field('any', 'Any Count', { type: 'number', default: 3, typeOptions: { minValue: 2 } }),
	field('free', 'Free Count', { type: 'number', default: 0 }),
	field('key', 'Key', { typeOptions: { password: true } }),
	field('options', 'Options', {
		type: 'collection',
		default: {},
		options: [field('timeout', 'Timeout', { ...count, default: 5 })],
	}),
	field('filters', 'Filters', {
		type: 'collection',
		default: {},
		options: [field('site', 'Site')],
	}),
	field('updateFields', 'Update Fields', {
		type: 'collection',
		default: {},
		options: [field('mtu', 'Other MTU', count)],
	}),
	field('accountId', 'Account', { type: 'resourceLocator' }),
];
export const params = (resolved: Record<string, unknown>, entered?: Record<string, unknown>) =>
	paramsOf(fields, resolved, entered);
export const message = (act: () => unknown) => thrownBy(act).message;
