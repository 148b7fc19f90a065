import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { resultOf } from '../src/process/result';
import { runScenario } from '../src/process/run-scenario';
import type { ScenarioResult } from '../src/compare/result';

/** The processes run the built programs. */
const programs = join(import.meta.dirname, '..', 'dist');

const start = `
instance i
set LogFileSize 64
set SystemPath ./
set LogFilePath ./
set TempPath ./
init
session s
`;

interface Line {
  readonly line: number;
  readonly i?: number;
  readonly cmd: string;
  readonly rc: number | null;
  readonly name: string;
  readonly out?: Readonly<Record<string, unknown>>;
}

interface Run extends ScenarioResult {
  readonly lines: readonly Line[];
  readonly read: (name: string) => string;
}

describe('a scenario', () => {
  const temporary = temporaryFolder();
  let runs = 0;

  async function run(text: string): Promise<Run> {
    const place = join(temporary, String(++runs));
    const folder = join(place, 'files');
    mkdirSync(folder, { recursive: true });
    const script = join(place, 'script.esd');
    const trace = join(place, 'trace.jsonl');
    writeFileSync(script, text);
    const processes = await runScenario({ script, folder, trace, programs });
    expect(processes.failure).toBeUndefined();
    const lines = readFileSync(trace, 'utf8').trimEnd().split('\n');
    return {
      ...resultOf(processes, folder),
      lines: lines.map((line) => JSON.parse(line) as Line),
      read: (name) => readFileSync(join(folder, name), 'utf8'),
    };
  }

  it('keeps over a crash what was committed, and nothing else', async () => {
    const { lines, exits, headers, commands, read } = await run(`${start}
createdb a.edb
createtable db T
addcol T id Long
addcol T t Text
addindex T PK +id primary
begin
repeat 3 insert T id=$i t='row $i'
commit
begin
insert T id=9
crash
${start}
attach a.edb
opendb a.edb
dump db d.jsonl
scan x -
term
exit
echo after the end`);
    expect(exits).toEqual([99, 99, 0]);
    expect(commands).toBe(lines.length);
    expect(headers).toEqual({ 'a.edb': { state: 'CleanShutdown', pageSize: 4096, version: '620.290' } });
    const inserts = lines.filter(({ cmd }) => cmd === 'insert');
    expect(inserts.map(({ i, out }) => [i, out?.['bm']])).toEqual([
      [0, '7f80000000'],
      [1, '7f80000001'],
      [2, '7f80000002'],
      [undefined, '7f80000009'],
    ]);
    expect(read('d.jsonl')).toContain(
      '{"t":"T","bm":"7f80000002","r":{"id":2,"t":"row 2"}}\n{"t":"T","rows":3}',
    );
    expect(lines.find(({ cmd }) => cmd === 'scan')).toMatchObject({ rc: null, name: 'script' });
    expect(lines.at(-1)).toMatchObject({ cmd: 'echo', out: { text: 'after the end' } });
  });

  it('ends as a crash does when an instance is left at its end', async () => {
    const { exits, headers } = await run(`${start}
createdb b.edb`);
    expect(exits).toEqual([98]);
    expect(headers['b.edb']).toMatchObject({ state: 'DirtyShutdown' });
  });

  it('drops names with what they stand for', async () => {
    const { lines } = await run(`${start}
createdb a.edb
createtable db T
addcol T id Long
closetable T
begin
opentable db T
rollback
move T first
opentable db T
begin
commit
move T first
endsession
move T first
use s
term
session t
term`);
    const ends = lines.filter(({ cmd }) => ['move', 'use', 'session', 'term'].includes(cmd)).slice(1);
    expect(ends.map(({ cmd, rc }) => `${cmd} ${rc ?? 'script'}`)).toEqual([
      'move script',
      'move -1603',
      'move script',
      'use script',
      'term 0',
      'session script',
      'term script',
    ]);
  });

  it('says of a command without a call that there is none yet', async () => {
    const { lines } = await run('backup bk\nnonsense\n');
    expect(lines.map(({ rc, name }) => [rc, name])).toEqual([
      [null, 'script'],
      [null, 'script'],
    ]);
  });
});
