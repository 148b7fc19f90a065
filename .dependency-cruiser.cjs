/**
 * The layers, lowest first (see ARCHITECTURE.md): a package may import those in front of it, an app all.
 * Nothing imports upward, nothing reaches into another package's files, and only core's Node
 * implementation touches the file system.
 */
const layers = ['core', 'pages', 'btree', 'log', 'engine', 'backup', 'restore', 'jet'];

const upward = layers.slice(0, -1).map((layer, i) => ({
  name: `${layer}-imports-upward`,
  severity: 'error',
  comment: `${layer} may import only the layers below it`,
  from: { path: `^packages/${layer}/src/` },
  to: { path: `^packages/(${layers.slice(i + 1).join('|')})/|^apps/` },
}));

const internals = layers.map((layer) => ({
  name: `${layer}-internals`,
  severity: 'error',
  comment: 'other packages are imported by their name, never by a path into their sources',
  from: { path: '^(packages|apps|bench)/', pathNot: `^packages/${layer}/` },
  to: { path: `^packages/${layer}/(src|test)/` },
}));

module.exports = {
  forbidden: [
    ...upward,
    ...internals,
    {
      name: 'packages-import-apps',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'file-system-only-in-core-node',
      severity: 'error',
      comment: 'all file access goes through the interface of core, so that everything runs on any of them',
      from: { path: '^packages/(?!testkit/)[^/]+/src/', pathNot: '^packages/core/src/node/' },
      to: { path: '^(node:)?(fs|fs/promises)$', dependencyTypes: ['core'] },
    },
    {
      name: 'platform-only-in-node-folders',
      severity: 'error',
      comment: 'what is not under src/node has to run in a browser',
      from: { path: '^packages/(?!testkit/)[^/]+/src/', pathNot: '^packages/[^/]+/src/node/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'testkit-only-in-tests',
      severity: 'error',
      comment: 'the harness is a test itself, and is not published',
      from: { path: '^(packages/(?!testkit/)[^/]+|apps/(?!harness/)[^/]+)/src/' },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment:
        'an instance, its sessions and its databases know each other as types; nothing is loaded in a circle',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'not-declared',
      severity: 'error',
      comment: 'what a package imports stands in its package.json',
      from: { path: '^(packages|apps)/[^/]+/src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'not-shipped',
      severity: 'error',
      comment: 'packages are installed with their dependencies only; apps are bundled',
      from: { path: '^packages/[^/]+/src/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '^packages/testkit/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '/dist/chunk' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
};
