import type { IBinaryData, IDataObject, INodeProperties } from 'n8n-workflow';

/**
 * What an operation does at Cloudflare: decides in one place whether a request may be repeated and
 * what a refusal or a lost answer means.
 */
export type Effect = 'read' | 'replace' | 'delete' | 'create';

/** One operation of the node; each stands in a file of its own below `operations/`. */
export interface Operation {
	/** Stored in saved workflows: never changes. */
	value: string;
	name: string;
	/** All that an AI model reads of an operation, and what messages call it. */
	action: string;
	description: string;
	effect: Effect;
	/** The operation's parameters without resource and operation conditions; the table adds those. */
	fields: INodeProperties[];
	/**
	 * Reads and checks one item's parameters and makes no request, so that the input of every item is
	 * known to be good before the first request leaves.
	 *
	 * @returns what to do for the item
	 * @throws NodeOperationError that names the parameter's label and the item
	 */
	prepare(call: Call): () => Promise<Result[]>;
}

/** A resource of the node with all its operations; the first one is the default. */
export interface Resource {
	/** Stored in saved workflows: never changes. */
	value: string;
	name: string;
	description: string;
	operations: [Operation, ...Operation[]];
}

/** What an operation works with: one item's parameters and the API in this item's account. */
export interface Call {
	/** The account of this item, 32 hexadecimal characters. */
	account: string;
	params: Params;
	api: Api;
	orders: Orders;
	/** Says something beside the result, in the node's output pane. */
	hint(text: string): void;
	/** Stores bytes as n8n binary data. */
	binary(data: Buffer, fileName: string, mimeType: string): Promise<IBinaryData>;
}

/** A create. */
export interface Order {
	kind: 'direct' | 'gcp_partner' | 'cni';
	/** Tells the orders of a kind in an account apart. Nothing secret: it is kept with the execution. */
	key: string;
	/** What orders are the same by, such as "slot". */
	subject: string;
	/** The same with its value, such as "slot 123e4567-…". Nothing secret. */
	label: string;
	/** What is in the body and nobody may read. */
	secrets: string[];
	/** Where it is sent to, and where what stands is listed. */
	path: Path;
	body: IDataObject;
	/** The member of the answer that identifies what was made. */
	identifier: 'name' | 'id';
	/** Whether what stands there can be told from the listing by the order alone. */
	nameable: boolean;
	/** Hand out what stands there already, where the order is refused for it. */
	returnExisting: boolean;
	/**
	 * Finds in a listing what the order may have made.
	 *
	 * @param before names that stood before the order; only for what is not nameable
	 */
	candidates(
		listed: IDataObject[],
		before: Set<string>,
	): { certain: IDataObject[]; possible: IDataObject[] };
	/** How an object that stands there differs from the order, in words. */
	differences(object: IDataObject): string[];
}

/** Places orders so that none is carried out twice, and ends what was ordered. */
export interface Orders {
	/**
	 * @returns what was made, or what stands there already
	 * @throws NodeApiError or NodeOperationError that says what is known and how to go on
	 */
	place(order: Order): Promise<IDataObject>;
	/**
	 * Deletes an object. It counts as deleted where an earlier try of the execution has deleted it.
	 *
	 * @param path of the object
	 * @param label what messages call it, such as "interconnect 'ams01-1'"
	 * @throws NodeApiError that says what is known and how to go on
	 */
	remove(path: Path, label: string): Promise<void>;
}

/** One output item; the runner links it to its input item. */
export interface Result {
	json: IDataObject;
	binary?: Record<string, IBinaryData>;
}

/**
 * The parameters of one item. Names are paths as n8n's (`options.customerName`); locators are
 * unwrapped, texts trimmed. Every method throws a NodeOperationError with the parameter's label and
 * the item when the value does not do.
 */
export interface Params {
	/** What the user knows the parameter by. */
	label(name: string): string;
	/** The value as n8n resolved it; undefined when the parameter is absent. */
	value(name: string): unknown;
	/**
	 * A value as a refusal may repeat it: shortened, in quotation marks, but not where it looks like a secret that was
	 * entered in the wrong place.
	 *
	 * @param all that was entered, where the value is a part of it
	 */
	shown(value: string, all?: string): string;
	/** A text; empty when nothing was entered. */
	text(name: string): string;
	/** A text that is not empty. */
	requiredText(name: string): string;
	/** A text that may be empty, which removes what stands there, but has to be given. */
	presentText(name: string): string;
	/** A text that can be one segment of a path: not empty, not `.` or `..`. */
	segment(name: string): string;
	/** A UUID, in lower case. */
	uuid(name: string): string;
	/** One of the values that the options parameter offers. */
	option(name: string): string;
	/**
	 * A whole number within the field's `minValue` and `maxValue`; `fallback` stands in for a parameter
	 * that is absent or empty.
	 */
	count(name: string, fallback?: number): number;
	/** A switch; false when the parameter is absent. */
	flag(name: string): boolean;
	/** Whether the parameter is there: what the user did not add to a collection is not. */
	has(name: string): boolean;
	/** Whether there is no expression in the parameter: in the editor it is "Fixed". */
	isFixed(name: string): boolean;
	/**
	 * A refusal of this parameter's value.
	 *
	 * @param rule what the value has to be, as the rest of a sentence: "has to be …", "is empty"
	 */
	refusal(name: string, rule: string, howToGoOn?: string): Error;
}

