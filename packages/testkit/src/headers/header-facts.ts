import { readFileSync } from 'node:fs';

/** What recovery and restore decide about a database, as its header says it (23 §3). */
export interface HeaderFacts {
  /** `Clean`, `Dirty`, or the number of another state. */
  readonly state: string;
  readonly dbtime: bigint;
  readonly objidLast: number;
  readonly genMinRequired: number;
  readonly genMaxRequired: number;
  readonly genMaxCommitted: number;
  readonly genRecovering: number;
  readonly lgposConsistent: string;
  readonly lgposAttach: string;
  readonly lgposDetach: string;
  readonly fullPrev: BackupFacts;
  readonly incPrev: BackupFacts;
  readonly fullCur: BackupFacts;
  readonly snapshotCur: BackupFacts;
  /** Pages behind the two header pages. */
  readonly pages: number;
}

/** One backup as the header remembers it. */
export interface BackupFacts {
  readonly mark: string;
  readonly low: number;
  readonly high: number;
}

const states: Readonly<Record<number, string>> = { 2: 'Dirty', 3: 'Clean' };

/** The header facts of a database, from its first header copy as it stands. */
export function headerFacts(file: string | Uint8Array): HeaderFacts {
  const bytes = typeof file === 'string' ? readFileSync(file) : file;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const state = view.getUint32(52, true);
  const pageSize = view.getUint32(236, true) || 4096;
  return {
    state: states[state] ?? String(state),
    dbtime: view.getBigUint64(16, true),
    objidLast: view.getUint32(212, true),
    genMinRequired: view.getInt32(296, true),
    genMaxRequired: view.getInt32(300, true),
    genMaxCommitted: view.getInt32(416, true),
    genRecovering: view.getInt32(536, true),
    lgposConsistent: lgpos(view, 56),
    lgposAttach: lgpos(view, 80),
    lgposDetach: lgpos(view, 96),
    fullPrev: backup(view, 136),
    incPrev: backup(view, 160),
    fullCur: backup(view, 184),
    snapshotCur: backup(view, 316),
    pages: Math.floor(bytes.length / pageSize) - 2,
  };
}

/** `generation:sector:byte` in upper-case hex, as the recorded facts have it. */
function lgpos(view: DataView, at: number): string {
  const parts = [view.getInt32(at + 4, true), view.getUint16(at + 2, true), view.getUint16(at, true)];
  return parts.map((part) => part.toString(16).toUpperCase()).join(':');
}

function backup(view: DataView, at: number): BackupFacts {
  return { mark: lgpos(view, at), low: view.getUint32(at + 16, true), high: view.getUint32(at + 20, true) };
}
