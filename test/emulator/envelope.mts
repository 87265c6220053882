/** Where a page of a v4 listing stands in the whole. */
export interface ResultInfo {
	page: number;
	per_page: number;
	count: number;
	total_count: number;
	/** Not every listing has it. */
	total_pages?: number;
}

/** The v4 envelope of a success, which accounts, user and token verification answer in. CNI answers without. */
export function envelope<T>(
	result: T,
	rest: {
		result_info?: ResultInfo;
		messages?: { code: number; message: string; type: null }[];
	} = {},
) {
	return { success: true, errors: [], messages: [], ...rest, result };
}

/** The v4 envelope of a success that has no result, as the deletion of policies and destinations answers it. */
export function done() {
	return { success: true, errors: [], messages: [] };
}
