import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { compareCalls } from '../src/trace/compare-calls';
import { reportOfCalls } from '../src/trace/report';
import type { CallResult } from '../src/trace/result-line';
import { readCallTrace, type CallTrace } from '../src/trace/trace-file';

const temporary = temporaryFolder();
let files = 0;

const trace: CallTrace = traceOf('example', [
  { call: '@mkdir', args: { dir: 'db' } },
  { call: 'JetMove', args: { n: 1 }, rc: 0, rcName: 'JET_errSuccess', out: {} },
  { call: 'JetGetBookmark', args: {}, rc: 0, out: { cbActual: 1, bookmark: '7f' } },
  { call: 'JetBackup', args: { path: 'bk' }, rc: 0, out: {}, events: [210, 213] },
  { call: 'JetTerm', args: {}, rc: 0, out: {}, events: [103, 637] },
]);

function traceOf(scenario: string, lines: readonly object[]): CallTrace {
  const path = join(temporary, `${files++}.jsonl`);
  writeFileSync(path, [{ scenario }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return readCallTrace(path);
}

/** The recording itself as a result, with the backup left out. */
function results(of: CallTrace, changes: Readonly<Record<number, Partial<CallResult>>> = {}): CallResult[] {
  return of.calls.map(({ line, call, rc, rcName, out, events }) => ({
    line,
    rc: typeof rc === 'number' ? rc : undefined,
    rcName,
    out,
    events,
    leftOut: call === 'JetBackup',
    ...changes[line],
  }));
}

describe('call traces', () => {
  it('are read with the numbers of their lines', () => {
    expect(trace.scenario).toBe('example');
    expect(trace.calls.map(({ line, call }) => `${line} ${call}`)).toEqual([
      '2 @mkdir',
      '3 JetMove',
      '4 JetGetBookmark',
      '5 JetBackup',
      '6 JetTerm',
    ]);
  });

  it('are equal to themselves; what was left out is counted', () => {
    const { differences, compared, leftOut } = compareCalls(trace, results(trace));
    expect(differences).toEqual([]);
    expect(compared).toBe(4);
    expect([...leftOut]).toEqual([['JetBackup', 1]]);
  });

  it('differ in codes, outputs and events', () => {
    const first = (changes: Readonly<Record<number, Partial<CallResult>>>): string => {
      const [difference] = compareCalls(trace, results(trace, changes)).differences;
      return `${difference?.line} ${difference?.where}`;
    };
    expect(first({ 3: { rc: -1603 } })).toBe('3 rc');
    expect(first({ 4: { out: { cbActual: 1, bookmark: '80' } } })).toBe('4 out.bookmark');
    expect(first({ 4: { out: { cbActual: 1 } } })).toBe('4 out.bookmark');
    expect(first({ 6: { events: [] } })).toBe('6 event 103');
    expect(first({ 3: { events: [105] } })).toBe('3 event 105');
  });

  it('show a call that was never made', () => {
    const [difference] = compareCalls(trace, results(trace).slice(0, 2)).differences;
    expect(difference).toMatchObject({ line: 4, found: '(nothing)' });
  });

  it('take an event one line away, and do not look at those of the flush map', () => {
    const two = traceOf('example', [
      { call: 'JetMove', args: {}, rc: 0, out: {} },
      { call: 'JetTerm', args: {}, rc: 0, out: {}, events: [103] },
    ]);
    const near = results(two, { 2: { events: [103, 640] }, 3: { events: [] } });
    expect(compareCalls(two, near).differences).toEqual([]);
  });

  it('compare generations and positions by whether there is one, and signatures by their length', () => {
    const misc = traceOf('example', [
      { call: 'JetGetDatabaseInfo', args: {}, rc: 0, out: { genMinRequired: 3, lgposAttach: '1:1:8' } },
      { call: 'JetGetInstanceMiscInfo', args: {}, rc: 0, out: { hex: 'a0b1' } },
    ]);
    const other = (genMinRequired: number, hex: string): readonly unknown[] =>
      compareCalls(
        misc,
        results(misc, { 2: { out: { genMinRequired, lgposAttach: '9:9:9' } }, 3: { out: { hex } } }),
      ).differences;
    expect(other(7, 'ffff')).toEqual([]);
    expect(other(0, 'ffff')).toHaveLength(1);
    expect(other(7, 'ff')).toHaveLength(1);
  });

  it('expect of a line that the acceptance list marks what the list says', () => {
    const legacy = traceOf('legacy-calls', [
      { call: 'JetBackup', args: {}, rc: -1003, rcName: 'JET_errInvalidParameter', out: {} },
    ]);
    const as = (rc: number): ReturnType<typeof compareCalls> =>
      compareCalls(legacy, results(legacy, { 2: { rc, leftOut: false } }));
    expect(as(-1029).differences).toEqual([]);
    expect([...as(-1029).deviations]).toEqual([['B-008', 1]]);
    expect(as(-1003).differences).toHaveLength(1);
  });

  it('are reported with the first difference', () => {
    const lines = reportOfCalls(compareCalls(trace, results(trace, { 3: { rc: -1603 }, 6: { rc: -1 } })), 1);
    expect(lines).toEqual([
      '2 of 4 calls as recorded',
      'line 3 JetMove {"n":1}: rc',
      '    recorded {"rc":0,"rcName":"JET_errSuccess","out":{}}',
      '    found    {"rc":-1603,"rcName":"JET_errSuccess","out":{}}',
      'left out: JetBackup 1',
    ]);
  });
});
