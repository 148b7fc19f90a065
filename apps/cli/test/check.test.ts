import { describe, expect, it } from 'vitest';
import { checkText } from '../src/output/check-report';
import { styleFor } from '../src/output/style';
import { damagedSample, memoryWithDatabase, samplePages, sampleWithWrongBit } from './support/damage';
import { capture, jsonOf, run } from './support/run';

interface Problem {
  readonly kind: string;
  readonly page: number | null;
  readonly text: string;
}

describe('check', () => {
  it('of a good database', async () => {
    expect(await run(memoryWithDatabase(), ['check', 'a.edb'])).toEqual({
      code: 0,
      stdout: 'a.edb: good\n',
      stderr: '',
    });
    const json = jsonOf(await run(memoryWithDatabase(), ['check', 'a.edb', '--json']));
    expect(json).toEqual({ path: 'a.edb', ok: true, problems: [], notes: [] });
  });

  it('tells of every damaged page, with all members', async () => {
    const fs = memoryWithDatabase(damagedSample(samplePages.tableRoot));
    const outcome = await run(fs, ['check', 'a.edb', '--json']);
    expect(outcome.code).toBe(1);
    const { ok, problems } = jsonOf(outcome) as { ok: boolean; problems: Problem[] };
    expect(ok).toBe(false);
    const problem = problems.find(({ page }) => page === samplePages.tableRoot);
    expect(Object.keys(problem!)).toEqual(['kind', 'severity', 'table', 'index', 'page', 'key', 'text']);
    const text = await run(memoryWithDatabase(damagedSample(samplePages.tableRoot)), ['check', 'a.edb']);
    expect(text.stdout).toMatch(/^a\.edb: DAMAGED, \d+ errors?/);
    expect(text.stdout).toContain('page 31');
  });

  it('a wrong bit that was corrected on reading is a problem too', async () => {
    const fs = memoryWithDatabase(sampleWithWrongBit(samplePages.tableRoot));
    const outcome = await run(fs, ['check', 'a.edb', '--json']);
    expect(outcome.code).toBe(1);
    expect(jsonOf(outcome)).toMatchObject({ ok: false, problems: [{ kind: 'pageDamaged', page: 31 }] });
  });

  it('a database with both catalogs damaged is checked all the same', async () => {
    const roots = [4, 24];
    const outcome = await run(memoryWithDatabase(damagedSample(...roots)), ['check', 'a.edb', '--json']);
    expect(outcome.code).toBe(1);
    const { problems } = jsonOf(outcome) as { problems: Problem[] };
    expect(problems.map(({ page }) => page)).toEqual(expect.arrayContaining(roots));
  });

  it('the text is capped for a person, and says how much there is', () => {
    const problems = Array.from({ length: 30 }, (_, i) => ({
      kind: 'spaceLeak' as const,
      severity: 'warning' as const,
      page: i + 1,
      text: 'is lost',
    }));
    const text = checkText({ path: 'a.edb', ok: true, problems, notes: ['keys of xx'] }, styleFor(capture()));
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe('a.edb: good, 30 warnings');
    expect(lines[1]).toBe('  warning spaceLeak: page 1: is lost');
    expect(lines.slice(-2)).toEqual([
      '  … and 10 more; --json lists all of them',
      '  not checked: keys of xx',
    ]);
  });
});
