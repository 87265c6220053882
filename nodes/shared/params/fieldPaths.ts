import type { INodeProperties } from 'n8n-workflow';

/** Finds a field by its path through collections and fixed collections; a group of a fixed collection is that. */
export function fieldAt(
	fields: INodeProperties[],
	[name, ...rest]: string[],
): INodeProperties | undefined {
	const found = fields.find((field) => field.name === name);
	if (!found || rest.length === 0) return found;
	const isFixed = found.type === 'fixedCollection';
	if (isFixed && rest.length === 1) return found;
	const inner = (found.options ?? []).flatMap((option) =>
		// A fixed collection has groups of fields, which are part of the path too.
		'values' in option
			? option.name === rest[0]
				? option.values
				: []
			: [option as INodeProperties],
	);
	return fieldAt(inner, isFixed ? rest.slice(1) : rest);
}

/** Paths of the fields whose values nobody may read. */
export function secretPaths(fields: INodeProperties[], above = ''): string[] {
	return fields.flatMap(({ name, options = [], typeOptions }) => {
		if (typeOptions?.password) return [`${above}${name}`];
		return options.flatMap((option) => {
			if ('values' in option) return secretPaths(option.values, `${above}${name}.${option.name}.`);
			return 'type' in option ? secretPaths([option], `${above}${name}.`) : [];
		});
	});
}
