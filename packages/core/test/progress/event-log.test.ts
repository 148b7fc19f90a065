import { describe, expect, it } from 'vitest';
import {
  createMemoryFileSystem,
  EventLog,
  logTimeFromDate,
  type EsekitEvent,
  type FileSystem,
} from '../../src';
import { createFailingFileSystem } from '../../src/testing';

const now = () => logTimeFromDate(new Date('2026-01-02T03:04:05.678Z'));
const started: EsekitEvent = {
  kind: 'engine',
  id: 105,
  severity: 'information',
  parameters: ['0'],
  text: 'started',
};
const note: EsekitEvent = { kind: 'note', path: 'a.edb', text: 'a line\nbreak' };

function linesOf(fs: FileSystem): unknown[] {
  const file = fs.openSync('events.jsonl', 'read');
  const bytes = new Uint8Array(file.sizeSync());
  file.readSync(bytes, 0);
  file.closeSync();
  const lines = new TextDecoder().decode(bytes).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line) as unknown);
}

describe('a file of events', () => {
  it('has a line for each, with its time', () => {
    const fs = createMemoryFileSystem();
    const log = new EventLog(fs, 'events.jsonl', now);
    for (const event of [started, note]) log.write(event);
    log.close();
    expect(linesOf(fs)).toEqual([
      { time: '2026-01-02T03:04:05.678Z', ...started },
      { time: '2026-01-02T03:04:05.678Z', ...note },
    ]);
  });

  it('is gone on with', () => {
    const fs = createMemoryFileSystem();
    for (const event of [started, note]) {
      const log = new EventLog(fs, 'events.jsonl', now);
      log.write(event);
      log.close();
    }
    expect(linesOf(fs)).toHaveLength(2);
  });

  it('that cannot be written says so, and stops nothing', () => {
    const disk = createMemoryFileSystem();
    let writes = 0;
    const failWhen = (operation: string): 'JET_errDiskFull' | undefined =>
      operation === 'write' && ++writes === 2 ? 'JET_errDiskFull' : undefined;
    const log = new EventLog(createFailingFileSystem(disk, { failWhen }), 'events.jsonl', now);
    log.write(started);
    expect(log.failure).toBeUndefined();
    for (let i = 0; i < 3; i++) log.write(note);
    expect(log.failure).toMatchObject({ name: 'JET_errDiskFull' });
    log.close();
    expect(linesOf(disk)).toHaveLength(1);
  });
});
