import { basename } from 'node:path';
import { describeCorpus, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { NodeView } from '../../src/page/nodes';
import { pageFlag } from '../../src/page/page-layout';
import { PageView } from '../../src/page/page-header';
import { checkPageStructure } from '../../src/page/page-structure';
import { reorganise } from '../../src/page/reorganise';
import { lineFlag, tagCb } from '../../src/page/tags';
import { corpusDatabases, goodPages } from './corpus-pages';
import { equalBytes, lineBytes, spaceSum } from './page-fixture';

describeCorpus('real pages', () => {
  const folder = temporaryFolder();

  it('are sound, decode, and keep their content when reorganised', { timeout: 300_000 }, () => {
    const failures: string[] = [];
    const count = { databases: 0, pages: 0, nodes: 0 };
    for (const path of corpusDatabases(folder)) {
      count.databases++;
      for (const { pgno, page } of goodPages(path)) {
        const view = new PageView(page);
        count.pages++;
        count.nodes += view.clines;
        const problem = checkPageStructure(view)?.text ?? accountingProblem(view) ?? nodeProblem(view);
        if (problem !== undefined) failures.push(`${basename(path)} page ${pgno}: ${problem}`);
        else if (!survivesReorganising(view)) failures.push(`${basename(path)} page ${pgno}: reorganised`);
      }
    }
    console.log(`${count.pages} pages with ${count.nodes} nodes of ${count.databases} databases`);
    expect(failures).toEqual([]);
    expect(count.databases).toBeGreaterThan(100);
    expect(count.pages).toBeGreaterThan(10_000);
  });
});

function accountingProblem(view: PageView): string | undefined {
  return spaceSum(view) === view.cbPageData ? undefined : `space sum ${spaceSum(view)}`;
}

/** The rules of 03 §2 and §3 that hold on every page, as far as a page alone shows them. */
function nodeProblem(view: PageView): string | undefined {
  const node = new NodeView();
  for (let iline = 0; iline < view.clines; iline++) {
    node.read(view, iline);
    const isInternal = !view.hasFlag(pageFlag.leaf);
    if (isInternal && (node.cbData !== 4 || (node.flags & ~lineFlag.compressed) !== 0))
      return `node ${iline}: no pointer`;
    if (node.isCompressed !== node.cbPrefix > 2) return `node ${iline}: prefix of ${node.cbPrefix}`;
    if (node.isCompressed && view.hasFlag(pageFlag.root)) return `node ${iline}: compressed on a root`;
  }
  return undefined;
}

function survivesReorganising(before: PageView): boolean {
  const after = new PageView(before.bytes.slice(before.start, before.start + before.pageSize));
  reorganise(after);
  if (checkPageStructure(after) !== undefined || after.itagMicFree !== before.itagMicFree) return false;
  let cbLines = 0;
  for (let itag = 0; itag < before.itagMicFree; itag++) {
    if (!equalBytes(lineBytes(before, itag), lineBytes(after, itag))) return false;
    cbLines += tagCb(after, itag);
  }
  return after.ibMicFree === cbLines;
}
