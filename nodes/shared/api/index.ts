export {
	identifiedBy,
	enveloped,
	list,
	member,
	object,
	objectIn,
	page,
	pdf,
	resultList,
	statusObject,
} from './answers';
export { apiFor, EDITOR_LIMITS, type CredentialApi } from './client';
export {
	aboutHeaders,
	NOT_AVAILABLE,
	raySentence,
	withoutAllClear,
	wordsOf,
} from './refusalMessages';
export { apisOfItems } from './itemApis';
export {
	describedMore,
	errorItem,
	factsOf,
	isExpressionError,
	isNodeError,
	operationError,
	withUnknownOutcome,
} from './nodeErrors';
export { duration, WaitTooLong } from './pacer';
export { PAGE_SIZE } from './pagination';
export { sharedBy, thisProcess, type Tries } from './process';
export type { RecentOrder } from './recentOrders';
export { readRefusal } from './refusal';
export { NoAnswer, noAnswerOf } from './noAnswer';
export { addressOf, within } from './request';
export type { Answer, RequestContext } from './request';
export type {
	Api,
	Ask,
	Attempt,
	Effect,
	ErrorFacts,
	Expected,
	FailedOutcome,
	Limits,
	Page,
	Path,
	Query,
	Subject,
} from './types';