/** Segments of a path; each is encoded when the address is built. */
export type Path = string[];

/** Query parameters; undefined ones are left out. */
export type Query = Record<string, string | number | boolean | undefined>;

/** The API as one item sees it: below `/accounts/{account}`, refusals thrown as NodeApiError. */
export interface Api {
	/** Keeps what is going to be sent out of all messages of the run. */
	conceal(secrets: string[]): void;
	/** @param member gives this member of the answer instead of all of it */
	get(path: Path, query?: Query, member?: string): Promise<IDataObject>;
	/** A listing without pages, in this member of the answer. */
	getList(path: Path, member: string): Promise<IDataObject[]>;
	/** An object that has to have this member, or the answer can't be read. */
	getObject(path: Path, identifier: string): Promise<IDataObject>;
	/** A PDF, byte by byte. */
	getPdf(path: Path, query?: Query): Promise<Buffer>;
	/** One page of a listing, from the cursor in the query. */
	getPage(path: Path, query: Query): Promise<Page<IDataObject>>;
	/** Follows the cursor to the end of the listing, or until `limit` objects are there. */
	getAll(path: Path, query: Query, limit?: number): Promise<IDataObject[]>;
	/** @param part the member that the answer has to have, or whether it has to come in the v4 envelope */
	put(
		path: Path,
		body: IDataObject,
		part?: { identifier?: string; enveloped?: boolean },
		query?: Query,
	): Promise<IDataObject>;
	/** Sends a delete; how it ended is not thrown but told. */
	delete(path: Path): Promise<Try<true>>;
	/**
	 * Sends a create, once; how it ended is not thrown but told.
	 *
	 * @param identifier the member without which an answer does not tell what was made
	 */
	order(path: Path, body: IDataObject, identifier: string): Promise<Try<IDataObject>>;
}

/** How a create or a delete ended. */
export type Try<Value> =
	/** Carried out. */
	| { outcome: 'answered'; value: Value }
	/** Surely not carried out; `status` is missing when nothing was sent. */
	| { outcome: 'refused'; status?: number; error: Error }
	/** Carried out or not: the answer does not tell. */
	| { outcome: 'unknown'; error: Error; ray?: string };

/** What `POST /interconnects` takes for a port in a data center. */
export interface DirectOrder {
	account: string;
	type: 'direct';
	slot_id: string;
	speed?: string;
}

/** What `POST /interconnects` takes for a Google Cloud partner attachment. */
export interface GcpPartnerOrder {
	account: string;
	type: 'gcp_partner';
	bandwidth: Bandwidth;
	pairing_key: string;
}

/** The bandwidths of a Google Cloud partner attachment, in bits per second. */
export type Bandwidth =
	'50M' | '100M' | '200M' | '300M' | '400M' | '500M' | '1G' | '2G' | '5G' | '10G' | '20G' | '50G';

interface Facility {
	name: string;
	address: string[];
}

/** An interconnect as the pickers read it: what older answers of the service lack is optional. */
export interface Interconnect {
	account: string;
	name: string;
	type: string;
	/** Direct ports only. */
	facility?: Facility;
	site?: string;
	slot_id?: string;
	/** Google Cloud partner attachments only. */
	region?: string;
	speed?: string;
	virtual_port_reservation_id?: string;
	ccr_device_name?: string | null;
	owner?: string;
}

/** A port in a data center that an interconnect can be ordered on. */
export interface Slot {
	id: string;
	facility: Facility;
	occupied: boolean;
	site: string;
	speed: string;
	account?: string;
	ccr_device_name?: string | null;
}

/** How a CNI's BGP session is set up. */
export interface Bgp {
	customer_asn: number;
	extra_prefixes: string[];
	md5_key?: string | null;
}

/** The tunnel side of a CNI. */
export interface Magic {
	conduit_name: string;
	description: string;
	mtu: number;
}

/** What `POST /cnis` takes. */
export interface CniOrder {
	account: string;
	/** The name of the interconnect that carries it. */
	interconnect: string;
	magic: Magic;
	bgp?: Bgp;
}

/** A CNI: the whole object that `PUT /cnis/{cni}` takes. */
export interface Cni extends CniOrder {
	id: string;
	/** The customer's and Cloudflare's end of the link, `A.B.C.D/N` in one prefix. */
	cust_ip: string;
	p2p_ip: string;
	bgp_mode?: 'dynamic_route_exchange' | 'advertise_only';
}

/** A magic interconnect as the picker and the simplified output read it. */
export interface MagicInterconnect {
	id?: string;
	name?: string;
	description?: string;
	colo_name?: string;
	interface_address?: string;
	mtu?: number;
	virtual_port_reservation_id?: string;
	modified_on?: string;
	health_check?: { enabled?: boolean };
	bgp?: { customer_asn?: number };
}

/** A page of a CNI listing; it is the last one where `next` is null or missing. */
export interface Page<Item> {
	items: Item[];
	next?: number | null;
}
