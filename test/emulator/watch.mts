/** Lets tests wait for what happens, and not for time. */
export class Watch {
	private readonly waiting = new Set<() => void>();

	/**
	 * Looks now, and again whenever something has happened.
	 *
	 * @returns when it is so; never, if it never is
	 */
	async until(isSo: () => boolean): Promise<void> {
		if (isSo()) return;
		await new Promise<void>((resolve) => {
			const look = () => {
				if (!isSo()) return;
				this.waiting.delete(look);
				resolve();
			};
			this.waiting.add(look);
		});
	}

	/** Something has happened. */
	notify(): void {
		for (const look of [...this.waiting]) look();
	}

	/** Nobody waits any more. */
	clear(): void {
		this.waiting.clear();
	}
}
