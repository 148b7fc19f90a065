import { verifyTree, type Tree, type TreeProblem, type TreeRule } from '@esekit/btree';
import { NodeView, pageFlag } from '@esekit/pages';
import type { CheckRun } from './check-run';
import { isDamage } from '../records/damage';
import { kindOfPageFailure, unlessDamaged } from './damage';
import type { CheckKind } from './problem';
import { placeOf, type TreeEntry } from './tree-list';

const kinds: Readonly<Record<Exclude<TreeRule, 'page'>, CheckKind>> = {
  pointer: 'pointer',
  object: 'foreignPage',
  kind: 'pageFlags',
  role: 'pageFlags',
  level: 'treeLevel',
  rootHeader: 'rootHeader',
  noNodes: 'node',
  node: 'node',
  keyOrder: 'keyOrder',
  nullKey: 'separator',
  separator: 'separator',
  bounds: 'separator',
  sibling: 'siblingLink',
  size: 'keySize',
};

/** Rules that can be broken without hiding a page from the walk. */
const harmless: readonly TreeRule[] = [
  'kind',
  'rootHeader',
  'sibling',
  'size',
  'bounds',
  'separator',
  'nullKey',
];

/**
 * Compares the root page of a tree with what the catalog says of it.
 *
 * @returns whether the tree is there: when its root belongs to another object, nothing below is its own
 */
export function checkRootPage(run: CheckRun, entry: TreeEntry): boolean {
  const { tree, kind, index } = entry;
  const page = tree.pgnoFDP;
  const place = { ...placeOf(entry), page };
  if (page < 1 || page > run.source.pageCount) {
    run.report('catalogRoot', `${tree.label} has its root at page ${page}, which does not exist`, place);
    return false;
  }
  // A page that cannot be read is told of when the tree is walked.
  const view = unlessDamaged(() => run.source.get(page).view);
  if (!view) return true;
  if (view.objidFDP !== tree.objidFDP || !view.hasFlag(pageFlag.root)) {
    const found = `${view.hasFlag(pageFlag.root) ? 'the root' : 'a page'} of object ${view.objidFDP}`;
    run.report(
      'catalogRoot',
      `${tree.label} is object ${tree.objidFDP}, but its root ${page} is ${found}`,
      place,
    );
    return false;
  }
  const expected =
    (kind === 'index' ? pageFlag.index : 0) |
    (kind === 'long values' ? pageFlag.longValue : 0) |
    (index && !index.isUnique ? pageFlag.nonUniqueKeys : 0);
  const mask = pageFlag.index | pageFlag.longValue | pageFlag.nonUniqueKeys;
  if ((view.flags & mask) !== expected) {
    const text = `${tree.label}: root page ${page} has the flags 0x${view.flags.toString(16)}`;
    run.report('catalogRoot', `${text}, which are not those of ${describe(entry)}`, place);
  }
  return true;
}

function describe({ kind, index }: TreeEntry): string {
  if (kind !== 'index') return kind === 'long values' ? 'long values' : 'a table';
  return index!.isUnique ? 'a unique index' : 'an index whose keys may be equal';
}

/**
 * Checks the pages of one tree: structure, order, levels, links, and how new they are.
 *
 * @param onPage told of each page of the tree
 * @returns whether all pages of the tree were found: below some kinds of damage there may be more
 */
export function checkTreePages(
  run: CheckRun,
  entry: TreeEntry,
  tree: Tree,
  onPage: (pgno: number) => void,
): boolean {
  const newest = run.isClean ? run.database.header.dbtimeDirtied : undefined;
  // A space tree gives its pages no parent: the root of the tree that it serves has it.
  const parent = tree.isSpaceTree ? undefined : (entry.parent?.tree.pgnoFDP ?? 0);
  let isWhole = true;
  const sink = (problem: TreeProblem): void => {
    reportTreeProblem(run, entry, problem);
    if (!harmless.includes(problem.rule)) isWhole = false;
  };
  verifyTree(tree, sink, {
    ...(parent === undefined ? {} : { pgnoParent: parent }),
    onPage: (pgno) => {
      onPage(pgno);
      run.countPage(tree.isSpaceTree ? 1 : 0.5);
      if (newest !== undefined) checkDbtime(run, entry, pgno, newest);
    },
  });
  return isWhole;
}

/** The header of a clean database is as new as its newest page (03 §8, 4). */
function checkDbtime(run: CheckRun, entry: TreeEntry, pgno: number, newest: bigint): void {
  const view = unlessDamaged(() => run.source.get(pgno).view);
  if (!view) return;
  const high = Number(newest >> 32n);
  const low = Number(newest & 0xffff_ffffn);
  const isNewer = view.dbtimeHigh > high || (view.dbtimeHigh === high && view.dbtimeLow > low);
  if (!isNewer) return;
  const text = `page ${pgno} has dbtime ${view.dbtime}, the header of the database ${newest}`;
  run.report('dbtime', `${entry.tree.label}: ${text}`, { ...placeOf(entry), page: pgno });
}

function reportTreeProblem(run: CheckRun, entry: TreeEntry, problem: TreeProblem): void {
  const { rule, pgno, error, text } = problem;
  const kind = rule === 'page' ? kindOfPageFailure(error, text) : kinds[rule];
  run.report(kind, text, { ...placeOf(entry), page: pgno, key: firstKey(run, pgno) });
}

/** The key that a page begins with says which part of the data the problem is in. */
function firstKey(run: CheckRun, pgno: number): Uint8Array | undefined {
  try {
    const { view } = run.source.get(pgno);
    if (view.clines === 0) return undefined;
    const node = new NodeView().read(view, 0);
    const key = new Uint8Array(node.cbKey);
    node.copyKey(key);
    return key.length > 0 ? key : undefined;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return undefined;
  }
}
