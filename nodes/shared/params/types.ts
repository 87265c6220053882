/**
 * The parameters of one item. Names are paths as n8n's (`options.customerName`); locators are
 * unwrapped, texts trimmed. Every method throws a NodeOperationError with the parameter's label and
 * the item when the value can't be used, and when an expression returned nothing.
 */
export interface Params {
	/** What the user knows the parameter by. */
	label(name: string): string;
	/**
	 * The value as n8n resolved it; undefined when the parameter is absent.
	 *
	 * @param wanted what an expression must return, for the message where it returns nothing: "a UUID"
	 */
	value(name: string, wanted?: string): unknown;
	/**
	 * A value as a refusal may repeat it: shortened, in quotation marks, but not where it looks like a secret that was
	 * entered in the wrong place.
	 *
	 * @param all that was entered, where the value is a part of it
	 */
	shown(value: string, all?: string): string;
	/** A text; empty when the field is. */
	text(name: string, wanted?: string): string;
	/** A text that is not empty. */
	requiredText(name: string, wanted?: string): string;
	/** A text that an expression may return empty too: a description. */
	textOrEmpty(name: string): string;
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
	/** Whether the parameter, or a collection around it, is an expression: in the editor it is not "Fixed". */
	isExpression(name: string): boolean;
	/** Says that nothing was sent, as the first sentence of what a refusal tells to do. */
	readonly nothingSent: string;
	/**
	 * A refusal of this parameter's value.
	 *
	 * @param rule what the value must be, as the rest of a sentence: "must be …", "is empty"
	 */
	refusal(name: string, rule: string, howToGoOn?: string): Error;
}
