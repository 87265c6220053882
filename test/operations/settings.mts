import { readObject, type Resource } from './known.mts';
import { boolean, number, reading, writing } from './saved.mts';
import { account_id } from './fixtures.mts';

export const settings: Resource = {
	get: {
		isDefault: true,
		saved: [reading()],
		wire: [
			{
				parameters: {},
				sdk: async ({ networkInterconnects: { settings: ofAccount } }) =>
					await ofAccount.get({ account_id }),
			},
		],
		attempts: { any: () => readObject() },
		runs: [() => ({})],
	},
	update: {
		saved: [boolean('clearDefaultAsn'), number('defaultAsn', ''), writing()],
		wire: [
			{
				parameters: { defaultAsn: 65001 },
				sdk: async ({ networkInterconnects: { settings: ofAccount } }) =>
					await ofAccount.update({ account_id, default_asn: 65001 }),
			},
			{
				of: 'cleared',
				parameters: { clearDefaultAsn: true },
				sdk: async ({ networkInterconnects: { settings: ofAccount } }) =>
					await ofAccount.update({ account_id, default_asn: null }),
			},
		],
		attempts: {
			any: () => ({ parameters: { defaultAsn: 65001 }, method: 'PUT', anyObject: true }),
		},
		runs: [() => ({ defaultAsn: 65001 })],
	},
};
