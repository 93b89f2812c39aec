/** The import rules of ARCHITECTURE.md. `type` imports cost nothing at run time and may cross. */
const runtimeOnly = { dependencyTypesNot: ['type-only'] };

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, ...runtimeOnly } },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'Pure logic: no other room, no node built-in; luxon only for periods.',
      from: { path: '^src/domain/' },
      to: { pathNot: '^(src/domain/|node_modules/(@types/)?luxon/)' },
    },
    {
      name: 'workflows-stay-in-the-sandbox',
      severity: 'error',
      from: { path: '^src/workflows/' },
      to: {
        pathNot: [
          '^src/workflows/',
          '^src/domain/',
          '^src/interface/(names|window-request|iso-duration|outlook-words|request-words)\\.ts$',
          '^node_modules/@temporalio/(workflow|common)/',
        ],
        ...runtimeOnly,
      },
    },
    {
      name: 'luxon-stays-out-of-the-workflow-bundle',
      severity: 'error',
      comment:
        'What the bundle holds may not import the reckoning of periods. Not by `reachable`: that follows type imports too.',
      from: {
        path: [
          '^src/workflows/',
          '^src/interface/(names|window-request|iso-duration|outlook-words|request-words)\\.ts$',
          '^src/domain/(?!(whole-periods|wall-clock|export-usage)\\.ts$)',
        ],
      },
      to: {
        path: ['^src/domain/(whole-periods|wall-clock|export-usage)\\.ts$', '^node_modules/luxon/'],
        ...runtimeOnly,
      },
    },
    {
      name: 'interface-in-the-bundle-brings-nothing-else-along',
      severity: 'error',
      from: {
        path: '^src/interface/(names|window-request|iso-duration|outlook-words|request-words)\\.ts$',
      },
      to: {
        pathNot: [
          '^src/domain/',
          '^src/interface/(names|window-request|iso-duration|outlook-words|request-words)\\.ts$',
        ],
        ...runtimeOnly,
      },
    },
    {
      name: 'public-messages-are-safe-in-a-workflow',
      severity: 'error',
      comment: 'Workflows of other teams import them.',
      from: { path: '^src/messages\\.ts$' },
      to: {
        pathNot: [
          '^src/workflows/(messages|execute-extract|read-extract-failure)\\.ts$',
          '^src/interface/names\\.ts$',
          '^node_modules/@temporalio/workflow/',
        ],
        ...runtimeOnly,
      },
    },
    {
      name: 'nexus-contract-is-safe-in-a-workflow',
      severity: 'error',
      comment: 'Workflows of other teams import it.',
      from: { path: '^src/nexus/index\\.ts$' },
      to: { pathNot: ['^node_modules/nexus-rpc/'], ...runtimeOnly },
    },
    {
      name: 'nexus-starts-runs-and-does-nothing-else',
      severity: 'error',
      from: { path: '^src/nexus/' },
      to: {
        pathNot: [
          '^src/nexus/',
          '^src/activities/accept-request\\.ts$',
          '^src/client/pin-period\\.ts$',
          '^src/interface/',
          '^node_modules/(nexus-rpc|@temporalio/(nexus|common))/',
        ],
        ...runtimeOnly,
      },
    },
    {
      name: 'outside-systems-do-not-know-temporal',
      severity: 'error',
      from: { path: '^src/(connections|marketo|store|ledger|transfer|interface|domain)/' },
      to: { path: '^node_modules/@temporalio/' },
    },
    {
      name: 'connections-stand-apart',
      severity: 'error',
      from: { path: '^src/connections/' },
      to: { path: '^src/(?!connections/)' },
    },
    {
      name: 'marketo-stands-apart',
      severity: 'error',
      from: { path: '^src/marketo/' },
      to: { path: '^src/(?!marketo/|connections/|domain/)' },
    },
    {
      name: 'store-stands-apart',
      severity: 'error',
      from: { path: '^src/store/' },
      to: { path: '^src/(?!store/|connections/|domain/)' },
    },
    {
      name: 'ledger-stands-on-the-store-port',
      severity: 'error',
      from: { path: '^src/ledger/' },
      to: { path: '^src/(?!ledger/|store/store\\.ts$|domain/|interface/)' },
    },
    {
      name: 'transfer-joins-marketo-and-a-sink',
      severity: 'error',
      from: { path: '^src/transfer/' },
      to: { path: '^src/(?!transfer/|marketo/|domain/)', ...runtimeOnly },
    },
    {
      name: 'emulator-stands-alone',
      severity: 'error',
      from: { path: '^src/emulator/' },
      to: { path: '^src/(?!emulator/)' },
    },
    {
      name: 'nothing-leans-on-the-emulator',
      severity: 'error',
      from: { path: '^src/(?!emulator/|cli/)' },
      to: { path: '^src/emulator/' },
    },
    {
      name: 'emulator-tests-expect-nothing-from-the-client',
      severity: 'error',
      from: { path: '^test/emulator/' },
      to: { path: '^src/(?!emulator/)' },
    },
    {
      name: 'source-does-not-import-tests-and-benches',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-dev-dependency-in-source',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default'] },
  },
};
