import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the engines are installed; not under version control. */
const installed = join(import.meta.dirname, '..', '..', '.versions');

/** An older version of n8n that the tests run on; the newest one is a development tool of the package. */
export interface PinnedVersion {
	n8n: string;
	/** The folder that pins its engine. */
	pinned: string;
	/** The folder that its engine is installed into. */
	installed: string;
}

export function pinnedVersions(): PinnedVersion[] {
	return readdirSync(import.meta.dirname, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => ({
			n8n: name,
			pinned: join(import.meta.dirname, name),
			installed: join(installed, name),
		}));
}
