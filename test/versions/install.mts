import { installPinned } from '../pinned/install.mts';
import { pinnedVersions } from './folders.mts';

/* Installs the engines of the older versions of n8n that the tests run on, where they are not there yet. */

for (const { n8n, pinned, installed } of pinnedVersions()) {
	await installPinned(`the engine of n8n ${n8n}`, pinned, installed);
}
