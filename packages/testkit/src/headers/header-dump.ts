import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { BackupFacts, HeaderFacts } from './header-facts';

/** The facts of a header that the engine printed (`*.mh.txt`, `*.header-dump.txt.gz`); positions of the file left out. */
export type DumpedHeaderFacts = Omit<HeaderFacts, 'pages'>;

export function readHeaderDump(path: string): DumpedHeaderFacts {
  const raw = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(raw) : raw).toString('latin1');
  const find = (pattern: RegExp): string => {
    const found = pattern.exec(text)?.[1];
    if (found === undefined) throw new Error(`${path} has nothing like ${String(pattern)}`);
    return found;
  };
  const number = (pattern: RegExp): number => Number(find(pattern));
  return {
    state: find(/^ +State: (.*?)(?: Shutdown)?\r?$/m),
    dbtime: BigInt(find(/^ +dbtime: (\d+)/m)),
    objidLast: number(/^ +Last Objid: (\d+)/m),
    genMinRequired: number(/^ +Log Required: (\d+)-/m),
    genMaxRequired: number(/^ +Log Required: \d+-(\d+)/m),
    genMaxCommitted: number(/^ +Log Committed: \d+-(\d+)/m),
    genRecovering: number(/^ +Log Recovering: (\d+)/m),
    lgposConsistent: position(find(/^ +Last Consistent: \(([^)]*)\)/m)),
    lgposAttach: position(find(/^ +Last Attach: \(([^)]*)\)/m)),
    lgposDetach: position(find(/^ +Last Detach: \(([^)]*)\)/m)),
    fullPrev: backup(text, 'Previous Full Backup'),
    incPrev: backup(text, 'Previous Incremental Backup'),
    fullCur: backup(text, 'Current Full Backup'),
    snapshotCur: backup(text, 'Current Shadow copy backup'),
  };
}

/** `0x1,A,268` to `1:A:268`. */
function position(text: string): string {
  return text
    .replace(/^0x/, '')
    .split(',')
    .map((part) => parseInt(part, 16).toString(16).toUpperCase())
    .join(':');
}

function backup(text: string, title: string): BackupFacts {
  const pattern = new RegExp(`^${title}:\\r?\\n +Log Gen: (\\d+)-(\\d+) .*\\r?\\n +Mark: \\(([^)]*)\\)`, 'm');
  const [, low, high, mark] = pattern.exec(text) ?? [];
  if (mark === undefined) throw new Error(`no ${title} in the dump`);
  return { mark: position(mark), low: Number(low), high: Number(high) };
}
