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

/** What `POST /magic/routes` takes, and `PUT /magic/routes/{route}` as a whole. */
export interface MagicRouteOrder {
	/** `A.B.C.D/N` */
	prefix: string;
	/** An address without a prefix length. */
	nexthop: string;
	/** The smaller one wins. */
	priority: number;
	description?: string;
	/** How traffic is divided among routes of the same prefix and priority. */
	weight?: number;
	/** Where Cloudflare uses the route; everywhere when left out. */
	scope?: MagicRouteScope;
}

export interface MagicRouteScope {
	colo_names?: string[];
	colo_regions?: string[];
}

/** A magic route as the API returns it. */
export interface MagicRoute extends MagicRouteOrder {
	id: string;
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
