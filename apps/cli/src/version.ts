import manifest from '../package.json' with { type: 'json' };

export const version = manifest.version;

/** What a manifest records as its maker. */
export const toolName = `esekit ${version}`;
