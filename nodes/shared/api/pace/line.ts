/*
 * Who is next: people at the editor, then who has the least time left.
 */

/** A request that waits for its turn. */
export interface Waiting {
	/** Until when it can wait, in milliseconds. */
	readonly deadline: number;
	/** Whether a person waits for it in front of the editor. */
	readonly atEditor: boolean;
}

export class Line<Request extends Waiting> implements Iterable<Request> {
	/** In the order in which they leave. */
	private readonly waiting: Request[] = [];

	get first(): Request | undefined {
		return this.waiting[0];
	}

	get length(): number {
		return this.waiting.length;
	}

	[Symbol.iterator](): Iterator<Request> {
		return [...this.waiting][Symbol.iterator]();
	}

	join(request: Request): void {
		const behind = this.waiting.findIndex((other) => isBefore(request, other));
		this.waiting.splice(behind === -1 ? this.waiting.length : behind, 0, request);
	}

	leave(request: Request): void {
		const place = this.waiting.indexOf(request);
		if (place >= 0) this.waiting.splice(place, 1);
	}
}

function isBefore(one: Waiting, other: Waiting): boolean {
	if (one.atEditor !== other.atEditor) return one.atEditor;
	return one.deadline < other.deadline;
}
