import { afterAll, beforeAll, describe, jest } from '@jest/globals';

import { startCluster, type Cluster } from './cluster.mts';
import { runs } from './runs.mts';

/* n8n in queue mode: main, workers and a webhook process on PostgreSQL and Redis, with one credential. */

jest.setTimeout(180_000);

let cluster: Cluster;
beforeAll(async () => {
	cluster = await startCluster();
}, 900_000);
afterAll(async () => await cluster?.stop(), 60_000);

describe('many runs', () => runs(() => cluster));
