import js from '@eslint/js';
import temporal from 'eslint-plugin-temporal';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'site/dist', 'coverage', 'exports', '.cache', '.compiled', 'node_modules'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      // One program for all files: the service of editors took a third more time.
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    // The workflow sandbox: no clock, network, disk or process of its own (temporal determinism).
    files: ['src/workflows/**/*.ts'],
    plugins: { temporal },
    rules: {
      // Only the plugin's own error level: its warnings are matters of taste.
      ...Object.fromEntries(
        Object.entries(temporal.configs.workflow.rules).filter(([, level]) => level === 'error'),
      ),
      // It takes setHandler for a promise; typescript-eslint's own rule knows the types.
      'temporal/workflow-no-floating-promises': 'off',
      'no-restricted-globals': ['error', 'fetch', 'process', 'Buffer', 'require'],
      // All runs of a thread share these modules (src/worker/workflow-bundle.ts).
      'no-restricted-syntax': [
        'error',
        ...['', ' > ExportNamedDeclaration'].flatMap((exported) => {
          const declaration = `Program${exported} > VariableDeclaration`;
          const message = 'What a module keeps, every run would share: keep it in the run.';
          return [
            { selector: `${declaration}[kind!="const"]`, message },
            { selector: `${declaration} > VariableDeclarator > NewExpression`, message },
          ];
        }),
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(node:|undici|zod|luxon|pino)', message: 'Not in the sandbox.' }] },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', module: 'writable' },
    },
  },
);
