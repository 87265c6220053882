import { searchAccounts } from './account';
import { searchCnis } from './cni';
import { searchInterconnects } from './interconnect';
import { searchMagicInterconnects } from './magicInterconnect';
import { searchMagicRoutes } from './magicRoute';
import { searchNexthops } from './nexthop';
import { searchFreeSlots, searchSlots } from './slot';

/** The searches behind the pickers, by the names that the locators use. */
export const listSearch = {
	searchAccounts,
	searchCnis,
	searchFreeSlots,
	searchInterconnects,
	searchMagicInterconnects,
	searchMagicRoutes,
	searchNexthops,
	searchSlots,
};
