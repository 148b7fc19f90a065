import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { corpus, describeCorpus, temporaryFolder } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { compareDumps } from '../src/compare/compare-dumps';
import { compareScenario, type ScenarioRun } from '../src/compare/compare-scenario';
import { compareTraces } from '../src/compare/compare-traces';
import { jsonDifference } from '../src/compare/json-difference';
import { explanationOf } from '../src/compare/known-differences';
import { groupOf, RecordedScenario, recordedScenarios } from '../src/compare/recorded-scenario';
import { reportLines } from '../src/compare/report';
import { unsupportedLocale } from '../src/compare/unsupported-locale';

describe('JSON values', () => {
  it('differ at a path', () => {
    expect(jsonDifference({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBeUndefined();
    expect(jsonDifference({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] })).toBe('a[1].b');
    expect(jsonDifference({ a: [1] }, { a: [1, 2] })).toBe('a[1]');
    expect(jsonDifference({ a: 1 }, { a: 1, b: 1 })).toBe('b');
    expect(jsonDifference('1', 1)).toBe('.');
    expect(jsonDifference(null, {})).toBe('.');
  });

  it('are equal when numbers are, however they are written', () => {
    expect(jsonDifference(JSON.parse('[1.50,1e3,-0]'), JSON.parse('[1.5,1000,0]'))).toBeUndefined();
  });
});

describe('traces', () => {
  const line = '{"line":3,"cmd":"seek","rc":0,"name":"JET_errSuccess","out":{"bm":"01"}}\n';

  it('differ in return code and output', () => {
    expect(compareTraces(line, line)).toEqual([]);
    expect(compareTraces(line, line.replace('"rc":0', '"rc":-1601'))).toMatchObject([
      { where: 'line 3 seek: rc' },
    ]);
    expect(compareTraces(line, line.replace('01', '02'))).toMatchObject([{ where: 'line 3 seek: out.bm' }]);
    expect(compareTraces(line, '')).toMatchObject([{ where: 'line 3 seek: .', found: '(nothing)' }]);
  });

  it('do not differ in what is for information', () => {
    const other = line.replace('}}', '},"info":{"gens":[1]},"call":"JetMove","error":"x"}');
    expect(compareTraces(line, other)).toEqual([]);
  });
});

describe('dumps', () => {
  it('differ at a line, unless numbers are only written otherwise', () => {
    const dump = '{"t":"T","bm":"01","r":{"d":0.10000000000000001}}\n{"t":"T","rows":1}\n';
    expect(compareDumps('d', dump, dump.replace('0.10000000000000001', '0.1'))).toBeUndefined();
    expect(compareDumps('d', dump, dump.replace('"rows":1', '"rows":2'))).toMatchObject({
      where: 'd:2 rows',
    });
    expect(compareDumps('d', dump, dump.split('\n')[0]!)).toMatchObject({ where: 'd:2 .' });
  });
});

describe('groups', () => {
  it.each([
    ['L2-basic-1000', 'L2-basic'],
    ['F-01-write-conflict', 'F-01'],
  ])('%s is of %s', (name, group) => {
    expect(groupOf(name)).toBe(group);
  });

  it('are reported with the first difference of each scenario', () => {
    const difference = { part: 'exits', where: '[0]', expected: '[0]', found: '[98]' } as const;
    const lines = reportLines([
      { scenario: 'F-01-a', skipped: undefined, differences: [], explanation: undefined },
      { scenario: 'F-02-b', skipped: 'locale de-DE', differences: [], explanation: undefined },
      { scenario: 'F-03-c', skipped: undefined, differences: [difference], explanation: '14 §3.2' },
      {
        scenario: 'L1-x-1',
        skipped: undefined,
        differences: [difference, difference],
        explanation: undefined,
      },
      { scenario: 'L1-x-2', skipped: undefined, differences: [], explanation: undefined },
    ]);
    expect(lines).toEqual([
      'F-01: 1 of 1 as recorded',
      'F-02: 0 of 0 as recorded, 1 skipped',
      '  F-02-b: skipped, locale de-DE',
      'F-03: 0 of 1 as recorded, 1 different on purpose',
      '  F-03-c: different on purpose, 14 §3.2',
      'L1-x: 1 of 2 as recorded',
      '  L1-x-1: 2 differences, the first: exits [0]\n    recorded [0]\n    found    [98]',
      '2 as recorded, 1 different on purpose, 1 different, 1 skipped',
    ]);
  });
});

describe('differences on purpose', () => {
  const scenario = 'F-36-version-column-index';
  const known = { part: 'trace', where: 'line 38 update: rc', expected: '', found: '' } as const;

  it('explain only what they name', () => {
    expect(explanationOf(scenario, [known])?.reason).toMatch(/^14 §3.2/);
    expect(explanationOf(scenario, [known, { ...known, where: 'line 37 update: rc' }])).toBeUndefined();
    expect(explanationOf('F-01-write-conflict', [known])).toBeUndefined();
    expect(explanationOf(scenario, [])).toBeUndefined();
  });
});

describe('locales', () => {
  const temporary = temporaryFolder();
  let folders = 0;

  const recording = (script: string, rc: number): RecordedScenario => {
    const folder = join(temporary, `L1-x-${++folders}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'script.esd'), script);
    writeFileSync(join(folder, 'expected.json'), '{"exits":[0],"commands":1,"headers":{},"dumps":{}}');
    const trace = `{"line":1,"cmd":"addindex","rc":${rc},"name":""}\n`;
    writeFileSync(join(folder, 'trace.jsonl.gz'), gzipSync(trace));
    return new RecordedScenario('L1-x-1', folder);
  };

  it('that keys cannot be built for are named, unless the engine refused them', () => {
    expect(unsupportedLocale(recording('addindex T i +t locale=de-DE', 0))).toBe('de-DE');
    expect(unsupportedLocale(recording('addindex T i +t locale=xx-nowhere', -1062))).toBeUndefined();
    expect(unsupportedLocale(recording('addindex T i +t locale=en-US', 0))).toBeUndefined();
  });
});

describeCorpus('recorded scenarios', () => {
  const temporary = temporaryFolder();

  /** The recording itself, as if it were a run. */
  const replayed = (recorded: RecordedScenario): ScenarioRun => {
    const folder = join(temporary, recorded.name);
    mkdirSync(folder, { recursive: true });
    for (const name of recorded.dumps) writeFileSync(join(folder, name), recorded.dump(name));
    return { trace: recorded.trace(), folder, result: recorded.result };
  };
  const scenarios = recordedScenarios(corpus.path('scenarios'));
  const one = scenarios.find(({ name }) => name === 'L2-crash-1000')!;

  it('are as recorded when nothing is changed', () => {
    expect(scenarios.length).toBe(172);
    for (const recorded of scenarios.filter((_, at) => at % 8 === 0)) {
      expect(compareScenario(recorded, replayed(recorded)), recorded.name).toEqual([]);
    }
  });

  it('show a planted difference in every part', () => {
    const run = replayed(one);
    const lines = run.trace.split('\n');
    const at = lines.findIndex((line) => line.includes('"out":{"bm"'));
    const trace = lines.with(at, lines[at]!.replace('"bm":"7f', '"bm":"80')).join('\n');
    const dump = join(run.folder, one.dumps[1]!);
    writeFileSync(dump, one.dump(one.dumps[1]!).replace('"rows":', '"rows":1'));
    const { headers } = one.result;
    const changed: ScenarioRun = {
      trace,
      folder: run.folder,
      result: {
        exits: [...one.result.exits, 0],
        commands: one.result.commands + 1,
        headers: { 'a.edb': { ...headers['a.edb']!, state: 'DirtyShutdown' } },
      },
    };
    expect(compareScenario(one, changed).map(({ part }) => part)).toEqual([
      'trace',
      'dump',
      'exits',
      'commands',
      'headers',
    ]);
  });
});
