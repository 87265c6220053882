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
	/** A whole number within the field's `minValue` and `maxValue`. */
	count(name: string): number;
	/** The same; undefined where the parameter is absent or empty. */
	optionalCount(name: string): number | undefined;
	/** The same, or the field's default where the parameter is absent or empty. */
	countOrDefault(name: string): number;
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
