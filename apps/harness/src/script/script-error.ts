/** A mistake of the script, or something that the harness cannot do: no call is made for it. */
export class ScriptError extends Error {}
