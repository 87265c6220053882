/** The same answer with `null` for every list that has nothing in it, as a service that is written in Go may send it. */
export function nullForEmptyLists(answer: unknown): unknown {
	// The envelope's own lists are documented as lists.
	return isEnvelope(answer) ? { ...answer, result: withNulls(answer.result) } : withNulls(answer);
}

function withNulls(value: unknown): unknown {
	if (Array.isArray(value)) return value.length === 0 ? null : value.map(withNulls);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, member]) => [name, withNulls(member)]),
	);
}

function isEnvelope(answer: unknown): answer is { result: unknown } {
	return typeof answer === 'object' && answer !== null && 'success' in answer;
}
