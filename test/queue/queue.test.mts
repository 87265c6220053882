import { afterAll, beforeAll, describe, jest } from '@jest/globals';

import { startCluster, type Cluster } from './cluster.mts';
import { deaths } from './deaths.mts';
import { runs } from './runs.mts';
import { triggers } from './triggers.mts';

/* n8n in queue mode: main, workers and a webhook process on PostgreSQL and Redis, with one credential. */

jest.setTimeout(180_000);

let started: Cluster | undefined;
beforeAll(async () => {
	started = await startCluster();
}, 900_000);
afterAll(async () => await started?.stop(), 60_000);

function cluster(): Cluster {
	// Nothing is started for it then: what nobody stops keeps the process from ending.
	if (!started) throw new Error('The cluster has not started');
	return started;
}

describe('many runs', () => runs(cluster));

describe('triggers', () => triggers(cluster));

describe('workers that die or freeze', () => deaths(cluster));
