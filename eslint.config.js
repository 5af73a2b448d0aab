/** Lint rules: correctness, size limits and a second line of defence for the layers (the first is scripts/check-layers.mjs). */
import globals from 'globals'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

const SOURCES = ['src/**/*.ts', 'src/**/*.vue']

/** Forbids imports whose path matches one of the patterns. */
const forbidImports = (message, patterns) => ({
  'no-restricted-imports': ['error', { patterns: [{ regex: patterns, message }] }]
})

export default tseslint.config(
  { ignores: ['node_modules/', 'out/', 'dist/', 'coverage/', 'resources/', 'test/fixtures/', 'test/**/fixtures/', '.ci/'] },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    languageOptions: { ecmaVersion: 2024, sourceType: 'module' },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-implied-eval': 'error',
      'no-console': 'error',
      'no-control-regex': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }]
    }
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] }, globals: globals.browser },
    rules: {
      // Layout is a matter of taste here; the rules that find defects stay on.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/no-v-html': 'error',
      'no-undef': 'off'
    }
  },
  {
    files: ['src/renderer/**/*.vue'],
    // Words stand in the catalogue (`src/renderer/text`). The product's name and the numbers of a percent axis are the same in every language; the signs stand between values, not in sentences.
    rules: { 'vue/no-bare-strings-in-template': ['error', { allowlist: ['Reclaimscope', '0', '50', '100', '·', '•', '?', '.', ',', ';', '…', '×', '○', '●', '◇', '★', '–', '→', '↑'] }] }
  },
  {
    files: SOURCES,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration', message: 'No barrel files.' }]
    }
  },
  { files: ['src/**/*.ts'], rules: { 'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }] } },
  { files: ['src/shared/**/*.ts'], rules: forbidImports('shared imports nothing of ours', '(^|/)(engine|main|preload|renderer)(/|$)|^node:|^electron$|^vue$') },
  {
    files: ['src/engine/**/*.ts'],
    rules: {
      ...forbidImports('the engine is pure: no Node, DOM, Electron, Vue or host code', '(^|/)(main|preload|renderer)(/|$)|^node:|^electron|^vue$|^echarts'),
      'no-restricted-globals': ['error', ...['process', 'Buffer', 'window', 'document', 'navigator', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'require', 'crypto', 'console', '__dirname'].map((name) => ({ name, message: 'The engine is deterministic and runs anywhere.' }))],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is an input of the engine.' },
        { object: 'Math', property: 'random', message: 'Use the seeded generator.' },
        { object: 'globalThis', property: 'process', message: 'The engine runs anywhere.' }
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date']", message: 'Time is an input of the engine.' },
        { selector: 'ExportAllDeclaration', message: 'No barrel files.' }
      ]
    }
  },
  { files: ['src/main/**/*.ts'], ignores: ['src/main/host/electron/**', 'src/main/index.ts', 'src/main/engine-host.ts'], rules: forbidImports('only src/main/host/electron may use Electron', '(^|/)(preload|renderer)(/|$)|^electron') },
  { files: ['src/renderer/**/*.{ts,vue}'], rules: forbidImports('the renderer uses shared only', '(^|/)(engine|main|preload)/|^node:|^electron') },
  { files: ['src/preload/**/*.ts'], rules: forbidImports('the preload uses shared and electron only', '(^|/)(engine|main|renderer)/|^node:') },
  { files: ['scripts/**', '*.config.*', 'eslint.config.js'], languageOptions: { globals: globals.node }, rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: { 'no-console': 'off', 'no-control-regex': 'off', '@typescript-eslint/no-non-null-assertion': 'off' }
  }
)
