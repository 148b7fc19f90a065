/**
 * What a seek looks for, as the node's key against the sought one. `prefix` is the first node whose key
 * begins with the sought one.
 */
export type SeekMode = '=' | '>=' | '>' | '<=' | '<' | 'prefix';
