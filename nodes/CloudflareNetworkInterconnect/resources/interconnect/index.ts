import type { Resource } from '../types';
import { create } from './create';
import { del } from './delete';
import { downloadLoa } from './downloadLoa';
import { get } from './get';
import { getAll } from './getAll';
import { getDefaultLoaName } from './getDefaultLoaName';
import { getStatus } from './getStatus';
import { waitForStatus } from './waitForStatus';

export const interconnect: Resource = {
	value: 'interconnect',
	name: 'Interconnect',
	description: 'A direct port in a data center, or a Google Cloud partner attachment',
	operations: [create, del, downloadLoa, get, getDefaultLoaName, getAll, getStatus, waitForStatus],
	defaultOperation: getAll,
};
